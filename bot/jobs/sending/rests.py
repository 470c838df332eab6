"""The pause of a conversation: what its comments say of it, and how it ends.

The label says whether it rests. So whoever takes that off ends the pause, and a run that dies is finished by the next:
what comes back is put back before the label goes.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.core import clock
from bot.core.issues import Comment, Issue
from bot.jobs.sending import due_answers
from bot.jobs.tools import Tools
from bot.rules.conversation import resting
from bot.rules.conversation.history import HistoryStep
from bot.rules.conversation.resting import Rest
from bot.rules.wire.rest_markers import RestOverMarker


def among(comments: Iterable[Comment], tools: Tools) -> Rest | None:
    """Return the newest pause that these comments tell of."""
    return resting.newest((one.id, one.created_at, tools.conversations.readable(one)) for one in comments)


def of(issue: Issue, comments: Iterable[Comment], tools: Tools, *, whole: bool) -> Rest | None:
    """Return the newest pause of a conversation that rests; `whole` says that `comments` are all there are."""
    found = among(comments, tools)
    if found or whole or tools.labels.snoozed not in issue.labels:
        return found
    return among(tools.repository.comments(issue.number), tools)


def was_answered(rest: Rest, history: Iterable[HistoryStep]) -> bool:
    """Return whether a text has left for the person since the pause began."""
    return any(step.sends_text and step.has_left and step.comment.id > rest.comment for step in history)


def finish(number: int, over: RestOverMarker | None, sentence: str, tools: Tools, *, waits: bool) -> None:
    """End a pause, and say so once; without the marker nothing is said.

    With `waits` the conversation waits for the office from now on.
    """
    if waits:
        tools.repository.add_label(number, tools.labels.waiting)
        due_answers.note(clock.now(), tools)
    if over:
        tools.conversations.comment_once(number, over, sentence)
    tools.repository.remove_label(number, tools.labels.snoozed)

"""The pause of a conversation: what its comments say of it, and how it ends.

The label says whether a conversation is paused, so that removing it ends the pause. It goes last: a run that dies is
finished by the next.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.core import clock
from bot.core.issues import Comment, Issue
from bot.jobs.sending import due_answers
from bot.jobs.tools import Tools
from bot.rules.conversation import pausing
from bot.rules.conversation.history import HistoryStep
from bot.rules.conversation.pausing import Pause
from bot.rules.wire.pause_markers import PauseOverMarker


def among(comments: Iterable[Comment], tools: Tools) -> Pause | None:
    """Return the newest pause that these comments tell of."""
    return pausing.newest((one.id, one.created_at, tools.conversations.readable(one)) for one in comments)


def of(issue: Issue, comments: Iterable[Comment], tools: Tools, *, whole: bool) -> Pause | None:
    """Return the newest pause of a paused conversation; `whole` says that `comments` are all there are."""
    found = among(comments, tools)
    if found or whole or tools.labels.snoozed not in issue.labels:
        return found
    return among(tools.repository.comments(issue.number), tools)


def was_answered(pause: Pause, history: Iterable[HistoryStep]) -> bool:
    """Return whether a text has left for the person since the pause began."""
    return any(step.sends_text and step.has_left and step.comment.id > pause.comment for step in history)


def finish(number: int, over: PauseOverMarker | None, sentence: str, tools: Tools, *, waits: bool) -> None:
    """End a pause, and say so once; without the marker nothing is said.

    With `waits` the conversation waits for the office from now on.
    """
    if waits:
        tools.repository.add_label(number, tools.labels.waiting)
        due_answers.note(clock.now(), tools)
    if over:
        tools.conversations.comment_once(number, over, sentence)
    tools.repository.remove_label(number, tools.labels.snoozed)

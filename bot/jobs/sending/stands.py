"""The state of a conversation, read from its comments."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import clock
from bot.core.issues import Comment, Issue
from bot.jobs.sending import pauses
from bot.jobs.tools import Tools
from bot.rules.conversation import standing
from bot.rules.conversation.history import HistoryStep
from bot.rules.conversation.standing import Standing
from bot.rules.wire.markers import ConversationMarker, MessagesMarker


def of(
    issue: Issue, comments: Sequence[Comment], sent: Sequence[HistoryStep], tools: Tools, *, whole: bool
) -> Standing:
    """Return whom a conversation waits for, and since when.

    `sent` are the steps that send the person a text, oldest first; `whole` says that `comments` are all there are.
    """
    marker = tools.conversations.claimed(issue)
    began = whole and isinstance(marker, ConversationMarker) and bool(marker.sids)
    received = [issue.created_at] if began else []
    for comment in comments:
        known = tools.conversations.claimed(comment)
        if isinstance(known, MessagesMarker):  # what came before a conversation was closed waits no longer
            received = [*(() if known.reopens else received), comment.created_at]
    closed_at = None if issue.is_open else issue.closed_at or issue.updated_at
    waits = tools.labels.waiting in issue.labels
    found = standing.of(issue.created_at, closed_at, received, sent, waits=waits)
    pause = pauses.among(comments, tools)
    return standing.paused(found, pause, clock.now(), is_paused=tools.labels.snoozed in issue.labels)

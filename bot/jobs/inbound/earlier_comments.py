"""Comments that earlier runs made in the conversations of a batch: one list for all, if that is cheaper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from bot.core import clock
from bot.core.issues import Comment
from bot.core.messages import Event
from bot.jobs.record.conversation_reader import CLOCK_SKEW
from bot.jobs.tools import Tools

# Over a longer period, the repository may have many more comments than the conversations of a batch.
_NOT_LONG = timedelta(hours=2)


class Earlier:
    """The comments since the first message of a batch arrived.

    Only this job and reconcile record messages, and GitHub runs just one of the two at a time: what is read once
    stays valid for the whole batch.
    """

    def __init__(self, batch: Sequence[Sequence[Event]], tools: Tools) -> None:
        self._tools = tools
        self._since = min((earliest(group) for group in batch), default=clock.now()) - CLOCK_SKEW
        self._at_once = len(batch) > 1 and clock.now() - self._since <= _NOT_LONG + CLOCK_SKEW

    def comments(self, issue: int, since: datetime) -> Iterable[Comment]:
        """Return the comments of an issue since the moment, which must not be earlier than the batch."""
        ahead = self._tools.repository.ahead.comments(issue)
        if ahead and (ahead.whole or ahead.comments[0].created_at <= since):
            return ahead.comments
        if not self._at_once:
            return self._tools.repository.comments(issue, since)
        return [comment for comment in self._all if comment.issue == issue]

    @cached_property
    def _all(self) -> list[Comment]:
        return self._tools.recent.comments(self._since)


def earliest(group: Sequence[Event]) -> datetime:
    """Return when the first of the messages arrived."""
    return min(event.received_at for event in group)

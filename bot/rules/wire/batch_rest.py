"""What a run asks the relay for the rest of its batch, of which the dispatch carries only the first items.

GitHub takes 65,535 characters in a dispatch, about a hundred short messages. A run that fetches the rest handles a
whole crowd with one start. The answer is a payload like that of a dispatch: sealed items, with their proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.messages import BatchId
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire.sealed_format import RecentFormat

FRESH = timedelta(days=1)  # clocks may be hours off


@dataclass(frozen=True, slots=True)
class RestQuestion:
    """A run asks what its batch holds behind the item of number `after`."""

    asked_at: datetime
    batch: BatchId
    after: int


_FORMAT = RecentFormat(RestQuestion, lambda question: question.asked_at, FRESH)


def seal(question: RestQuestion, keys: RelayKeys) -> str:
    return _FORMAT.seal(question, keys)


def open_sealed(token: str, keys: RelayKeys, now: datetime) -> RestQuestion:
    """Return the question; raises SealError for one that is old, or not sealed by one of our jobs."""
    return _FORMAT.open_recent(token, keys, now)

"""Where each consent entry stood, as the relay keeps it: out of reach of whoever can edit or delete issues.

A chain cannot show that its last entries were cut off, nor that it is gone as a whole. An anchor is the place and hash
of an entry; it names nobody and holds no text. Jobs report anchors, `bot consent verify` asks for them: both sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.errors import SealError
from bot.core.messages import ContactId
from bot.rules.people.consent import ConsentEntry
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire.sealed_format import RecentFormat

FRESH = timedelta(minutes=10)  # clocks differ, and an old question must not be answered forever
MOST_IN_A_REPORT = 1000


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry of a person's record: its place, from 1, and its hash."""

    contact: ContactId
    place: int
    hash: str


@dataclass(frozen=True, slots=True)
class AnchorMessage:
    """Anchors to keep, or with `asks` the question for all that are kept; the answer is one too."""

    anchors_at: datetime
    anchors: tuple[Anchor, ...] = ()
    asks: bool = False


_FORMAT = RecentFormat(AnchorMessage, lambda message: message.anchors_at, FRESH)


def of_entries(contact: ContactId, entries: Iterable[ConsentEntry]) -> list[Anchor]:
    """Return the anchors of entries."""
    return [Anchor(contact, entry.sequence, entry.hash) for entry in entries]


def missing(entries: Iterable[ConsentEntry], anchors: Iterable[Anchor]) -> list[Anchor]:
    """Return the anchors of one record whose entries are not there any more: removed, or rewritten."""
    there = {(entry.sequence, entry.hash) for entry in entries}
    return sorted((one for one in anchors if (one.place, one.hash) not in there), key=lambda one: one.place)


def seal(message: AnchorMessage, keys: RelayKeys) -> str:
    return _FORMAT.seal(message, keys)


def open_sealed(token: str, keys: RelayKeys, now: datetime) -> AnchorMessage:
    """Return the message; raises SealError for one that is old or not sealed by one of our own."""
    return _FORMAT.open_recent(token, keys, now)


def open_answer(token: str, keys: RelayKeys, now: datetime) -> tuple[Anchor, ...]:
    """Return the anchors that the relay answers; raises SealError as `open_sealed` does, and for a question."""
    message = open_sealed(token, keys, now)
    if message.asks:  # our own, which anybody can send back
        raise SealError
    return message.anchors

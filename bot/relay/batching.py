"""How messages travel together: what goes into a batch, how fast batches leave, when they are tried again. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self, TypeVar

from bot.core.messages import BatchId, DeliveryReport
from bot.rules.wire import envelope
from bot.rules.wire.envelope import Item

RECORD_MESSAGES = envelope.RECORD_MESSAGES
EVENT_TYPES = tuple(envelope.CARRIES)
MAX_UNFINISHED = 50  # of one kind: GitHub keeps at most 100 waiting runs of one concurrency group


class BatchState(StrEnum):
    """Where a batch stands."""

    READY = "ready"  # to be dispatched when it is due
    DISPATCHED = "dispatched"  # GitHub has it; its workflow run is watched
    HELD = "held"  # refused by GitHub: somebody has to mend something
    DONE = "done"  # its run succeeded


@dataclass(frozen=True, slots=True)
class Batch:
    """Items of one kind that travel in one dispatch, and what became of it.

    `attempted_at` is set while nobody knows whether the last dispatch was carried out; `judged` are the runs that
    failed already; `failures` counts the dispatches in a row that GitHub did not take.
    """

    id: BatchId
    kind: str
    state: BatchState
    count: int
    attempts: int
    failures: int
    judged: tuple[int, ...]
    created_at: datetime
    next_attempt_at: datetime
    attempted_at: datetime | None = None
    dispatched_at: datetime | None = None
    run_id: int | None = None
    problem: str = ""
    remedy: str = ""
    problem_at: datetime | None = None


AnyItem = TypeVar("AnyItem", bound=Item)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits of one kind: how many, when the first of them may go, and since when one has wanted to."""

    count: int
    due_at: datetime
    since: datetime


def due_at(item: Item, gather_delivered: timedelta) -> datetime | None:
    """Return the earliest time an item wants to go, None for at once: only success can wait for company."""
    if isinstance(item, DeliveryReport) and item.status.has_arrived:
        return item.received_at + gather_delivered
    return None


def ripe_at(backlog: Backlog, gather: timedelta, now: datetime, *, busy: bool) -> datetime:
    """Return when what waits is to be made a batch; `busy` says that one of its kind is under way."""
    if backlog.count >= envelope.MAX_EVENTS:
        return now
    if backlog.due_at > now:
        return backlog.due_at
    return backlog.since + gather if busy else now


def next_batch(items: Sequence[AnyItem], fits: Callable[[Sequence[AnyItem]], bool]) -> Sequence[AnyItem]:
    """Return the longest beginning of the items that fits; a single item is taken to fit.

    Sealing is what makes `fits` dear: it is asked about log2(n) times, not n times.
    """
    if len(items) <= 1 or fits(items):
        return items
    good, bad = 1, len(items)
    while bad - good > 1:
        middle = (good + bad) // 2
        if fits(items[:middle]):
            good = middle
        else:
            bad = middle
    return items[:good]


def uuid7(now: datetime, random: bytes) -> str:
    """Return a UUID of version 7 (RFC 9562) from the time and ten random bytes: ids sort by time."""
    milliseconds = int(now.timestamp() * 1000)
    value = int.from_bytes(milliseconds.to_bytes(6) + random[:10])
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


@dataclass(frozen=True, slots=True)
class Backoff:
    """What tries again after failures: waits in seconds, doubled each time."""

    first: float
    longest: float

    def wait(self, failures: int, jitter: float) -> float:
        """Return the seconds to wait after so many failures in a row; `jitter` in [0, 1) spreads them."""
        whole = min(self.longest, self.first * 2.0 ** min(max(failures - 1, 0), 30))
        return max(self.first, whole * (1 - jitter / 2))


UNREACHABLE = Backoff(first=1, longest=5 * 60)
REFUSED = Backoff(first=30, longest=15 * 60)
RUN_FAILED = Backoff(
    first=2, longest=15 * 60
)  # every run is billed as a whole minute: slower than UNREACHABLE


@dataclass(frozen=True, slots=True)
class TokenBucket:
    """A token bucket: a few dispatches at once, and never more than `per_minute` in any minute."""

    capacity: float
    per_second: float
    tokens: float
    filled_at: datetime

    @classmethod
    def full(cls, per_minute: int, now: datetime) -> Self:
        capacity = max(1, per_minute // 5)
        return cls(capacity, max(per_minute - capacity, 1) / 60, capacity, now)

    def _filled(self, now: datetime) -> float:
        passed = max(0.0, (now - self.filled_at).total_seconds())
        return min(self.capacity, self.tokens + passed * self.per_second)

    def wait(self, now: datetime) -> float:
        """Return the seconds until a dispatch is allowed, 0 if it is now."""
        return max(0.0, (1 - self._filled(now)) / self.per_second)

    def take(self, now: datetime) -> Self:
        """Return the bucket after one dispatch."""
        return type(self)(self.capacity, self.per_second, self._filled(now) - 1, now)

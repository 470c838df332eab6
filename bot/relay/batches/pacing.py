"""How fast dispatches follow each other, and how long to wait after failures."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Backoff:
    """The waits between attempts, in seconds; each failure doubles the next one."""

    first: float
    longest: float

    def wait(self, failures: int, jitter: float) -> float:
        """Return the seconds to wait after this many failures in a row; `jitter` in [0, 1) spreads them."""
        whole = min(self.longest, self.first * 2.0 ** min(max(failures - 1, 0), 30))
        return max(self.first, whole * (1 - jitter / 2))


UNREACHABLE = Backoff(first=1, longest=5 * 60)
REFUSED = Backoff(first=30, longest=15 * 60)
# Every run is billed as a whole minute: slower than UNREACHABLE.
RUN_FAILED = Backoff(first=2, longest=15 * 60)
# Of a batch that fails by itself, again and again: each run for nothing is billed, and reconcile looks after it too.
FAILS_ALONE = Backoff(first=15 * 60, longest=3 * 3600)


def jitter() -> float:
    """Return a random number in [0, 1) that keeps attempts from coming all at once."""
    return random.random()  # noqa: S311 - no secret depends on it


MINUTE = timedelta(minutes=1)


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

    @classmethod
    def after(cls, taken: Iterable[datetime], per_minute: int, now: datetime) -> Self:
        """Return a bucket from which others have taken at these moments of the last minute, in order.

        It is empty at worst: at another setting they may have taken more.
        """
        bucket = cls.full(per_minute, now - MINUTE)
        for moment in taken:
            bucket = bucket.take(min(moment, now))
        return replace(bucket, tokens=max(0.0, bucket.tokens))

    def _filled(self, now: datetime) -> float:
        passed = max(0.0, (now - self.filled_at).total_seconds())
        return min(self.capacity, self.tokens + passed * self.per_second)

    def wait(self, now: datetime) -> float:
        """Return the seconds until a dispatch is allowed, 0 if it is now."""
        return max(0.0, (1 - self._filled(now)) / self.per_second)

    def take(self, now: datetime) -> Self:
        """Return the bucket after one dispatch."""
        return type(self)(self.capacity, self.per_second, self._filled(now) - 1, now)

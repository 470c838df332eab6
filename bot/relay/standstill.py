"""For how long nothing has moved: measured by the steady clock, so that a clock that is set changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core import clock
from bot.relay.health import Health
from bot.relay.store.alerts import Trouble, TroubleKind

_LONGEST_BEFORE_START = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Wait:
    """Since when something of a kind waits without a success, and the last success before that."""

    since: float
    last_success: datetime | None


class Standstill:
    """Compares what each look shows with the looks before."""

    def __init__(self, health: Health, steady: Callable[[], float] = clock.steady) -> None:
        self._health = health
        self._steady = steady
        self._unready_since: float | None = None
        self._waits: dict[str, _Wait] = {}

    def look(self, now: datetime) -> Trouble | None:
        """Return what has stood still for longest; raises StoreError."""
        passed = self._steady()
        if self._health.unready(now):
            self._unready_since = passed if self._unready_since is None else self._unready_since
            lasted = timedelta(seconds=passed - self._unready_since)
            return Trouble(TroubleKind.UNREADY, now - lasted, lasted)
        self._unready_since = None
        queue = self._health.queue()
        successes = self._health.last_successes() if queue.count else {}
        waits = {}
        for kind, line in queue.kinds.items():
            if line.oldest_at is not None and line.oldest_at <= now:
                waits[kind] = self._wait(kind, line.oldest_at, successes.get(kind), now)
        self._waits = waits
        if not waits:
            return None
        longest = min(waits, key=lambda kind: waits[kind].since)
        lasted = timedelta(seconds=passed - waits[longest].since)
        return Trouble(TroubleKind.STUCK, now - lasted, lasted, queue.kinds[longest].count)

    def _wait(self, kind: str, oldest_at: datetime, last_success: datetime | None, now: datetime) -> _Wait:
        known = self._waits.get(kind)
        if known and known.last_success == last_success:
            return known
        if known:
            return _Wait(self._steady(), last_success)
        # It may have waited before this process began: only the stored moments know that.
        begun = max(oldest_at, last_success or oldest_at)
        before = min(max(now - begun, timedelta()), _LONGEST_BEFORE_START)
        return _Wait(self._steady() - before.total_seconds(), last_success)

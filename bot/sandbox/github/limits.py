"""The primary rate limit: calls per hour for each user, and for all jobs together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.core import clock

if TYPE_CHECKING:
    import threading

    from bot.sandbox.github.values import Actor

WINDOW = timedelta(hours=1)
PER_HOUR = {"person": 5000, "fine-grained": 5000, "app": 5000, "job": 1000}
ANONYMOUS_PER_HOUR = 60


@dataclass(frozen=True)
class Allowance:
    """The calls used and left in the current hour."""

    limit: int
    used: int
    resets: datetime

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def exhausted(self) -> bool:
        return self.used >= self.limit

    def figures(self) -> dict[str, int]:
        reset = int(self.resets.timestamp())
        return {"limit": self.limit, "used": self.used, "remaining": self.remaining, "reset": reset}


class RateLimits:
    """Counts calls; lower `per_hour` to reach a limit sooner."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._windows: dict[str, tuple[datetime, int]] = {}
        self.per_hour: dict[str, int] = dict(PER_HOUR)

    def look(self, actor: Actor | None) -> Allowance:
        return self._count(actor, 0)

    def consume(self, actor: Actor | None) -> Allowance:
        return self._count(actor, 1)

    def _count(self, actor: Actor | None, calls: int) -> Allowance:
        now = clock.now()
        key = actor.login if actor else ""
        limit = self.per_hour[actor.kind] if actor else ANONYMOUS_PER_HOUR
        with self._lock:
            resets, used = self._windows.get(key, (now, 0))
            if resets <= now:
                resets, used = now + WINDOW, 0
            used = min(limit, used + calls)
            self._windows[key] = (resets, used)
        return Allowance(limit, used, resets)

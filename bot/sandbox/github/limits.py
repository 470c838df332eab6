"""Rate limits: calls and points per hour for each user and for all jobs together, and how much they may create."""

from __future__ import annotations

from collections import deque
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
CORE, GRAPHQL = "core", "graphql"  # as GitHub names its resources
_IN_A_ROW = timedelta(minutes=10)


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


class Bursts:
    """New issues in a row, after which nothing more may be created for `block`; used by a fault only.

    GitHub publishes no number; people report 20 to 30 issues, and waits of a quarter of an hour and more.
    """

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._made: dict[str, list[datetime]] = {}
        self._until: dict[str, datetime] = {}
        self.most = 20
        self.block = timedelta(minutes=15)

    def wait(self, login: str, *, new_issue: bool) -> float:
        """Return the seconds until this user may create again, 0 for now; a new issue counts."""
        now = clock.now()
        with self._lock:
            left = (self._until.get(login, now) - now).total_seconds()
            if left > 0 or not new_issue:
                return max(0.0, left)
            made = [each for each in self._made.get(login, ()) if now - each < _IN_A_ROW]
            self._made[login] = [*made, now]
            if len(made) < self.most:
                return 0.0
            self._made[login], self._until[login] = [], now + self.block
            return self.block.total_seconds()


class Creations:
    """What each user creates, issues and comments alike: GitHub calls that a secondary limit.

    docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api, "About secondary rate limits": "in general, no
    more than 80 content-generating requests per minute and no more than 500 per hour". What is refused counts nowhere.
    """

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._made: dict[str, deque[datetime]] = {}
        self.most: dict[timedelta, int] = {timedelta(minutes=1): 80, WINDOW: 500}
        self.refused = 0

    def lift(self) -> None:
        """Let anybody create as much as they like, as for what takes longer than an hour at GitHub."""
        self.most.clear()

    def wait(self, login: str) -> float:
        """Return the seconds until this user may create again; 0 for now, and then it counts."""
        now = clock.now()
        with self._lock:
            made = self._made.setdefault(login, deque())
            while made and now - made[0] >= WINDOW:
                made.popleft()
            full = [made[-most] + span for span, most in self.most.items() if len(made) >= most]
            left = max((until - now for until in full), default=timedelta()).total_seconds()
            if left > 0:
                self.refused += 1
                return left
            made.append(now)
            return 0.0


class RateLimits:
    """Counts calls; lower `per_hour` to reach a limit sooner."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._windows: dict[str, tuple[datetime, int]] = {}
        self.per_hour: dict[str, int] = dict(PER_HOUR)
        self.bursts = Bursts(lock)
        self.creations = Creations(lock)

    def look(self, actor: Actor | None, resource: str = CORE) -> Allowance:
        return self.consume(actor, resource, 0)

    def consume(self, actor: Actor | None, resource: str = CORE, calls: int = 1) -> Allowance:
        """Count calls, or the points of GraphQL, which has an hour of its own."""
        now = clock.now()
        key = f"{resource} {actor.login if actor else ''}"
        limit = self.per_hour[actor.kind] if actor else ANONYMOUS_PER_HOUR
        with self._lock:
            resets, used = self._windows.get(key, (now, 0))
            if resets <= now:
                resets, used = now + WINDOW, 0
            used = min(limit, used + calls)
            self._windows[key] = (resets, used)
        return Allowance(limit, used, resets)

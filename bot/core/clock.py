"""The only module that reads the clock, and the only one that sleeps."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

# Unlike the monotonic clock it counts while a machine is suspended (clock_gettime(2)); only Linux has it.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
# A `Date` has whole seconds.
_TICK = timedelta(seconds=1)


def own() -> datetime:
    """Return what this machine's clock shows, in UTC; somebody may set it at any moment."""
    return datetime.now(UTC)


def steady() -> float:
    """Return the seconds of a clock that nobody sets, since any moment: for durations.

    Whoever moves the time in a test moves `now` and this together, but for a clock that is set.
    """
    return time.clock_gettime(_STEADY)


def on_the_wire() -> float:
    """Return the same seconds, also while a test moves the time: for what a socket takes, which no test can move."""
    return time.clock_gettime(_STEADY)


class FollowedClock:
    """The time of a server, as the `Date` of its answers gives it, and by a steady clock in between.

    Until the first answer it starts from this machine's own clock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._start = own() - timedelta(seconds=steady())
        self._doubted: tuple[datetime, datetime] | None = None
        self.measured = False

    def now(self) -> datetime:
        return self._start + timedelta(seconds=steady())

    def observe(self, date: str, asked: float) -> bool:
        """Take in the `Date` of an answer to what was asked at that steady moment; return whether it moved the time.

        A date that does not fit is believed when the next one agrees with it: a proxy may answer with old pages.
        """
        from email.utils import parsedate_to_datetime  # noqa: PLC0415 - most commands follow nobody

        try:
            dated = parsedate_to_datetime(date).astimezone(UTC)
            earliest = dated - timedelta(seconds=steady())
            latest = dated + _TICK - timedelta(seconds=asked)
        except (ValueError, OverflowError):
            return False
        with self._lock:
            fits = earliest - _TICK <= self._start <= latest + _TICK
            agrees = (
                self._doubted and earliest - _TICK <= self._doubted[1] and self._doubted[0] <= latest + _TICK
            )
            moves = not fits and bool(agrees or not self.measured)
            if moves:
                self._start = earliest + (latest - earliest) / 2
            self._doubted = None if fits or agrees or not self.measured else (earliest, latest)
            self.measured = True
        return moves


_followed: FollowedClock | None = None


def follow() -> FollowedClock:
    """Go by the time of a server from now on, whatever happens to this machine's clock."""
    global _followed  # noqa: PLW0603 - there is one time in a process
    _followed = FollowedClock()
    return _followed


def unfollow() -> None:
    """Go by this machine's clock again."""
    global _followed  # noqa: PLW0603
    _followed = None


def observe(date: str, asked: float) -> bool:
    """Take in the `Date` of an answer of the server whose time may be followed; return whether it moved the time."""
    return _followed.observe(date, asked) if _followed else False


def is_unsure() -> bool:
    """Whether a server's time is followed, and no answer of it has come yet."""
    return _followed is not None and not _followed.measured


def ahead() -> timedelta | None:
    """Return how far this machine's clock is ahead of the time that is followed; None if that is unknown."""
    return own() - _followed.now() if _followed and _followed.measured else None


def now() -> datetime:
    """Return the current time, always in UTC: this machine's, or that of the server that is followed."""
    return _followed.now() if _followed else own()


def at(steady_moment: float) -> datetime:
    """Return when the steady clock showed that, by what is now known of the time."""
    return now() - timedelta(seconds=steady() - steady_moment)


def sleep(seconds: float) -> None:
    """Wait; negative or zero seconds return at once."""
    if seconds > 0:
        time.sleep(seconds)


def iso(moment: datetime) -> str:
    """Return the moment as ISO 8601 in UTC with milliseconds: `2026-11-23T14:05:00.123Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_iso(written: str) -> datetime:
    """Return the moment of an ISO 8601 text, in UTC if it names no zone; raises ValueError."""
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""How far the clocks of the services are from ours, measured by the `Date` of each of their answers.

A moment of one machine is compared with one of another only through here.
"""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime

from bot.core import clock

# `Date` has whole seconds, and an answer takes its time: less than this is no difference.
_NOISE = timedelta(seconds=3)
_ABSURD = timedelta(days=366)

_ahead: dict[str, timedelta] = {}


def measure(service: str, date: str | None) -> None:
    """Read the `Date` of an answer that has just come; one that is missing or odd measures nothing."""
    try:
        there = parsedate_to_datetime(date or "")
        measured = there + timedelta(seconds=0.5) - clock.now() if there.tzinfo else None
    except (ValueError, OverflowError):
        return
    if measured is not None and abs(measured) < _ABSURD:
        _ahead[service] = measured


def forget() -> None:
    """Measure anew: our own time has just been corrected."""
    _ahead.clear()


def ahead(service: str, of: str = "") -> timedelta:
    """Return how far a service's clock is ahead of another's, or of ours; zero if that is not known."""
    if service not in _ahead or (of and of not in _ahead):
        return timedelta()
    difference = _ahead[service] - (_ahead[of] if of else timedelta())
    return difference if abs(difference) >= _NOISE else timedelta()

"""When a window next opens on the wall clock of a time zone, with changes to and from summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.settings.hours import Window

_DAYS_TO_LOOK = 16  # a week, and another in case a clock change skips the window of the first


def is_open(now: datetime, window: Window, zone: ZoneInfo) -> bool:
    return window.is_open_at(now.astimezone(zone))


def opening(now: datetime, window: Window, zone: ZoneInfo) -> datetime:
    """Return now if it is open, else the first moment at which it opens.

    What counts is what a wall clock shows: when clocks skip 09:00, it opens right after the change; when they go back,
    it opens at the first of two 09:00s, and again if it closed between them. Raises ValueError for a window that never
    opens.
    """
    if is_open(now, window, zone):
        return now
    for moment in _changes(now, window, zone):
        if is_open(moment, window, zone):
            return moment
    raise ValueError("The window never opens.")


def _changes(now: datetime, window: Window, zone: ZoneInfo) -> list[datetime]:
    """Return the later moments at which the window may open, earliest first, in UTC."""
    today = now.astimezone(zone).date()
    found: set[datetime] = set()
    for days in range(-1, _DAYS_TO_LOOK):
        day = today + timedelta(days=days)
        found |= _leaps(day, zone)
        for shown in (time.min, window.opens):
            wall = datetime.combine(day, shown, zone)
            found |= {wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in found if moment > now)


def _leaps(day: date, zone: ZoneInfo) -> set[datetime]:
    """Return the moment of this day (in UTC) at which the clocks of the zone change, if they do."""
    early = datetime.combine(day, time.min, UTC)
    late = early + timedelta(days=1)
    before = early.astimezone(zone).utcoffset()
    if before == late.astimezone(zone).utcoffset():
        return set()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return {late}

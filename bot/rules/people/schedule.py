"""When a window next opens on the wall clocks of the zones a person may be in, with changes to and from summer time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.settings.hours import Window

_DAYS_TO_LOOK = 16  # a week, and another in case a clock change skips the window of the first


def is_open(now: datetime, window: Window, zones: Sequence[ZoneInfo]) -> bool:
    """Return whether it is open in each of the zones that a person may be in."""
    return all(window.is_open_at(now.astimezone(zone)) for zone in zones)


def opening(now: datetime, window: Window, zones: Sequence[ZoneInfo]) -> datetime | None:
    """Return now if it is open in all zones, else the first moment at which it is; None if it never is.

    What counts is what a wall clock shows: when clocks skip 09:00, it opens right after the change; when they go back,
    it opens at the first of two 09:00s, and again if it closed between them. Without days it never opens, nor where the
    zones lie so far apart that their hours never meet.
    """
    if is_open(now, window, zones):
        return now
    differing = _differing(now, zones)
    moments = {moment for zone in differing for moment in _changes(now, window, zone)}
    return next((moment for moment in sorted(moments) if is_open(moment, window, differing)), None)


def _differing(now: datetime, zones: Sequence[ZoneInfo]) -> list[ZoneInfo]:
    """Return one zone of those whose clocks show the same on all days that are looked at."""
    days = [now + timedelta(days=days) for days in range(-1, _DAYS_TO_LOOK + 1)]
    by_clock = {tuple(day.astimezone(zone).utcoffset() for day in days): zone for zone in reversed(zones)}
    return list(by_clock.values())


def _changes(now: datetime, window: Window, zone: ZoneInfo) -> set[datetime]:
    """Return the later moments, in UTC, at which the window may open in a zone."""
    today = now.astimezone(zone).date()
    found: set[datetime] = set()
    for days in range(-1, _DAYS_TO_LOOK):
        day = today + timedelta(days=days)
        found |= leaps(day, zone)
        for shown in (time.min, window.opens):
            wall = datetime.combine(day, shown, zone)
            found |= {wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    return {moment for moment in found if moment > now}


def leaps(day: date, zone: ZoneInfo) -> set[datetime]:
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

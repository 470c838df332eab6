"""When somebody is at the office: on its own wall clock, on its days, never on a holiday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.core.settings.hours import Window
from bot.core.settings.office import OfficeSection
from bot.rules.people import holidays, schedule

# Further off nobody is told of: an office that is closed for so long has given up its hours.
_FARTHEST = timedelta(days=400)
_DAY = timedelta(days=1)
_AHEAD = timedelta(days=14)  # is looked at at once
_MORNING = time(8)  # where an office has no hours


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of an office, in its zone; `own` are its holidays as config.yml has them."""

    window: Window
    zone: ZoneInfo
    own: frozenset[str] = frozenset()
    brazil: bool = False

    def is_open(self, now: datetime) -> bool:
        """Return whether somebody is there."""
        wall = now.astimezone(self.zone)
        return self.window.is_open_at(wall) and not self.is_holiday(wall.date())

    def is_holiday(self, day: date) -> bool:
        """Return whether nobody is there on that day, from midnight to midnight."""
        return holidays.is_holiday(day, self.own, brazil=self.brazil)

    def opening(self, now: datetime) -> datetime | None:
        """Return now if it is open, else the moment when it next opens, on its clock; None if that is too far off."""
        moment = now
        while moment - now < _FARTHEST:
            found = schedule.opening(moment, self.window, [self.zone])
            if found is None:
                return None
            wall = found.astimezone(self.zone)
            if not self.is_holiday(wall.date()):
                return wall
            moment = self._midnight(wall.date() + _DAY)
        return None

    def open_time_between(self, begin: datetime, end: datetime) -> timedelta:
        """Return for how long it is open between two moments; nothing if the second is the earlier."""
        # In one zone Python subtracts what the clocks show.
        spans = self._spans(begin.astimezone(UTC), end.astimezone(UTC))
        return sum((last - first for first, last in spans), timedelta())

    def after(self, begin: datetime, open_time: timedelta) -> datetime | None:
        """Return when it has been open for that time since a moment; None if that is too far off."""
        moment, left = begin.astimezone(UTC), open_time
        while moment - begin < _FARTHEST:
            end = moment + _AHEAD
            for first, last in self._spans(moment, end):
                if left <= last - first:
                    return first + left
                left -= last - first
            moment = end
        return None

    def _spans(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans within which it is open: it opens and closes nowhere but at the edges of these."""
        edges = [begin, *self._edges(begin, end), end]
        for first, last in pairwise(edges):
            if last > first and self.is_open(first):
                yield first, last

    def _edges(self, begin: datetime, end: datetime) -> list[datetime]:
        """Return the moments between two others at which it may open or close."""
        found = set[datetime]()
        day, last = begin.astimezone(self.zone).date() - _DAY, end.astimezone(self.zone).date() + _DAY
        while day <= last:
            found |= schedule.leaps(day, self.zone)
            for shown in {time.min, self.window.opens, self.window.closes}:
                wall = datetime.combine(day, shown, self.zone)
                found |= {wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
            day += _DAY
        return sorted(moment for moment in found if begin < moment < end)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)


def of(section: OfficeSection, zone: ZoneInfo) -> OfficeHours | None:
    """Return the hours that are configured, None if none are."""
    if section.hours is None:
        return None
    window = Window.parse(section.hours, section.days)
    return OfficeHours(window, zone, frozenset(section.holidays.own), section.holidays.brazil)


def mornings(hours: OfficeHours | None, zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    """Yield when its days began, the latest first: when it opened, or at eight on every day if it has no hours."""
    day = now.astimezone(zone).date()
    for ago in range(_FARTHEST.days):
        begun = _morning(hours, zone, day - ago * _DAY)
        if begun and begun <= now:
            yield begun


def next_morning(hours: OfficeHours | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when its next day begins; None if that is too far off."""
    day = now.astimezone(zone).date()
    ahead = (_morning(hours, zone, day + on * _DAY) for on in range(_FARTHEST.days))
    return next((begins for begins in ahead if begins and begins > now), None)


def _morning(hours: OfficeHours | None, zone: ZoneInfo, day: date) -> datetime | None:
    """Return when the day begins; None if nobody comes on it."""
    if hours is None:
        return datetime.combine(day, _MORNING, zone)
    opens = hours.opening(datetime.combine(day, time.min, zone).astimezone(UTC))
    return opens if opens and opens.astimezone(zone).date() == day else None


def due(hours: OfficeHours | None, since: datetime, within: timedelta) -> datetime | None:
    """Return when a time has passed since a moment, by the office's hours if it has any; None if it never will."""
    return hours.after(since, within) if hours else since + within

"""Settings about time: windows on a wall clock, and caps on how many in a period."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Self

_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]|24(?=:00)):([0-5]\d)")
_CAP = re.compile(r"(\d+) per (\d+)\s*([mhd])")
_WEEK = timedelta(weeks=1)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Day(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


EVERY_DAY = tuple(Day)


@dataclass(frozen=True, slots=True)
class Window:
    """Open from `opens` until just before `closes` (00:00: until midnight), on some days of the week.

    `closes` before `opens` means across midnight. A day that is not listed is closed from midnight to midnight, even if
    a window began on the day before: "never on Sundays" is taken literally.
    """

    opens: time
    closes: time
    days: tuple[Day, ...] = EVERY_DAY

    @classmethod
    def parse(cls, hours: str, days: Iterable[Day] = EVERY_DAY) -> Self:
        """Read `09:00-22:00`; raises ValueError with what is expected."""
        found = _WINDOW.fullmatch(hours.strip())
        if found:
            opens, closes = time(int(found[1]), int(found[2])), time(int(found[3]) % 24, int(found[4]))
            if opens != closes or found[3] == "24":
                return cls(opens, closes, tuple(days))
        raise ValueError("a span such as 09:00-22:00, 22:00-06:00, or 00:00-24:00 for the whole day")

    def is_open_at(self, wall: datetime) -> bool:
        """Return whether it is open when a wall clock shows this time."""
        if EVERY_DAY[wall.weekday()] not in self.days:
            return False
        shown = wall.time()
        ends_today = self.closes > self.opens or self.closes == time.min
        if ends_today:
            return self.opens <= shown and (shown < self.closes or self.closes == time.min)
        return shown >= self.opens or shown < self.closes

    def is_within(self, other: Self) -> bool:
        """Return whether it is open only at times when the other is, too."""
        monday, minute = datetime(2026, 1, 5), timedelta(minutes=1)  # noqa: DTZ001 - a wall clock
        moments = (monday + number * minute for number in range(_WEEK // minute))
        return all(other.is_open_at(moment) for moment in moments if self.is_open_at(moment))

    def longest(self) -> timedelta:
        """Return the longest time without a break for which it is open in a week; a whole week if it never closes."""
        monday, minute = datetime(2026, 1, 5), timedelta(minutes=1)  # noqa: DTZ001 - a wall clock
        longest = lasted = timedelta()
        for number in range(2 * _WEEK // minute):  # twice, since a window may go across the end of the week
            lasted = lasted + minute if self.is_open_at(monday + number * minute) else timedelta()
            longest = max(longest, lasted)
        return min(longest, _WEEK)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `count` in any `period`."""

    count: int
    period: timedelta

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `5 per 1d`; raises ValueError with what is expected."""
        found = _CAP.fullmatch(text.strip())
        if not found or int(found[1]) < 1 or not 1 <= int(found[2]) <= 10_000:
            raise ValueError("a number and a time, such as 1 per 1d or 5 per 12h, or none")
        return cls(int(found[1]), timedelta(**{_UNITS[found[3]]: int(found[2])}))

    def room_at(self, now: datetime, earlier: Iterable[datetime]) -> datetime:
        """Return now if the cap allows one more, else the moment when enough have left the period."""
        counted = sorted(moment for moment in earlier if moment > now - self.period)
        return now if len(counted) < self.count else max(now, counted[-self.count] + self.period)

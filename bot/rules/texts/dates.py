"""How each language writes dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DateTexts:
    """Patterns of strftime, in which %b is one of `months` and %e a day without a leading blank.

    strftime itself would take the names of months from the locale of the process.
    """

    day: str
    moment: str
    spoken: str
    months: tuple[str, ...]

    def write_day(self, when: date) -> str:
        return self._written(when, self.day)

    def write_moment(self, when: date) -> str:
        return self._written(when, self.moment)

    def write_spoken(self, when: datetime) -> str:
        """Return a moment as a person says it, without seconds and time zone."""
        return self._written(when, self.spoken)

    def _written(self, when: date, pattern: str) -> str:
        named = pattern.replace("%b", self.months[when.month - 1]).replace("%e", str(when.day))
        return when.strftime(named)


PT_BR = DateTexts(
    day="%d/%m/%Y",
    moment="%d/%m/%Y %H:%M:%S %Z",
    spoken="%d/%m/%Y às %H:%M",
    months=("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"),
)

# Not 01/02/2026, which is February to some readers and January to others.
EN = DateTexts(
    day="%e %b %Y",
    moment="%e %b %Y, %H:%M:%S %Z",
    spoken="%e %b %Y, %H:%M",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

"""The national holidays of Brazil, from the laws, and those that an office adds.

Sources (planalto.gov.br): Lei 662/1949 as changed by Lei 10.607/2002 (1 January, 21 April, 1 May, 7 September,
2 November, 15 November, 25 December); Lei 6.802/1980 (12 October); Lei 14.759/2023 (20 November, national since 2024);
Lei 9.093/1995 for Good Friday, which every municipality keeps. Carnival and Corpus Christi are no national holidays:
where an office is closed, it lists them among its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

_FIXED = ((1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25))
_CONSCIENCIA_NEGRA, _NATIONAL_SINCE = (11, 20), 2024
_BEFORE_EASTER = timedelta(days=2)


def is_holiday(day: date, own: Iterable[str], *, brazil: bool) -> bool:
    """Return whether a day is a holiday; `own` are days such as 2026-12-24, or 01-25 for one of every year."""
    return f"{day:%Y-%m-%d}" in own or f"{day:%m-%d}" in own or (brazil and is_national(day))


def is_national(day: date) -> bool:
    """Return whether a day is a holiday in all of Brazil."""
    place = (day.month, day.day)
    return (
        place in _FIXED
        or (place == _CONSCIENCIA_NEGRA and day.year >= _NATIONAL_SINCE)
        or day == easter(day.year) - _BEFORE_EASTER
    )


def easter(year: int) -> date:
    """Return Easter Sunday.

    The anonymous Gregorian algorithm (Nature 13, 1876, page 487; Meeus, Astronomical Algorithms, chapter 8).
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    quarters, left = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quarters - epact - left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)

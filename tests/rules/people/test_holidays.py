"""The national holidays of Brazil, and Easter, by which one of them moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.rules.people import holidays

# Astronomical Algorithms, chapter 8, and the tables of the U.S. Census Bureau.
EASTERS = [
    *(date(1818, 3, 22), date(1886, 4, 25), date(1943, 4, 25), date(1954, 4, 18), date(1961, 4, 2)),
    *(date(2000, 4, 23), date(2008, 3, 23), date(2011, 4, 24), date(2024, 3, 31), date(2025, 4, 20)),
    *(date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16), date(2038, 4, 25), date(2049, 4, 18)),
]


@pytest.mark.parametrize("day", EASTERS, ids=str)
def test_easter_is_where_the_tables_have_it(day: date) -> None:
    assert holidays.easter(day.year) == day


def test_easter_is_a_sunday_between_the_days_of_the_computus() -> None:
    for year in range(1583, 4100):
        easter = holidays.easter(year)
        assert easter.weekday() == 6
        assert date(year, 3, 22) <= easter <= date(year, 4, 25)


def national(year: int) -> list[str]:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365 + (year % 4 == 0)))
    return [f"{day:%m-%d}" for day in days if holidays.is_national(day)]


def test_the_holidays_of_2026_are_those_of_the_federal_calendar() -> None:
    of_the_law = ["01-01", "04-03", "04-21", "05-01", "09-07", "10-12", "11-02", "11-15", "11-20", "12-25"]

    assert national(2026) == of_the_law
    assert "11-20" not in national(2023)
    assert "11-20" in national(2024)


def test_an_office_has_days_of_its_own_in_one_year_or_in_each() -> None:
    own = {"2026-12-24", "01-25"}

    assert holidays.is_holiday(date(2026, 12, 24), own, brazil=True)
    assert not holidays.is_holiday(date(2027, 12, 24), own, brazil=True)
    assert holidays.is_holiday(date(2027, 1, 25), own, brazil=False)
    assert not holidays.is_holiday(date(2026, 12, 25), own, brazil=False)

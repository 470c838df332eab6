"""Dates are written as the readers of a language expect them, whatever the locale of the process."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules import texts

BRASILIA, LISBON = ZoneInfo("America/Sao_Paulo"), ZoneInfo("Europe/Lisbon")


@pytest.mark.parametrize(
    ("language", "day"),
    [("pt-BR", "01/02/2026"), ("en", "1 Feb 2026")],
)
def test_no_reader_takes_the_month_for_the_day(language: str, day: str) -> None:
    assert day == texts.of(language).dates.write_day(date(2026, 2, 1))


@pytest.mark.parametrize(
    ("language", "moment"),
    [("pt-BR", "29/02/2028 09:30:05 -03"), ("en", "29 Feb 2028, 09:30:05 -03")],
)
def test_a_moment_names_its_zone(language: str, moment: str) -> None:
    when = datetime(2028, 2, 29, 9, 30, 5, tzinfo=BRASILIA)

    assert moment == texts.of(language).dates.write_moment(when)


def test_english_names_every_month() -> None:
    dates = texts.of("en").dates
    names = [
        dates.write_day(date(2026, month, 31 if month == 12 else 28)).split()[1] for month in range(1, 13)
    ]

    assert names == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def test_the_hour_is_that_of_the_zone_also_after_a_change_to_summer_time() -> None:
    assert (
        texts.of("en")
        .dates.write_moment(datetime(2026, 3, 29, 2, 30, tzinfo=LISBON))
        .endswith("02:30:00 WEST")
    )

"""Until when to pause a conversation, as people type it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.text.typed_until import FARTHEST, UnusableUntil, read

ZONE = ZoneInfo("America/Sao_Paulo")
NOW = datetime(2026, 11, 30, 14, 0, 30, tzinfo=ZONE)  # a Monday
OPENS = time(8, 30)


def shown(text: str, now: datetime = NOW) -> str:
    """Return the moment as a clock on the wall shows it, or why there is none."""
    moment = read(text, now.astimezone(UTC), ZONE, OPENS)
    return str(moment) if isinstance(moment, UnusableUntil) else f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        # So long from now on.
        ("30min", "2026-11-30 14:30"),
        ("90 minutos", "2026-11-30 15:30"),
        ("4h", "2026-11-30 18:00"),
        ("4 horas", "2026-11-30 18:00"),
        ("uma hora", "2026-11-30 15:00"),
        ("1h30", "2026-11-30 15:30"),
        ("1h 30min", "2026-11-30 15:30"),
        ("in an hour", "2026-11-30 15:00"),
        # A day: when the office opens.
        ("2d", "2026-12-02 08:30"),
        ("2 dias", "2026-12-02 08:30"),
        ("por 2 dias", "2026-12-02 08:30"),
        ("1 semana", "2026-12-07 08:30"),
        ("Uma semana", "2026-12-07 08:30"),
        ("2 weeks", "2026-12-14 08:30"),
        ("1 mês", "2026-12-30 08:30"),
        ("3 meses", "2027-02-28 08:30"),
        ("amanhã", "2026-12-01 08:30"),
        ("AMANHA.", "2026-12-01 08:30"),
        ("depois de amanhã", "2026-12-02 08:30"),
        ("tomorrow", "2026-12-01 08:30"),
        ("terça", "2026-12-01 08:30"),
        ("sexta-feira", "2026-12-04 08:30"),
        ("até sábado", "2026-12-05 08:30"),
        ("dom", "2026-12-06 08:30"),
        ("segunda", "2026-12-07 08:30"),  # said on a Monday, it means the next
        ("próxima segunda", "2026-12-07 08:30"),
        ("segunda que vem", "2026-12-07 08:30"),
        ("semana que vem", "2026-12-07 08:30"),
        ("next week", "2026-12-07 08:30"),
        ("friday", "2026-12-04 08:30"),
        ("24/12", "2026-12-24 08:30"),
        ("24.12.", "2026-12-24 08:30"),
        ("até o dia 24/12", "2026-12-24 08:30"),
        ("1/2", "2027-02-01 08:30"),
        ("24/12/26", "2026-12-24 08:30"),
        ("24/12/2026", "2026-12-24 08:30"),
        ("2026-12-24", "2026-12-24 08:30"),
        # A day with its hour.
        ("24/12 09:00", "2026-12-24 09:00"),
        ("24/12, às 9h", "2026-12-24 09:00"),
        ("24/12 - 9h30", "2026-12-24 09:30"),
        ("2026-12-24 09:00", "2026-12-24 09:00"),
        ("2026-12-24T09:00", "2026-12-24 09:00"),
        ("hoje 15h", "2026-11-30 15:00"),
        ("hoje às 15", "2026-11-30 15:00"),
        ("amanhã 7h", "2026-12-01 07:00"),
        ("depois de amanhã às 10", "2026-12-02 10:00"),
        ("sexta 16:45", "2026-12-04 16:45"),
        ("monday 9am", "2026-12-07 09:00"),
        ("tomorrow at 3 pm", "2026-12-01 15:00"),
        ("tomorrow 12am", "2026-12-01 00:00"),
        # An hour alone: today, or tomorrow if that has passed.
        ("15:00", "2026-11-30 15:00"),
        ("às 15", "2026-11-30 15:00"),
        ("13:00", "2026-12-01 13:00"),
        ("às 9h", "2026-12-01 09:00"),
    ],
)
def test_a_moment_is_understood_as_people_type_it(typed: str, moment: str) -> None:
    assert shown(typed) == moment


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        *(
            (text, "unclear")
            for text in ("", "blá", "2", "9", "-2d", "2d2d", "12/24", "31/02", "29/02", "24/12 25:00")
        ),
        *(
            (text, "unclear")
            for text in ("quando der", "24/12 às", "amanhã cedo", "13 pm", "2 x", "x d", "2026-13-01")
        ),
        *(
            (text, "past")
            for text in ("hoje", "hoje 9h", "0d", "0min", "30/11", "2026-11-29", "2020-01-01 09:00")
        ),
        *((text, "past") for text in ("0001-01-01", "24/12/2025")),
        *(
            (text, "far")
            for text in ("400d", "24/12/2027", "9999-12-31", "9999 meses", "9999 semanas", "9999h")
        ),
    ],
)
def test_what_is_no_moment_of_the_next_year_is_refused(typed: str, why: str) -> None:
    assert shown(typed) == why


def test_a_day_that_another_year_has_is_found() -> None:
    leap = datetime(2027, 6, 1, 12, tzinfo=ZONE)

    assert shown("29/02", leap) == "2028-02-29 08:30"


def test_a_year_ahead_is_the_most() -> None:
    noon = datetime(2026, 11, 30, 8, 0, tzinfo=ZONE)

    assert shown("365d", noon) == "2027-11-30 08:30"
    assert shown("1/12/2027 07:00", noon) == "2027-12-01 07:00"
    assert shown("1/12/2027 09:00", noon) == "far"


@pytest.mark.parametrize(
    ("zone", "skipped"), [("America/New_York", "2027-03-14 02:30"), ("Europe/Lisbon", "2027-03-28 01:30")]
)
def test_an_hour_that_a_clock_skips_is_one_of_that_day(zone: str, skipped: str) -> None:
    moment = read(skipped, NOW, ZoneInfo(zone), OPENS)

    assert isinstance(moment, datetime)
    assert f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d}" == skipped[:10]


@given(text=st.text(max_size=60), now=st.datetimes(datetime(2024, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_whatever_is_typed_is_a_moment_of_the_next_year_or_refused(text: str, now: datetime) -> None:
    at = now.replace(tzinfo=UTC)
    moment = read(text, at, ZONE, OPENS)

    assert isinstance(moment, UnusableUntil) or timedelta() < moment - at <= FARTHEST


@given(
    day=st.dates(date(2027, 1, 1), date(2027, 11, 29)),
    clock=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    form=st.sampled_from(
        ("{0:%d/%m/%Y} {1:%H:%M}", "{0:%Y-%m-%d} {1:%H:%M}", "{0:%d/%m} {1:%H:%M}", "{0:%d/%m} {1:%Hh%M}")
    ),
)
def test_each_day_and_hour_is_read_as_it_is_written(day: date, clock: time, form: str) -> None:
    moment = read(form.format(day, clock), NOW, ZONE, OPENS)

    assert moment == datetime.combine(day, clock, ZONE)


@given(
    count=st.integers(1, 366),
    unit=st.sampled_from(("d", " d", " dias", " days")),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
)
def test_so_many_days_end_on_that_day_when_the_office_opens(count: int, unit: str, now: datetime) -> None:
    at = now.replace(tzinfo=ZONE)
    expected = datetime.combine(at.date() + timedelta(days=count), OPENS, ZONE)
    moment = read(f"{count}{unit}", at, ZONE, OPENS)

    far = expected.astimezone(UTC) - at.astimezone(UTC) > FARTHEST
    assert moment == (UnusableUntil.FAR if far else expected)

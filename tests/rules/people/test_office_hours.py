"""When an office is open next, and for how long it was open, across holidays, years and changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.settings.hours import EVERY_DAY, Window
from bot.core.settings.office import OfficeSection
from bot.rules.people import office_hours
from bot.rules.people.office_hours import OfficeHours

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
WEEK = EVERY_DAY[:5]
OFFICE = OfficeHours(
    Window.parse("08:00-18:00", WEEK), SAO_PAULO, frozenset({"2026-12-24", "01-25"}), brazil=True
)
# With summer time in the north, in the south, by half an hour, at midnight, and none.
ZONES = (
    *("America/Sao_Paulo", "Europe/Lisbon", "Australia/Lord_Howe", "America/Asuncion", "Asia/Beirut"),
    *("America/St_Johns", "UTC", "Pacific/Apia"),
)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=8000)).map(
    lambda since: datetime(2009, 1, 1, tzinfo=UTC) + since
)
OFFICES = st.builds(
    OfficeHours,
    st.builds(
        Window.parse,
        st.sampled_from(("08:00-18:00", "22:00-06:00", "00:00-24:00", "18:00-00:00", "02:00-02:30")),
        st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(tuple),
    ),
    st.sampled_from(ZONES).map(ZoneInfo),
    st.sets(st.dates(date(2009, 1, 1), date(2031, 1, 1)).map(lambda day: f"{day:%m-%d}"), max_size=8).map(
        frozenset
    ),
    st.booleans(),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SAO_PAULO)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-27T07:59", "2026-11-27T08:00"),
        ("2026-11-27T08:00", "2026-11-27T08:00"),
        ("2026-11-27T17:59", "2026-11-27T17:59"),
        ("2026-11-27T18:00", "2026-11-30T08:00"),  # over the weekend
        ("2026-12-23T20:00", "2026-12-28T08:00"),  # Christmas, one day of its own before it
        ("2026-12-31T19:00", "2027-01-04T08:00"),  # New Year on a Friday
        ("2026-04-02T18:00", "2026-04-06T08:00"),  # Good Friday
        ("2027-01-24T12:00", "2027-01-26T08:00"),  # the city's own, of every year
    ],
)
def test_an_office_opens_next_when_its_calendar_says_so(now: str, opens: str) -> None:
    assert OFFICE.opening(at(now)) == at(opens)


@settings(max_examples=300, deadline=None)
@given(OFFICES, MOMENTS)
def test_at_its_next_opening_it_is_open_and_there_is_no_holiday(office: OfficeHours, now: datetime) -> None:
    opens = office.opening(now)

    if opens is None:
        assert office.open_time_between(now, now + timedelta(days=14)) == timedelta()
        return
    assert office.is_open(opens)
    assert not office.is_holiday(opens.date())
    assert opens >= now
    assert (opens == now) == office.is_open(now)
    assert office.open_time_between(now, opens) == timedelta()


@settings(max_examples=200, deadline=None)
@given(OFFICES, MOMENTS, st.integers(0, 10_000), st.integers(0, 10_000))
def test_open_time_adds_up_wherever_it_is_parted(
    office: OfficeHours, begin: datetime, first: int, second: int
) -> None:
    middle = begin + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)

    whole = office.open_time_between(begin, end)

    assert whole == office.open_time_between(begin, middle) + office.open_time_between(middle, end)
    assert timedelta() <= whole <= end - begin
    assert office.open_time_between(end, begin) == timedelta()


@settings(max_examples=40, deadline=None)
@given(OFFICES, MOMENTS)
def test_open_time_is_the_number_of_open_minutes(office: OfficeHours, begin: datetime) -> None:
    begin = begin.replace(second=0, microsecond=0)
    minute = timedelta(minutes=1)
    opened = sum(office.is_open(begin + number * minute) for number in range(4000))

    assert office.open_time_between(begin, begin + 4000 * minute) == opened * minute


def test_a_week_has_fifty_hours_and_one_with_a_holiday_forty() -> None:
    assert OFFICE.open_time_between(at("2026-11-23T00:00"), at("2026-11-30T00:00")) == timedelta(hours=50)
    assert OFFICE.open_time_between(at("2026-11-16T00:00"), at("2026-11-23T00:00")) == timedelta(hours=40)


def test_the_hour_that_a_clock_skips_is_no_office_time() -> None:
    lisbon = ZoneInfo("Europe/Lisbon")
    office = OfficeHours(Window.parse("00:00-06:00"), lisbon)
    begin = datetime(2026, 3, 29, tzinfo=lisbon)

    assert office.open_time_between(begin, begin + timedelta(hours=12)) == timedelta(hours=5)
    assert office.open_time_between(begin, begin + timedelta(hours=4)) == timedelta(hours=3)


def test_an_office_that_is_closed_every_day_of_the_year_opens_never() -> None:
    days = (date(2028, 1, 1) + timedelta(days=number) for number in range(366))
    office = OfficeHours(Window.parse("08:00-18:00"), SAO_PAULO, frozenset(f"{day:%m-%d}" for day in days))

    assert office.opening(at("2026-11-27T12:00")) is None


def test_without_hours_there_are_none() -> None:
    assert office_hours.of(OfficeSection(), SAO_PAULO) is None
    section = OfficeSection.model_validate({"hours": "08:00-18:00", "holidays": {"own": {"01-25": "x"}}})
    assert office_hours.of(section, SAO_PAULO) == OfficeHours(
        Window.parse("08:00-18:00", WEEK), SAO_PAULO, frozenset({"01-25"}), brazil=True
    )


@pytest.mark.parametrize(
    ("now", "begun", "next_one"),
    [
        ("2026-11-27T08:00", ["2026-11-27T08:00", "2026-11-26T08:00"], "2026-11-30T08:00"),
        ("2026-11-30T07:59", ["2026-11-27T08:00", "2026-11-26T08:00"], "2026-11-30T08:00"),
        ("2026-12-28T09:00", ["2026-12-28T08:00", "2026-12-23T08:00"], "2026-12-29T08:00"),
    ],
)
def test_its_days_begin_when_it_opens(now: str, begun: list[str], next_one: str) -> None:
    found = office_hours.mornings(OFFICE, SAO_PAULO, at(now))

    assert list(islice(found, 2)) == [at(one) for one in begun]
    assert office_hours.next_morning(OFFICE, SAO_PAULO, at(now)) == at(next_one)


def test_without_hours_each_day_begins_at_eight() -> None:
    sunday = at("2026-11-29T07:59")

    assert list(islice(office_hours.mornings(None, SAO_PAULO, sunday), 1)) == [at("2026-11-28T08:00")]
    assert office_hours.next_morning(None, SAO_PAULO, sunday) == at("2026-11-29T08:00")
    assert office_hours.next_morning(None, SAO_PAULO, at("2026-11-29T08:00")) == at("2026-11-30T08:00")


@given(OFFICES, MOMENTS)
@settings(max_examples=50)
def test_a_day_has_begun_between_two_mornings_in_a_row(hours: OfficeHours, now: datetime) -> None:
    following = office_hours.next_morning(hours, hours.zone, now)

    assert following is None or following > now
    latest = next(office_hours.mornings(hours, hours.zone, now), None)
    assert latest is None or latest <= now
    if following and latest:
        assert office_hours.next_morning(hours, hours.zone, latest) == following
        assert next(office_hours.mornings(hours, hours.zone, following)) == following

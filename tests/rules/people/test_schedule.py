"""Windows open by local time, through midnights, clock changes and missing days."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.settings.hours import EVERY_DAY, Cap, Day, Window
from bot.rules.people.schedule import is_open, opening

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
BERLIN = ZoneInfo("Europe/Berlin")
MARKETING = Window.parse("09:00-22:00", EVERY_DAY[:-1])
MINUTE = timedelta(minutes=1)

# Moments at which clocks are changed, in all the ways they are.
LEAPS = [
    ("America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),  # midnight does not exist
    ("America/Sao_Paulo", datetime(2018, 2, 18, 2, tzinfo=UTC)),  # the last hour of Saturday comes twice
    ("America/Sao_Paulo", datetime(2026, 11, 22, 3, tzinfo=UTC)),  # none any more
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),  # by half an hour
    ("Asia/Kathmandu", datetime(2026, 1, 1, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),  # a Friday that never was
]


def _at(text: str, zone: ZoneInfo = SAO_PAULO, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 08:59", "2026-11-23 09:00"),
        ("2026-11-23 09:00", "2026-11-23 09:00"),
        ("2026-11-23 21:59:59", "2026-11-23 21:59:59"),
        ("2026-11-23 22:00", "2026-11-24 09:00"),
        ("2026-11-28 22:00", "2026-11-30 09:00"),
        ("2026-11-29 12:00", "2026-11-30 09:00"),
        ("2026-11-29 00:00", "2026-11-30 09:00"),
        ("2026-12-31 23:59", "2027-01-01 09:00"),
    ],
)
def test_marketing_leaves_in_the_hours_of_the_law_and_never_on_sundays(now: str, expected: str) -> None:
    assert _at(expected) == opening(_at(now), MARKETING, [SAO_PAULO])


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 21:59", "2026-11-23 22:00"),
        ("2026-11-23 23:59", "2026-11-23 23:59"),
        ("2026-11-24 05:59", "2026-11-24 05:59"),
        ("2026-11-24 06:00", "2026-11-24 22:00"),
    ],
)
def test_a_window_may_go_across_midnight(now: str, expected: str) -> None:
    assert _at(expected) == opening(_at(now), Window.parse("22:00-06:00"), [SAO_PAULO])


def test_a_window_across_midnight_ends_where_a_closed_day_begins_and_opens_where_it_ends() -> None:
    nights = Window.parse("22:00-06:00", EVERY_DAY[:-1])

    assert is_open(_at("2026-11-28 23:59"), nights, [SAO_PAULO])
    assert opening(_at("2026-11-29 00:00"), nights, [SAO_PAULO]) == _at("2026-11-30 00:00")


def test_the_whole_day_is_always_open_and_a_window_may_end_at_midnight() -> None:
    assert opening(_at("2026-11-29 03:00"), Window.parse("00:00-24:00"), [SAO_PAULO]) == _at(
        "2026-11-29 03:00"
    )
    assert Window.parse("20:00-24:00") == Window.parse("20:00-00:00") == Window(time(20), time(0))
    assert opening(_at("2026-11-29 00:00"), Window.parse("20:00-24:00"), [SAO_PAULO]) == _at(
        "2026-11-29 20:00"
    )


def test_the_clock_is_that_of_the_person() -> None:
    now = _at("2026-11-23 09:30")

    assert opening(now, MARKETING, [ZoneInfo("America/Manaus")]) == now + timedelta(minutes=30)


def test_where_clocks_leap_over_the_opening_it_opens_after_the_leap() -> None:
    early = Window.parse("02:30-05:00")
    midnight = Window.parse("00:00-05:00")

    assert opening(_at("2026-03-29 01:59", BERLIN), early, [BERLIN]) == _at("2026-03-29 03:00", BERLIN)
    assert opening(_at("2018-11-03 23:59"), midnight, [SAO_PAULO]) == _at("2018-11-04 01:00")


def test_a_window_that_clocks_leap_over_does_not_open_that_day() -> None:
    skipped = Window.parse("02:10-02:50")

    assert opening(_at("2026-03-29 01:59", BERLIN), skipped, [BERLIN]) == _at("2026-03-30 02:10", BERLIN)
    assert opening(_at("2026-03-29 01:59", BERLIN), Window.parse("02:10-02:50", [Day.SUN]), [BERLIN]) == _at(
        "2026-04-05 02:10", BERLIN
    )


def test_where_an_hour_comes_twice_it_opens_at_the_first_and_once_more_if_it_closed_between() -> None:
    twice = Window.parse("02:10-02:50")

    first = opening(_at("2026-10-25 01:00", BERLIN), twice, [BERLIN])
    assert first is not None
    again = opening(first + timedelta(minutes=45), twice, [BERLIN])

    assert first == _at("2026-10-25 02:10", BERLIN).astimezone(UTC)
    assert again == first + timedelta(hours=1) == _at("2026-10-25 02:10", BERLIN, fold=1).astimezone(UTC)


def test_a_day_that_a_country_skipped_is_skipped() -> None:
    apia = ZoneInfo("Pacific/Apia")

    fridays = Window.parse("09:00-22:00", [Day.FRI])

    assert opening(_at("2011-12-29 12:00", apia), fridays, [apia]) == _at("2012-01-06 09:00", apia)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(LEAPS),
    st.integers(-3000, 600),
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.lists(st.sampled_from(Day), min_size=1, max_size=7, unique=True),
)
def test_it_opens_at_the_first_minute_whose_wall_clock_is_inside(
    leap: tuple[str, datetime], offset: int, opens: int, closes: int, days: list[Day]
) -> None:
    zone, now = ZoneInfo(leap[0]), leap[1] + offset * MINUTE
    window = Window(time(*divmod(opens, 60)), time(*divmod(closes, 60)), tuple(days))
    if opens == closes and closes:
        return  # a configuration that parse refuses

    def inside(moment: datetime) -> bool:
        wall = moment.astimezone(zone)
        minute = wall.hour * 60 + wall.minute
        hours = (
            opens <= minute < (closes or 1440) if opens < (closes or 1440) else not closes <= minute < opens
        )
        return hours and wall.strftime("%a").lower() in days

    first = now
    while not inside(first):
        first += MINUTE

    assert first == opening(now, window, [zone])


def test_in_several_zones_it_opens_when_the_last_has_opened_and_closes_when_the_first_has_closed() -> None:
    west_of_amazonas = [ZoneInfo("America/Manaus"), ZoneInfo("America/Eirunepe")]
    night, morning, evening = (_at(f"2026-11-{shown}") for shown in ("23 04:00", "23 11:00", "23 22:59"))

    assert opening(night, MARKETING, west_of_amazonas) == morning  # 09:00 at UTC-5
    assert is_open(evening, MARKETING, west_of_amazonas)
    assert opening(evening + MINUTE, MARKETING, west_of_amazonas) == morning + timedelta(days=1)


def test_hours_that_never_meet_open_never() -> None:
    apart = [SAO_PAULO, ZoneInfo("Asia/Tokyo")]

    assert opening(_at("2026-11-23 12:00"), Window.parse("09:00-12:00"), apart) is None
    assert opening(_at("2026-11-23 12:00"), Window.parse("09:00-22:00"), apart) == _at("2026-11-23 21:00")


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(LEAPS),
    st.lists(st.sampled_from([zone for zone, _ in LEAPS]), min_size=1, max_size=4),
    st.integers(-3000, 600),
    st.integers(0, 23),
    st.integers(4, 23),
)
def test_in_several_zones_it_opens_at_the_first_minute_that_is_inside_in_all(
    leap: tuple[str, datetime], names: list[str], offset: int, opens: int, hours: int
) -> None:
    zones, now = [ZoneInfo(name) for name in (leap[0], *names)], leap[1] + offset * MINUTE
    window = Window(time(opens), time((opens + hours) % 24))

    minutes = (now + number * MINUTE for number in range(3 * 24 * 60))
    first = next((one for one in minutes if all(is_open(one, window, [zone]) for zone in zones)), None)

    found = opening(now, window, zones)
    assert found == first or (first is None and found is not None and found > now + timedelta(days=3))


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)))  # noqa: DTZ001 - by timezones
def test_marketing_never_leaves_outside_the_law(now: datetime) -> None:
    opens = opening(now, MARKETING, [SAO_PAULO])
    assert opens is not None
    wall = opens.astimezone(SAO_PAULO)

    assert wall >= now
    assert 9 <= wall.hour < 22
    assert wall.isoweekday() != 7


@pytest.mark.parametrize(
    "hours", ["", "9-22", "09:00", "09:00-09:00", "24:00-09:00", "09:00-24:30", "25:00-26:00", "09:60-10:00"]
)
def test_hours_that_are_none_are_refused(hours: str) -> None:
    with pytest.raises(ValueError, match="a span such as 09:00-22:00"):
        Window.parse(hours)


def test_a_window_without_a_day_never_opens() -> None:
    assert opening(_at("2026-11-29 00:00"), Window(time(9), time(22), ()), [SAO_PAULO]) is None


@pytest.mark.parametrize(
    ("text", "cap"),
    [
        ("1 per 1d", Cap(1, timedelta(days=1))),
        ("5 per 12h", Cap(5, timedelta(hours=12))),
        ("30 per 90 m", Cap(30, timedelta(minutes=90))),
    ],
)
def test_a_cap_is_read(text: str, cap: Cap) -> None:
    assert cap == Cap.parse(text)


@pytest.mark.parametrize("text", ["", "5", "0 per 1d", "1 per 0d", "1 per d", "-1 per 1d", "1 per 99999999d"])
def test_a_cap_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1 per 1d"):
        Cap.parse(text)


def test_there_is_room_again_when_enough_have_left_the_period() -> None:
    now = _at("2026-11-23 12:00")
    earlier = [now - timedelta(hours=hours) for hours in (30, 1, 20, 10)]

    assert Cap(4, timedelta(days=1)).room_at(now, earlier) == now
    assert Cap(3, timedelta(days=1)).room_at(now, earlier) == now + timedelta(hours=4)
    assert Cap(2, timedelta(days=1)).room_at(now, earlier) == now + timedelta(hours=14)
    assert Cap(1, timedelta(days=1)).room_at(now, earlier) == now + timedelta(hours=23)


@given(st.lists(st.integers(0, 3000), max_size=20), st.integers(1, 5))
def test_at_the_moment_there_is_room_there_is_room_and_not_before(ages: list[int], count: int) -> None:
    now = _at("2026-11-23 12:00")
    earlier = [now - age * MINUTE for age in ages]
    cap = Cap(count, timedelta(days=1))

    room = cap.room_at(now, earlier)

    assert cap.room_at(room, earlier) == room
    if room > now:
        assert cap.room_at(room - MINUTE, earlier) == room

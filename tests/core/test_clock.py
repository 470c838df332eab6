"""The time of a server that a process follows, whatever happens to the machine's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.core import clock, service_clocks
from bot.core.clock import FollowedClock

HOUR = timedelta(hours=1)
NEARLY = timedelta(seconds=3)


@pytest.fixture(name="followed")
def _followed() -> Iterator[FollowedClock]:
    yield clock.follow()
    clock.unfollow()


def dated(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_clock_that_is_set_changes_nothing(
    followed: FollowedClock, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    real = clock.own
    followed.observe(dated(real()), clock.steady())
    monkeypatch.setattr(clock, "own", lambda: real() + by)

    assert abs(clock.now() - real()) < NEARLY
    ahead = clock.ahead()
    assert ahead
    assert abs(ahead - by) < NEARLY


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_clock_that_is_wrong_from_the_start_is_corrected_by_the_first_answer(
    monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    real = clock.own
    monkeypatch.setattr(clock, "own", lambda: real() + by)
    followed = FollowedClock()
    assert abs(followed.now() - real() - by) < NEARLY

    followed.observe(dated(real()), clock.steady())

    assert abs(followed.now() - real()) < NEARLY


def test_until_an_answer_comes_nothing_is_known(followed: FollowedClock) -> None:
    assert clock.is_unsure()
    assert clock.ahead() is None
    followed.observe("yesterday", clock.steady())
    assert clock.is_unsure()
    followed.observe(dated(clock.own()), clock.steady())
    assert not clock.is_unsure()


def test_one_answer_that_does_not_fit_is_not_believed_and_two_are(followed: FollowedClock) -> None:
    real = clock.own()
    followed.observe(dated(real), clock.steady())
    followed.observe(dated(real + HOUR), clock.steady())
    assert abs(clock.now() - real) < NEARLY
    followed.observe(dated(real), clock.steady())
    followed.observe(dated(real + HOUR), clock.steady())
    assert abs(clock.now() - real) < NEARLY

    followed.observe(dated(real + HOUR), clock.steady())

    assert abs(clock.now() - real - HOUR) < NEARLY


def test_old_pages_of_a_proxy_that_agree_with_nothing_are_not_believed(followed: FollowedClock) -> None:
    real = clock.own()
    followed.observe(dated(real), clock.steady())
    for hours in (72, 24, 5):
        followed.observe(dated(real - hours * HOUR), clock.steady())

    assert abs(clock.now() - real) < NEARLY


@pytest.mark.parametrize(
    "date",
    [
        "",
        "Fri, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Fri, 31 Dec 9999 23:59:59 -0100",
    ],
)
def test_a_date_that_no_calendar_holds_measures_nothing(followed: FollowedClock, date: str) -> None:
    followed.observe(dated(clock.own()), clock.steady())
    for _ in range(2):
        followed.observe(date, clock.steady())
    service_clocks.measure("a service", date)

    assert abs(clock.now() - clock.own()) < NEARLY
    assert service_clocks.ahead("a service") == timedelta()


def test_whole_seconds_and_slow_answers_do_not_make_the_time_jump(followed: FollowedClock) -> None:
    real = clock.own()
    followed.observe(dated(real), clock.steady())
    before = followed.now()
    for seconds in (0, 20):  # a date may be of any moment between request and answer
        followed.observe(dated(real - timedelta(seconds=seconds)), clock.steady() - 20)
        followed.observe(dated(real - timedelta(seconds=seconds)), clock.steady() - 20)

    assert timedelta() <= followed.now() - before < NEARLY


def test_nobody_follows_unless_asked_to() -> None:
    clock.observe(dated(clock.own() + HOUR), clock.steady())

    assert abs(clock.now() - clock.own()) < NEARLY
    assert clock.ahead() is None

"""Hours that no run meets are found, however they come about; those of the defaults are met."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.settings import Configuration
from bot.core.settings.hours import Window
from bot.rules.sending import met_hours
from bot.rules.sending.policy import MessageKind


def _with(every: str = "6h", **notification: object) -> Configuration:
    return Configuration.model_validate(
        {"policy": {"notification": notification}, "reconcile": {"every": every}}
    )


@pytest.mark.parametrize(
    ("hours", "days", "minutes"),
    [
        ("08:30-08:40", "mon tue wed thu fri sat sun", 10),
        ("09:00-22:00", "mon", 13 * 60),
        ("22:00-06:00", "mon tue wed thu fri sat sun", 8 * 60),
        ("23:50-00:20", "mon", 20),  # Monday's first minutes and its last
        ("23:50-00:20", "sun mon", 30),  # across the end of the week
        ("00:00-24:00", "sat sun mon", 3 * 24 * 60),
        ("00:00-24:00", "mon tue wed thu fri sat sun", 7 * 24 * 60),
    ],
)
def test_the_longest_time_that_hours_are_open(hours: str, days: str, minutes: int) -> None:
    config = _with(hours=hours, days=days.split())
    rule = config.policy.notification

    assert Window.parse(rule.hours, rule.days).longest() == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("hours", "every", "refused", "warned"),
    [
        ("08:00-22:00", "6h", False, False),
        ("08:30-08:40", "1h", True, False),
        ("08:30-08:59", "1h", True, False),
        ("08:30-09:00", "1h", False, True),
        ("18:00-20:00", "6h", False, True),
        ("18:00-21:00", "1h", False, False),
        ("08:00-22:00", "1d", False, True),
    ],
)
def test_hours_too_short_for_any_run_are_refused_and_for_githubs_clock_alone_warned_of(
    hours: str, every: str, refused: bool, warned: bool
) -> None:
    config = _with(every, hours=hours)

    assert (MessageKind.NOTIFICATION in met_hours.too_short(config)) is refused
    assert (MessageKind.NOTIFICATION in met_hours.only_by_relay(config)) is warned


def test_the_defaults_are_met_by_githubs_clock_alone() -> None:
    assert met_hours.too_short(Configuration()) == met_hours.only_by_relay(Configuration()) == []

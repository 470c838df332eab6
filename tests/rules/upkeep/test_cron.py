"""The cron lines follow from config.yml, and each rate that it takes is one that a cron line can say."""

from __future__ import annotations

import pytest

from bot.core import clock
from bot.core.settings import Configuration
from bot.core.settings.upkeep import RATES
from bot.rules.upkeep import cron, periods


def _config(every: str) -> Configuration:
    return Configuration.model_validate({"reconcile": {"every": every}})


@pytest.mark.parametrize("every", RATES)
def test_a_cron_line_starts_the_workflow_as_often_as_the_rate_says(every: str) -> None:
    minute, hours, *rest = cron.wanted(_config(every))["reconcile"].split()
    step = hours.removeprefix("*/")
    starts = 24 if hours == "*" else 24 // int(step) if "/" in hours else 1

    assert (minute, rest) == ("23", ["*", "*", "*"])
    assert starts * periods.every("reconcile", _config(every)) == periods.DAY


@pytest.mark.parametrize(("every", "days"), [("1d", "*"), ("7d", "1")])
def test_the_reminder_of_rotation_is_started_daily_or_weekly(every: str, days: str) -> None:
    config = Configuration.model_validate({"rotation": {"look_every": every}})

    assert cron.wanted(config)["remind-rotation"] == f"37 12 * * {days}"


def test_a_workflow_file_keeps_everything_but_its_line() -> None:
    text = 'on:\n  schedule:\n    - cron: "23 * * * *"\n  # - cron is no line\n  workflow_dispatch:\n'
    changed = cron.rewritten(text, "23 */6 * * *")

    assert cron.written(changed) == ["23 */6 * * *"]
    assert changed.replace("*/6", "*") == text


@pytest.mark.parametrize(("set_to", "expected"), [(None, 13), ("3h", 13), ("1d", 24)])
def test_a_workflow_counts_as_stopped_when_two_of_its_runs_are_missing(
    set_to: str | None, expected: int
) -> None:
    config = Configuration.model_validate({"reconcile": {"stopped_after": set_to}})

    assert periods.stopped_after("reconcile", config).total_seconds() == expected * 3600


def test_a_short_look_back_of_an_earlier_configuration_still_reaches_the_last_run() -> None:
    config = Configuration.model_validate({"reconcile": {"look_back": "2h"}})
    now = clock.now()
    last = now - config.reconcile.every
    found = periods.period(now, last, None, config.reconcile)

    assert found.since < last
    assert not found.is_cut

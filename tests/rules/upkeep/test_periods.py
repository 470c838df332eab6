"""How far back reconcile looks."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.settings.upkeep import ReconcileSection
from bot.rules.upkeep.periods import MARGIN, period
from tests.making import NOON

SETTINGS = ReconcileSection()
HOUR = timedelta(hours=1)
ages = st.timedeltas(timedelta(0), timedelta(days=30))


@given(ages)
def test_nothing_falls_between_two_runs_that_succeed(age: timedelta) -> None:
    """What the last run was too early for, this one sees, unless the standstill was longer than configured."""
    last = NOON - age
    found = period(NOON, last, None, SETTINGS)

    too_early = max(SETTINGS.lost_after, SETTINGS.ask_status_after)
    assert found.since <= max(last - too_early, NOON - SETTINGS.look_back)
    assert found.since >= NOON - SETTINGS.look_back


def test_a_run_each_hour_looks_at_a_few_hours() -> None:
    assert period(NOON, NOON - HOUR, None, SETTINGS).since == NOON - 3 * HOUR


def test_before_the_first_success_it_looks_back_to_the_first_conversation_at_most() -> None:
    first = NOON - timedelta(days=2)

    assert period(NOON, None, first, SETTINGS).since == first - 2 * HOUR
    assert period(NOON, None, None, SETTINGS).since == NOON - 2 * HOUR


def test_longer_limits_lengthen_what_is_looked_at() -> None:
    patient = ReconcileSection.model_validate({"lost_after": "6h"})

    assert period(NOON, NOON - HOUR, None, patient).since == NOON - HOUR - 6 * HOUR - MARGIN


def test_the_first_success_of_a_day_is_known() -> None:
    assert period(NOON, NOON - timedelta(days=1), None, SETTINGS).first_of_the_day
    assert period(NOON, None, None, SETTINGS).first_of_the_day
    assert not period(NOON, NOON - HOUR, None, SETTINGS).first_of_the_day

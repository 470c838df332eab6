"""Reconcile alerts the administrators of a ceiling that was reached, once, and closes its issue in the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core import clock
from bot.rules.sending.ceilings import DAY, HOUR, Ceiling, CeilingName, ReachedCeiling
from bot.rules.wire import ceiling_report
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out
from tests.jobs.upkeep import reconciling
from tests.stage import Stage

stage = reconciling.stage
ADMIN = "+5511955554444"
REACHED = Ceiling(CeilingName.ONE_SYSTEM, 600, HOUR)


def reach(stage: Stage, ceiling: Ceiling = REACHED) -> None:
    """Have the relay report a ceiling, twice as batches may come."""
    report = ceiling_report.order(ReachedCeiling(ceiling, clock.now(), "folha"))
    for _ in range(2):
        stage.tools = stage.new_tools()
        carry_out(stage, report)


def alerts(stage: Stage) -> int:
    assert stage.twilio.wait_idle(10)
    return sum("teto de mensagens" in text for text in stage.sandbox.received(ADMIN))


def notice(stage: Stage) -> dict[str, object]:
    (found,) = [one for one in stage.sandbox.issues() if one["title"] == "Teto de mensagens atingido"]
    return stage.sandbox.issue(found["number"])


@pytest.fixture(autouse=True)
def _administrator(stage: Stage) -> None:
    stage.set_variables(ADMIN_PHONES=ADMIN)


def test_what_the_relay_reports_opens_one_issue_and_sends_one_alert(
    stage: Stage,
    moved_clock: MovedClock,
) -> None:
    reach(stage)
    assert "`folha` - o teto é de 600 por hora" in str(notice(stage)["comments"])
    assert alerts(stage) == 0
    for _ in range(3):
        reconciling.attempt(stage)
        moved_clock.advance(timedelta(minutes=59))

    assert alerts(stage) == 1
    assert str(notice(stage)["comments"]).count("o teto é de") == 1


def test_each_window_alerts_again_and_the_issue_closes_after_a_quiet_day(
    stage: Stage,
    moved_clock: MovedClock,
) -> None:
    reach(stage)
    reconciling.attempt(stage)
    moved_clock.advance(HOUR)
    reach(stage)
    reconciling.attempt(stage)
    assert alerts(stage) == 2
    moved_clock.advance(DAY + HOUR)
    reconciling.attempt(stage)
    assert notice(stage)["state"] == "closed"

    reach(stage)
    reconciling.attempt(stage)
    assert notice(stage)["state"] == "open"
    assert alerts(stage) == 3

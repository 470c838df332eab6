"""While Issues are switched off no job can do anything: each says so, takes nothing for gone, and is repeated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.errors import IssuesOffError
from bot.core.isolated import TRIED_FOR
from bot.core.messages import DeliveryStatus
from bot.jobs.delivery import record_delivery
from bot.jobs.inbound import record_messages
from bot.jobs.upkeep import reconcile
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.reports import report_on
from tests.stage import Stage

Job = Callable[[Stage], object]


def _record(stage: Stage) -> object:
    return record_messages.run({"client_payload": stage.payload([stage.event("Dois")])}, stage.new_tools())


def _deliver(stage: Stage) -> object:
    report = report_on("1-1", DeliveryStatus.DELIVERED)
    return record_delivery.run({"client_payload": stage.payload([report])}, stage.new_tools())


def _reply(stage: Stage) -> object:
    return stage.reply()


def _reconcile(stage: Stage) -> object:
    return reconcile.run({}, stage.new_tools())


@pytest.mark.parametrize("job", [_record, _deliver, _reply, _reconcile])
def test_the_error_names_it_and_where_to_switch_them_on(stage: Stage, job: Job) -> None:
    stage.record(stage.event("Um"))
    stage.github_faults.switch_on("github-issues-off")

    with pytest.raises(IssuesOffError) as caught:
        job(stage)

    shown = stage.tools.shown(caught.value.sentence)
    assert shown == (
        "O GitHub recusou (HTTP 410: Issues has been disabled in this repository). "
        "As issues estão desligadas neste repositório: ligue-as em Settings, General, Features."
    )


def test_what_waits_is_done_once_they_are_on_again(moved_clock: MovedClock, stage: Stage) -> None:
    """However long that takes: nothing of it is given up, as what fails for one person is after a day."""
    stage.record(stage.event("Um"))
    Maintainer(stage.sandbox, "marina").comment(1, "/reply Bom dia!")
    late = stage.event("Dois")
    stage.github_faults.switch_on("github-issues-off")
    moved_clock.advance(TRIED_FOR + timedelta(hours=1))
    with pytest.raises(IssuesOffError):
        stage.record(late)
    with pytest.raises(IssuesOffError):
        stage.reply()

    stage.github_faults.switch_off("github-issues-off")
    stage.record(late)
    stage.reply()

    assert "Dois" in stage.sandbox.issue(1)["comments"][-1]["body"]
    assert "Bom dia!" in stage.sandbox.received(ANA)
    assert len(stage.sandbox.issues()) == 1

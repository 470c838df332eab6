"""Every scheduled job shows when it last succeeded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import clock
from bot.jobs.billing import check_billing
from bot.jobs.credentials import remind_rotation
from bot.jobs.runner import Job
from bot.jobs.upkeep import reconcile
from bot.rules.upkeep.periods import SCHEDULED
from tests.conftest import MovedClock
from tests.stage import Stage

JOBS: dict[str, Job] = {
    "check-billing": check_billing.run,
    "reconcile": reconcile.run,
    "remind-rotation": remind_rotation.run,
}


def summary(workflow: str, stage: Stage) -> str:
    return "\n".join(JOBS[workflow]({}, stage.new_tools()))


def test_all_of_them_are_asked_here() -> None:
    assert set(JOBS) == set(SCHEDULED)


@pytest.mark.parametrize("workflow", SCHEDULED)
def test_its_summary_shows_when_it_last_succeeded(
    moved_clock: MovedClock, tmp_path: Path, workflow: str
) -> None:
    with Stage(history=tmp_path) as stage:
        assert "Nenhuma execução anterior teve sucesso." in summary(workflow, stage)

        ago = timedelta(days=3)
        stage.ran(workflow, ago=ago)
        stage.ran(workflow, "failure", ago=timedelta(days=1))
        last = (clock.now() - ago).replace(microsecond=0)
        assert f"Último sucesso: {stage.tools.moment(last)}." in summary(workflow, stage)


@pytest.mark.parametrize("workflow", SCHEDULED)
def test_without_the_right_to_see_runs_it_does_its_work_and_reports_it(
    moved_clock: MovedClock, workflow: str
) -> None:
    with Stage() as blind:
        assert "O job precisa de `actions: read`." in summary(workflow, blind)

"""A job that sets itself up as on GitHub's machines, where no virtual environment waits for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.conftest import new_number
from tests.stage import CONFIG, ROOT

LOCK = ROOT / ".github" / "actions" / "setup" / "requirements.lock"
WHEELS = ROOT / ".venv" / "wheels"
SECONDS = 280  # ten on an idle machine


@pytest.fixture(name="wheels")
def _wheels() -> Path:
    """The locked packages of a job, which scripts/test has fetched."""
    fetched = WHEELS / "locked"
    if not fetched.exists() or fetched.read_bytes() != LOCK.read_bytes():
        pytest.skip(f"the packages of a job are not in {WHEELS}: scripts/test fetches them")
    return WHEELS


@pytest.mark.timeout(SECONDS + 20)
def test_a_job_installs_its_locked_packages_by_itself_and_records_the_message(
    wheels: Path, tmp_path: Path
) -> None:
    world = World(tmp_path / "world", ROOT, config=CONFIG)
    world.actions.venv = None
    world.actions.run_timeout = SECONDS
    with world:
        # Neither pip nor uv asks the network.
        world.actions.environment |= {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "UV_OFFLINE": "1",
            "UV_FIND_LINKS": str(wheels),
        }
        person = Person(world.sandbox, new_number())
        person.text("Bom dia")
        assert world.actions.wait_for(lambda: any(run.conclusion for run in world.actions.runs()), SECONDS)
        [run] = world.actions.runs()
        log = world.actions.log(run.id)

        assert run.conclusion == "success", log
        assert "Setting up" in log
        assert person.issue()["title"]

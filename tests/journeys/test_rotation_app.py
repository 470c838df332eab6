"""A GitHub App acts for the relay; its key is changed while people write, and nothing is refused or lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.env_file import EnvFile
from bot.core import app_key
from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.conftest import CHANGES, new_number
from tests.journeys.traffic import Traffic, ended_well
from tests.stage import CONFIG
from tests.warm import WarmPython


@pytest.fixture
def installation(tmp_path: Path, warm_python: WarmPython) -> Iterator[World]:
    with World(
        tmp_path / "installation", warm_python.tree, config=CONFIG, changes=CHANGES
    ).acting_by_app() as world:
        warm_python.serve(world.actions)
        yield world


def _rotate(world: World, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "rotate", "github-app-key", *arguments],
        cwd=world.folder,
        env={"PATH": "/usr/bin", "LANG": "en"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.timeout(300)
def test_the_key_of_the_app_is_rotated_while_people_write(installation: World) -> None:
    sandbox, apps = installation.sandbox, installation.state.apps
    ana, (old,) = Person(sandbox, new_number()), sandbox.app_keys()
    ana.text("Bom dia!")
    assert "Bom dia!" in ana.issue()["body"]
    (started,) = {run["actor"] for run in sandbox.runs() if run["name"] == "record-messages"}
    assert started == "auditoria360[bot]"
    file = installation.folder / "new.pem"
    file.write_text(sandbox.new_app_key(), encoding="ascii")
    new = app_key.fingerprint(file.read_text("ascii"))

    with Traffic(ana) as traffic:
        done = _rotate(installation, str(file))
        assert done.returncode == 0, done.stderr
        early = _rotate(installation, "--finish")
        sandbox.delete_app_key(old)
        apps.revoke_tokens()  # whatever was made with the old key is dead too
        finished = _rotate(installation, "--finish")

    assert (early.returncode, "still accepts the old key" in early.stderr) == (1, True)
    assert finished.returncode == 0, finished.stderr
    assert "PRIVATE KEY" not in done.stdout + done.stderr + early.stderr + finished.stderr
    assert (traffic.refused, len(traffic.sent) > 3) == ([], True)
    env = EnvFile(installation.folder).read()
    assert app_key.fingerprint(app_key.normal(env["GITHUB_APP_PRIVATE_KEY"])) == new
    assert "GITHUB_APP_PRIVATE_KEY_OLD" not in env

    ana.text("Ainda aí?")
    sandbox.rest(120)
    conversation = traffic.recorded("Ainda aí?")
    for text in traffic.sent:
        assert conversation.count(f"> {text}\n") == 1
    assert ended_well(sandbox)
    log = (installation.folder / "logs" / "communication_gateway.log").read_text("utf-8")
    assert "ghs_" not in log
    assert "PRIVATE" not in log.replace("GITHUB_APP_PRIVATE_KEY", "")

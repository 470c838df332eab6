"""A repository that adopted the bot: its own workflows, as `bot init` wrote them, record what a person writes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot.cli import cli
from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.conftest import CHANGES, new_number
from tests.stage import CONFIG, ROOT

SECONDS = 110.0
# What stands for actions/checkout here: it brings the bot at the commit that the workflow names, out of the clone here.
CHECKOUT = """\
name: Check out
inputs:
  repository: {required: true}
  ref: {required: true}
  path: {required: true}
  persist-credentials: {default: "true"}
  ssh-key: {default: ""}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        PLACE: ${{ inputs.path }}
        COMMIT: ${{ inputs.ref }}
      run: |
        git -c safe.directory='*' clone --quiet --no-checkout CLONE "$PLACE"
        git -C "$PLACE" -c core.hooksPath=/dev/null checkout --quiet --detach "$COMMIT"
"""


# Not part of the bot: what makes, tests and fills this folder.
NOT_COPIED = shutil.ignore_patterns(
    ".*_cache", ".git", ".venv*", ".hypothesis", ".sandbox", "__pycache__", "tests", "logs"
)


def _git(*words: str, where: Path) -> str:
    who = ("-c", "user.name=Marina", "-c", "user.email=marina@example.com")
    done = subprocess.run(["git", *who, *words], cwd=where, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(name="bot")
def _bot(tmp_path: Path) -> Path:
    """The bot as it is here, as a repository with one commit."""
    folder = tmp_path / "bot"
    shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
    _git("init", "--quiet", where=folder)
    _git("add", "--all", "--force", where=folder)
    _git("commit", "--quiet", "--message", "The bot", where=folder)
    return folder


@pytest.fixture(name="office")
def _office(bot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "office"
    folder.mkdir()
    _git("init", "--quiet", where=folder)
    (folder / "README.md").write_text("# Escritório\n", "utf-8")
    monkeypatch.chdir(folder)
    words = ["init", "--bot", "escritorio/bot", "--commit", _git("rev-parse", "HEAD", where=bot)]
    assert CliRunner().invoke(cli, words).exit_code == 0
    return folder


def _checkout(folder: Path, bot: Path) -> dict[str, Path]:
    """Return what replaces the action that the workflows check the bot out with."""
    folder.mkdir()
    (folder / "action.yml").write_text(CHECKOUT.replace("CLONE", str(bot)), "utf-8")
    found = {
        step["uses"]
        for path in (ROOT / ".github" / "workflows").glob("*.yml")
        for job in yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
        for step in job.get("steps", ())
        if step.get("uses", "").startswith("actions/checkout@")
    }
    return dict.fromkeys(found, folder)


def test_an_adopted_repository_records_a_message_by_the_workflows_that_init_wrote(
    office: Path, bot: Path, tmp_path: Path
) -> None:
    world = World(tmp_path / "world", office, config=CONFIG, changes=CHANGES)
    world.actions.local_actions = _checkout(tmp_path / "checkout", bot)
    with world:
        person = Person(world.sandbox, new_number())
        person.text("Bom dia, escritório")
        issue = person.issue(SECONDS)

        assert "Bom dia, escritório" in str(issue)
        recorded = [run for run in world.actions.runs() if run.path.endswith("/record-messages.yml")]
        assert recorded

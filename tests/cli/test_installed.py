"""The bot as its wheel installs it, without a clone: with all its parts, and without some."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from bot.cli import cli, summaries
from bot.operate.setup import service_files
from tests.stage import ROOT

RELAY = ("alembic", "flask", "granian", "prometheus_client", "psycopg", "sqlalchemy")
SANDBOX = ("graphql",)
_HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden!r}:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)
sys.meta_path.insert(0, Hidden())
"""
# What may be said to install: a file of ours, a folder, or what scripts/setup does.
_INDEX = "auditoria360-bot"


class Installed:
    """A wheel that was unpacked beside the packages of this environment, some of which it does not see."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self._packages, self.folder = folder / "packages", folder / "empty"
        self.folder.mkdir()
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(self._packages)

    def bot(self, *words: str, without: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        (self._packages / "sitecustomize.py").write_text(_HIDE.format(hidden=set(without)))
        environment = {"PYTHONPATH": str(self._packages), "PATH": "/usr/bin:/bin", "LANG": "en_US.UTF-8"}
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(name="installed", scope="module")
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    name = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    return Installed(folder, folder / name)


def test_help_lists_every_command_whatever_is_missing(installed: Installed) -> None:
    answer = installed.bot("--help", without=RELAY + SANDBOX)

    assert answer.returncode == 0, answer.stderr
    assert all(f"\n  {name} " in answer.stdout for name in cli.list_commands(click.Context(cli)))


@pytest.mark.parametrize(
    ("words", "without", "extra"),
    [
        (("relay",), RELAY, "relay"),
        (("doctor",), RELAY, "relay"),
        (("sandbox", "--help"), RELAY + SANDBOX, "sandbox"),
        (("sandbox",), SANDBOX, "sandbox"),
    ],
)
def test_a_missing_part_is_named_with_the_file_to_install_it_from(
    installed: Installed, words: Sequence[str], without: Sequence[str], extra: str
) -> None:
    answer = installed.bot(*words, without=without)

    assert answer.returncode == 1
    assert f"without its part `{extra}`" in answer.stderr
    assert f"pip install 'auditoria360_bot-0.1.0-py3-none-any.whl[{extra}]'" in answer.stderr
    assert _INDEX not in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [("relay", "--help"), ("setup", "--help")])
def test_the_help_of_a_command_needs_no_part(installed: Installed, words: Sequence[str]) -> None:
    answer = installed.bot(*words, without=RELAY + SANDBOX)

    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("words", [("relay",), ("doctor",)])
def test_with_its_parts_a_command_speaks_of_the_configuration_alone(
    installed: Installed, words: Sequence[str]
) -> None:
    answer = installed.bot(*words)

    assert answer.returncode == 2
    assert "config.yml" in answer.stderr
    assert "Unexpected" not in answer.stderr


def test_the_wheel_brings_the_files_that_the_setup_writes(installed: Installed) -> None:
    found = {path.name for path in (installed.folder.parent / "packages").rglob("setup/files/*")}

    assert found == {path.name for path in (Path(service_files.__file__).parent / "files").iterdir()}


def test_the_list_of_commands_says_what_each_command_says() -> None:
    context = click.Context(cli)
    loaded = {name: cli.get_command(context, name) for name in cli.list_commands(context)}

    assert {name: summaries.of(name) for name in loaded} == {
        name: command.get_short_help_str() for name, command in loaded.items() if command
    }

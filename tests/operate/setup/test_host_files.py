"""The step that writes the server's files: for this installation, once, and taken back as they were."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.settings import config
from bot.operate.setup import engine, host_files
from bot.operate.setup.installation import Answers, Installation
from tests.stage import CONFIG

ANSWERS = Answers(public_url="https://bot.escritorio.com.br")
NAMES = ["Caddyfile", "auditoria360-relay.service", "nginx.conf"]


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    shutil.copy(CONFIG, tmp_path / "config.yml")
    read, _ = config.read_file(tmp_path / "config.yml")
    assert read
    return Installation(tmp_path / "config.yml", ANSWERS, read)


def _carry_out(installation: Installation) -> int:
    return engine.carry_out(host_files.STEPS, installation, lambda _: None)


def _take_back(installation: Installation) -> int:
    return engine.take_back(host_files.STEPS, installation, lambda _: None)


def test_the_files_are_for_this_host_and_folder(installation: Installation) -> None:
    assert _carry_out(installation) == 3

    folder = installation.folder / "host"
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    assert "server_name bot.escritorio.com.br;" in (folder / "nginx.conf").read_text()
    assert "bot.escritorio.com.br {" in (folder / "Caddyfile").read_text()
    unit = (folder / "auditoria360-relay.service").read_text()
    assert f"WorkingDirectory={installation.folder.resolve()}\n" in unit
    assert "User=root" not in unit


def test_run_again_it_writes_nothing(installation: Installation) -> None:
    _carry_out(installation)

    assert _carry_out(installation) == 0


def test_each_change_says_where_to_copy_the_file(installation: Installation) -> None:
    planned = list(engine.outstanding(host_files.STEPS, installation))

    assert "sudo install -m 644" in planned[0].change.after
    assert planned[0].change.after.endswith(" /etc/systemd/system/auditoria360-relay.service")
    assert not (installation.folder / "host").exists()


def test_without_a_public_address_there_is_the_unit_alone(installation: Installation) -> None:
    assert _carry_out(replace(installation, answers=Answers())) == 1


def test_another_folder_may_be_named(installation: Installation, tmp_path: Path) -> None:
    named = replace(installation, answers=replace(ANSWERS, host_folder=str(tmp_path / "servidor")))
    _carry_out(named)

    assert sorted(path.name for path in (tmp_path / "servidor").iterdir()) == NAMES


def test_undone_everything_is_as_it_was(installation: Installation) -> None:
    folder = installation.folder / "host"
    folder.mkdir()
    (folder / "Caddyfile").write_text("# mine\n")
    before = sorted(installation.folder.rglob("*"))
    _carry_out(installation)

    assert _take_back(installation) == 3
    assert sorted(installation.folder.rglob("*")) == before
    assert (folder / "Caddyfile").read_text() == "# mine\n"


def test_a_file_that_somebody_changed_since_is_left_alone(installation: Installation) -> None:
    _carry_out(installation)
    changed = installation.folder / "host" / "nginx.conf"
    changed.write_text(changed.read_text() + "# mine\n")

    assert _take_back(installation) == 2
    assert changed.exists()

"""The step that has the shell of whoever runs the setup complete the commands of `bot`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.core.errors import BotError
from bot.operate.setup import shell_completion
from bot.operate.setup.installation import Answers, Installation
from bot.operate.setup.shell_completion import ShellCompletion

BEFORE = "alias l='ls -l'\n"


@pytest.fixture(name="home")
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ZDOTDIR", "XDG_CONFIG_HOME", "SUDO_UID", "DOAS_USER", "PKEXEC_UID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", "/usr/bin/bash")
    return tmp_path


def _installation(home: Path, completion: str = "bash") -> Installation:
    return Installation(home / "config.yml", Answers(completion=completion))


def _do(home: Path, shell: str = "bash") -> Mapping[str, Any]:
    (change,) = ShellCompletion().changes(_installation(home, shell))
    change.apply()
    assert not ShellCompletion().changes(_installation(home, shell))
    return change.undo


@pytest.mark.parametrize("shell", shell_completion.SHELLS)
def test_what_was_written_is_taken_back_with_the_file_that_was_made_for_it(home: Path, shell: str) -> None:
    undo = _do(home, shell)
    back = ShellCompletion().take_back(_installation(home, ""), undo)
    assert back
    back.apply()

    assert [file for file in home.rglob("*") if file.is_file()] == []


def test_what_else_is_in_the_file_stays_with_its_rights(home: Path) -> None:
    file = home / ".bashrc"
    file.write_text(BEFORE)
    file.chmod(0o640)
    undo = _do(home)
    file.write_text(file.read_text() + "later=1\n")
    back = ShellCompletion().take_back(_installation(home), undo)
    assert back
    back.apply()

    assert file.read_text() == f"{BEFORE}later=1\n"
    assert file.stat().st_mode & 0o777 == 0o640


def test_lines_of_an_older_version_are_replaced_and_those_that_somebody_changed_are_left(home: Path) -> None:
    file = home / ".bashrc"
    undo = _do(home)
    file.write_text(file.read_text().replace("nosort", "default"))
    assert ShellCompletion().take_back(_installation(home), undo) is None

    (change,) = ShellCompletion().changes(_installation(home))
    assert change.before == "differs"
    change.apply()
    assert file.read_text().count("complete -o nosort") == 1


def test_a_mark_whose_end_is_gone_takes_nothing_with_it(home: Path) -> None:
    file = home / ".bashrc"
    half = "# >>> completion of bot >>>\nmine=1\n"
    file.write_text(half)
    _do(home)

    assert file.read_text().startswith(half)


def test_a_journal_that_somebody_wrote_leads_to_no_other_file(home: Path) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        ShellCompletion().take_back(
            _installation(home), {"shell": "../../etc/passwd", "written": "", "made": True}
        )


def test_links_are_left_alone(home: Path) -> None:
    undo = _do(home)
    real = home / "dotfiles"
    (home / ".bashrc").rename(real)
    (home / ".bashrc").symlink_to(real)

    assert ShellCompletion().take_back(_installation(home), undo) is None
    with pytest.raises(BotError, match="is a link"):
        ShellCompletion().changes(_installation(home))


def test_without_an_answer_nothing_is_read_or_written(home: Path) -> None:
    (home / ".bashrc").write_bytes(b"\xff")

    assert not ShellCompletion().changes(_installation(home, ""))
    with pytest.raises(BotError, match="cannot be read"):
        ShellCompletion().changes(_installation(home))


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "bash"),
        ({"SHELL": "/opt/homebrew/bin/fish"}, "fish"),
        ({"SHELL": "/bin/dash"}, ""),
        ({"SHELL": ""}, ""),
        ({"HOME": "/nonexistent"}, ""),
    ],
)
def test_the_shell_is_that_of_whoever_runs_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str], expected: str
) -> None:
    assert home.exists()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert shell_completion.own_shell() == expected


@pytest.mark.parametrize("variable", ["SUDO_UID", "DOAS_USER", "PKEXEC_UID"])
def test_root_writes_into_nobodys_home(home: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    owner = home.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert shell_completion.own_shell() == ""

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(Path, "stat", lambda *_: os.stat_result((0,) * 10))
    assert shell_completion.own_shell() == "bash"
    monkeypatch.setenv(variable, "1000")
    assert shell_completion.own_shell() == ""

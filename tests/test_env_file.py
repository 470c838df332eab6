"""`.env` is changed in one step, and nothing in it but what was asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bot.env_file import EnvFile
from bot.errors import BotError


def test_other_lines_and_comments_stay_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nA=1\n\nexport B = 'two words'\nC=3\nA=0\n", encoding="utf-8")

    EnvFile(tmp_path).change({"A": "4", "C": None, "D": "x:y,z-_/+=@"})

    assert file.read_text(encoding="utf-8") == "# ours\n\nexport B = 'two words'\nA=4\nD=x:y,z-_/+=@\n"
    assert EnvFile(tmp_path).read() == {"A": "4", "B": "two words", "D": "x:y,z-_/+=@"}


def test_rights_stay_and_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    EnvFile(tmp_path).change({"A": "1"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    file.chmod(0o640)
    EnvFile(tmp_path).change({"A": "2"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == [".env"]


def test_a_value_that_would_need_quotes_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    for value in ("two words", "a#b", "a\nB=1", "'", "$HOME"):
        with pytest.raises(ValueError, match="quotes"):
            EnvFile(tmp_path).change({"A": value})

    assert EnvFile(tmp_path).read() == {}


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("A=1\n", encoding="utf-8")
    (tmp_path / ".env").symlink_to(tmp_path / "secrets")
    EnvFile(tmp_path).change({"A": "2"})

    assert (tmp_path / ".env").is_symlink()
    assert (tmp_path / "secrets").read_text(encoding="utf-8") == "A=2\n"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="cannot be written"):
        EnvFile(tmp_path / "nowhere").change({"A": "1"})

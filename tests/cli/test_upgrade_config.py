"""`bot upgrade-config`: keys of an earlier version get their present names, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.errors import ConfigError
from bot.core.settings import config
from bot.core.settings.renames import RENAMES
from bot.operate import turn

OLD = """\
# ours
ceilings:   # what may leave
  orders_per_day: 700  # a lot
  "orders_per_hour": 90
  answers_per_hour: 5

language: {people: en}
"""


def _upgrade(file: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["upgrade-config", "--config", str(file), *more])


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    file = tmp_path / "config.yml"
    file.write_text(OLD)
    return file


def test_names_change_and_values_comments_and_order_stay(file: Path) -> None:
    assert config.read_file(file)[0] is None
    result = _upgrade(file)

    assert result.exit_code == 0
    assert file.read_text() == OLD.replace("orders_per_day", "segments_per_day").replace(
        '"orders_per_hour"', "segments_per_hour"
    )
    assert "+  segments_per_day: 700  # a lot\n" in result.output
    read, faults = config.read_file(file)
    assert read, faults
    assert read.ceilings.segments_per_day == 700


def test_run_again_it_changes_nothing(file: Path) -> None:
    _upgrade(file)
    once = file.read_bytes()

    assert "present name" in _upgrade(file).output
    assert file.read_bytes() == once


def test_a_dry_run_shows_the_change_alone(file: Path) -> None:
    assert "+  segments_per_day" in _upgrade(file, "--dry-run").output
    assert file.read_text() == OLD


def test_a_key_whose_new_name_is_there_stays_for_its_owner_to_decide(file: Path) -> None:
    file.write_text("ceilings:\n  orders_per_day: 1\n  segments_per_day: 2\n")
    before = file.read_text()
    _upgrade(file)

    assert file.read_text() == before


@pytest.mark.parametrize("content", [b"", b"ceilings: [1]\n", b"- x\n", b"ceilings:\n"])
def test_a_file_of_another_form_is_left_alone(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    assert _upgrade(file).exit_code == 0
    assert file.read_bytes() == content


@pytest.mark.parametrize("content", [b"a: [\n", b"\xff\xfe", b"[" * 5000])
def test_a_file_that_cannot_be_read_is_said(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    refused = _upgrade(file).exception

    assert isinstance(refused, ConfigError)
    assert refused.faults[0].startswith(str(file))
    assert file.read_bytes() == content


def test_a_link_to_the_file_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yml"
    link.symlink_to(file)
    _upgrade(link)

    assert link.is_symlink()
    assert "segments_per_day" in file.read_text()


@pytest.mark.parametrize("path", RENAMES)
def test_a_renamed_setting_is_one_today_and_its_old_name_is_none(path: tuple[str, ...], file: Path) -> None:
    file.write_text(f"{path[0]}:\n  {path[1]}: 10000\n")
    assert config.read_file(file)[0] is None
    _upgrade(file)

    assert config.read_file(file)[0], config.read_file(file)[1]


def test_while_a_setup_is_at_work_it_changes_nothing(file: Path) -> None:
    with turn.taken(file.parent, "setup"):
        assert "`bot setup` is at work" in str(_upgrade(file).exception)
        assert _upgrade(file, "--dry-run").exit_code == 0

    assert file.read_text() == OLD

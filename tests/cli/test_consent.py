"""`bot consent` reads the record as anybody with access can, and finds what was tampered with."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from tests.stage import ROOT, Stage


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def _bot(stage: Stage, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["consent", *arguments], env=stage.environment)


def _opt_out_and_in(stage: Stage) -> int:
    """Return the number of the issue that holds the record."""
    for word in ("SAIR", "VOLTAR"):
        stage.record(stage.event(word))
    return int(next(one["number"] for one in stage.hand.issues() if "consentimento" in one["labels"]))


def test_an_untouched_record_is_in_order(stage: Stage) -> None:
    number = _opt_out_and_in(stage)

    result = _bot(stage, "verify")

    assert result.exit_code == 0
    assert f"#{number}: 2 entries in order" in result.output


def test_a_removed_entry_is_found(stage: Stage) -> None:
    number = _opt_out_and_in(stage)
    first = stage.hand.issue(number)["comments"][0]["id"]
    stage.state.issues.delete_comment(first)

    result = _bot(stage, "verify")

    assert result.exit_code == 1
    assert f"#{number}: entry 1 is" in result.output


def test_the_export_holds_every_entry_and_no_number(stage: Stage) -> None:
    _opt_out_and_in(stage)

    lines = [json.loads(line) for line in _bot(stage, "export").output.splitlines()]

    assert [line["entry"]["action"] for line in lines] == ["withdrawn", "granted"]
    assert "87654321" not in json.dumps(lines)

"""`bot templates`: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.sandbox.twilio.values import Template
from tests.stage import Stage

SID = f"HX{'a' * 32}"
DUE = {"sid": SID, "text": "Olá {nome}, vence em {data}.", "variables": ["nome", "data"]}


def run(
    stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch, entries: dict[str, Any], *words: str
) -> Result:
    file = folder / "config.yml"
    file.write_text(json.dumps({"templates": entries}), encoding="utf-8")
    for name, value in stage.environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(cli, ["templates", *words, "--config", str(file)])


def at_twilio(stage: Stage, text: str, approval: str = "approved") -> None:
    state = stage.twilio.state
    state.put_template(Template(SID, text, state.created_at, approval=approval))


def test_a_template_that_agrees_is_in_order(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_twilio(stage, "Olá {{ 1 }}, vence em {{2}}.")

    result = run(stage, tmp_path, monkeypatch, {"boleto": DUE}, "check")

    assert result.exit_code == 0
    head, row = result.output.splitlines()
    assert head.split() == ["template", "at", "Twilio", "WhatsApp", "variables", "language", "verdict"]
    assert row.split() == ["boleto", "exists", "approved", "2/2", "pt_BR", "ok"]


@pytest.mark.parametrize(
    ("text", "approval", "expected"),
    [
        ("", "", "Twilio has no template with this sid"),
        ("Olá {{1}}, vence em {{2}}.", "pending", "WhatsApp has not approved it: it is pending."),
        ("Olá {{1}}, vence em {{2}}.", "rejected", "rejected (It was rejected in the sandbox.)"),
        ("Olá {{1}}.", "approved", "variables has 2 names, Twilio's template 1."),
        ("Oi {{1}}, vence em {{2}}.", "approved", "text differs from Twilio's: \"Oi {{1}}"),
    ],
    ids=["missing", "pending", "rejected", "variables", "text"],
)
def test_each_fault_is_printed_and_ends_with_1(
    stage: Stage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    approval: str,
    expected: str,
) -> None:
    if text:
        at_twilio(stage, text, approval)

    result = run(stage, tmp_path, monkeypatch, {"boleto": DUE}, "check")

    assert result.exit_code == 1
    assert expected in result.output
    assert "FAULTY" in result.output


def test_a_template_for_sms_needs_no_approval(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_twilio(stage, "Olá {{1}}, vence em {{2}}.", "unsubmitted")

    result = run(stage, tmp_path, monkeypatch, {"boleto": {**DUE, "channels": ["sms"]}}, "check", "--json")

    assert result.exit_code == 0
    (listed,) = json.loads(result.output)
    assert (listed["exists"], listed["approval"], listed["faults"]) == (True, "unsubmitted", [])


def test_without_templates_there_is_nothing_to_check(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for word in ("check", "list"):
        result = run(stage, tmp_path, monkeypatch, {}, word)
        assert result.exit_code == 0
        assert "has no templates" in result.output


def test_the_list_shows_the_command_that_sends_each(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = run(stage, tmp_path, monkeypatch, {"boleto": DUE}, "list")
    as_json = run(stage, tmp_path, monkeypatch, {"boleto": DUE}, "list", "--json")

    assert '/template boleto nome="..." data="..."' in listed.output
    assert json.loads(as_json.output)["boleto"]["sid"] == SID

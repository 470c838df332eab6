"""What tests of `bot consent` have in common."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.messages import Address
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import policy_gate
from bot.sandbox.github.values import Actor
from tests.actors import ANA
from tests.stage import CONFIG, Stage


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CONFIG.parent)


@pytest.fixture
def installation(stage: Stage) -> Stage:
    """The terminal of a maintainer, whose own account writes the entries."""
    stage.state.add_token("personal", Actor("marina"))
    stage.set_variables(GITHUB_TOKEN="personal")
    return stage


def bot_consent(stage: Stage, *arguments: str, answer: str = "", **variables: str) -> Result:
    environment = {**stage.environment, **variables}
    return CliRunner().invoke(cli, ["consent", *arguments], env=environment, input=answer)


def in_portuguese(stage: Stage, *arguments: str, answer: str = "") -> str:
    """Return what a terminal in Brazil shows."""
    return bot_consent(stage, *arguments, answer=answer, LC_MESSAGES="pt_BR.UTF-8").output


def opt_out_and_in(stage: Stage) -> int:
    """Return the number of the issue that holds the record."""
    for word in ("SAIR", "VOLTAR"):
        stage.record(stage.event(word))
    return int(next(one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]))


def add_consent(stage: Stage, *more: str, purpose: str = "marketing") -> Result:
    evidence = ("--evidence", "formulario de 03/11/2026, pasta 12")
    return bot_consent(stage, "add", "--number", ANA, "--purpose", purpose, *evidence, *more)


def record_of_ana(stage: Stage) -> ConsentRecord:
    """What the jobs go by, which act as the bot's account."""
    stage.variables.pop("GITHUB_TOKEN", None)
    return policy_gate.record_of(Address.parse(ANA), stage.new_tools())


def ledger_comments(stage: Stage, number: int) -> list[str]:
    return [one["body"] for one in stage.sandbox.issue(number)["comments"]]


def unseal(stage: Stage, number: int, also: tuple[str, str] = ("", "")) -> None:
    """Remove seals and signatures from a record, as it was before there were any, or as a forger would."""
    for one in stage.sandbox.issue(number)["comments"]:
        body = re.sub(r',"seal":"\w+"|,"issue":\d+,"bound":"\w+"', "", one["body"]).replace(*also)
        stage.sandbox.edit(one["id"], "marina", body)


def judged(stage: Stage) -> list[str]:
    """What Ana gets of a reply, and what the maintainers are told."""
    stage.sandbox.comment(1, "marina", "/reply olá")
    stage.reply(1)
    assert stage.twilio.wait_idle(10)
    notes = [one["body"] for one in stage.sandbox.issue(1)["comments"] if one["author"] != "marina"]
    return [text for text in stage.sandbox.received(ANA) if text == "olá"] + notes[-1:]

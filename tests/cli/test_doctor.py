"""`bot doctor` at the terminal: what it shows, its exit codes, its report, and what it sets right."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner
from click.testing import Result as Ended

from bot.cli import cli, screen
from bot.cli.doctor_lines import FindingLines
from bot.core.sentences import Sentence
from bot.core.settings import config
from bot.core.settings.config import Role
from bot.operate.doctor import report
from bot.operate.doctor.checks import Finding, Verdict
from bot.operate.doctor.engine import Result
from bot.operate.doctor.registry import CHECKS
from bot.sandbox.github.values import Actor
from tests.made_up import ADMIN, AUTH_TOKEN, secret
from tests.nearby import NearbyRelay, config_of
from tests.stage import Stage

# Those that ask nobody: the others have tests of their own.
HERE = ("env-rights", "whole-key", "disk-space", "api-tokens")
ONLY = [word for name in HERE for word in ("--only", name)]


@pytest.fixture
def relay(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NearbyRelay]:
    with NearbyRelay(stage, tmp_path) as relay:
        relay.env.change({"RELAY_URL": relay.url})
        content = yaml.safe_load(config_of(stage, tmp_path).read_text("utf-8"))
        content["relay"] |= {"database": "relay.db", "log_file": "relay.log"}
        content["language"]["maintainers"] = "en"
        (tmp_path / "config.yml").write_text(yaml.safe_dump(content))
        monkeypatch.chdir(tmp_path)
        yield relay


def _doctor(*words: str, answer: str = "", **environ: str) -> Ended:
    return CliRunner().invoke(cli, ["doctor", *words], env=environ, input=answer, standalone_mode=False)


def test_what_is_in_order_and_what_is_wrong_each_has_a_line(relay: NearbyRelay) -> None:
    result = _doctor(*ONLY)

    assert result.return_value == 0
    assert "✓ Rights of .env: Only its owner can read .env." in result.stdout
    assert "! Keys on this computer: CONTACT_KEY itself is on this computer" in result.stdout
    assert "0 wrong, 1 worth knowing" in result.stdout

    relay.env.path.chmod(0o644)
    result = _doctor(*ONLY)
    assert result.return_value == 1
    lines = result.stdout.splitlines()
    place = next(at for at, line in enumerate(lines) if line.startswith("✗ Rights of .env"))
    assert "chmod 600 .env" in lines[place + 1]


def test_it_speaks_portuguese_to_who_reads_portuguese(relay: NearbyRelay) -> None:
    result = _doctor("--only", "env-rights", LC_ALL="pt_BR.UTF-8")

    assert "✓ Permissões do .env: Só o dono consegue ler o .env." in result.stdout
    assert "Em ordem: 1." in result.stdout


def test_a_program_gets_every_finding_by_a_stable_id(relay: NearbyRelay) -> None:
    relay.env.path.chmod(0o644)
    result = _doctor(*ONLY, "--json")

    found = json.loads(result.stdout)
    assert (found["verdict"], result.return_value) == ("wrong", 1)
    assert [one["id"] for one in found["checks"]] == list(HERE)
    assert {one["verdict"] for one in found["checks"]} == {"wrong", "attention", "ok"}
    assert found["counts"]["wrong"] == 1


def test_set_right_is_what_was_wrong_and_nothing_else(relay: NearbyRelay) -> None:
    relay.env.path.chmod(0o644)
    before = relay.env.path.read_bytes()

    declined = _doctor(*ONLY, "--fix", answer="n\n")
    assert stat.S_IMODE(relay.env.path.stat().st_mode) == 0o644
    assert isinstance(declined.exception, click.Abort)

    result = _doctor(*ONLY, "--fix", "--yes")
    assert result.return_value == 0
    assert stat.S_IMODE(relay.env.path.stat().st_mode) == 0o600
    assert relay.env.path.read_bytes() == before
    assert result.stdout.rstrip().endswith("✓ Rights of .env: Only its owner can read .env.")


def test_a_rotation_that_ended_meanwhile_is_not_taken_back(
    relay: NearbyRelay, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.state.add_token(
        ADMIN, Actor("marina", "fine-grained", frozenset({"secrets:write", "metadata:read"}))
    )
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "CONTACT_KEY"):
        stage.state.secrets.put(name, stage.environment[name])
    new = secret("new token")

    def rotate(_: str) -> None:
        stage.state.secrets.put("TWILIO_AUTH_TOKEN", new)
        relay.env.change({"TWILIO_AUTH_TOKEN": new})

    monkeypatch.setattr(screen, "confirm", rotate)
    _doctor("--only", "github-secrets", "--fix", ADMIN_GITHUB_TOKEN=ADMIN)

    found = stage.state.secrets.values()
    assert found["TWILIO_PHONE_NUMBER"] == stage.environment["TWILIO_PHONE_NUMBER"]
    assert found["TWILIO_AUTH_TOKEN"] == new == relay.env.read()["TWILIO_AUTH_TOKEN"]


def test_what_cannot_be_set_right_from_here_is_left_to_a_person(relay: NearbyRelay) -> None:
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(frozenset({"metadata:read"}))})
    result = _doctor("--only", "relay-github", "--fix", "--yes")

    assert result.return_value == 1
    assert "do what is written under each line" in result.stdout


def test_what_costs_something_is_announced_and_asked_for_first(relay: NearbyRelay) -> None:
    costly = [check for check in CHECKS if check.costs]
    if not costly:
        pytest.skip("no check costs anything")
    result = _doctor("--only", costly[0].id)
    assert result.stdout.splitlines()[1].startswith("- ")
    assert "Not tried" in result.stdout

    asked = _doctor("--only", costly[0].id, "--first-contact", answer="n\n")
    assert isinstance(asked.exception, click.Abort)
    assert "Try them now?" in asked.output


def test_a_report_to_send_names_nobody(relay: NearbyRelay) -> None:
    relay.env.change({"ADMIN_PHONES": "+5511987654321"})
    _doctor("--report", "report.json", "--only", "address-answers", *ONLY)

    text = Path("report.json").read_text()
    report = json.loads(text)
    assert {"version", "python", "system", "made_at", "checks"} <= report.keys()
    for hidden in ("127.0.0.1", "escritorio", "5511987654321", AUTH_TOKEN, relay.stage.contact_key):
        assert hidden not in text


def test_a_report_that_cannot_be_written_is_said(relay: NearbyRelay) -> None:
    result = _doctor("--only", "env-rights", "--report", "nowhere/report.json")

    assert "nowhere/report.json cannot be written" in str(result.exception)


def test_a_wrong_configuration_is_all_that_is_said(relay: NearbyRelay) -> None:
    relay.env.change({"TWILIO_ACCOUNT_SID": "AC123"})

    result = _doctor()
    assert "Nothing else can be checked" in result.stderr
    assert "TWILIO_ACCOUNT_SID" in str(result.exception)

    found = json.loads(_doctor("--json").stdout)
    assert found["verdict"] == "wrong"
    assert "TWILIO_ACCOUNT_SID" in found["configuration"][0]


def test_a_check_that_does_not_exist_is_refused_with_those_that_resemble_it(relay: NearbyRelay) -> None:
    result = _doctor("--only", "signatur")
    assert isinstance(result.exception, click.UsageError)
    assert "there is no check signatur; did you mean signature" in result.exception.message

    result = _doctor("--only", "qwxz")
    assert isinstance(result.exception, click.UsageError)
    assert "`bot doctor --list` lists them" in result.exception.message


def test_the_checks_are_listed_by_their_ids_also_where_nothing_is_configured() -> None:
    listed = _doctor("--list").stdout
    assert "\nGitHub\n" in listed
    for check in CHECKS:
        assert sum(line.split()[:1] == [check.id] for line in listed.splitlines()) == 1

    found = json.loads(_doctor("--list", "--json", "--only", "signature").stdout)
    assert found == [{"id": "signature", "area": "relay", "title": "Signature", "costs": ""}]


def test_a_remedy_of_several_checks_is_told_once_with_their_names(relay: NearbyRelay) -> None:
    names = ("github-secrets", "github-sharing", "github-variables", "github-default-rights")
    result = _doctor(*(word for name in names for word in ("--only", name)))

    lines = result.stdout.splitlines()
    [told] = [at for at, line in enumerate(lines) if "read -rs ADMIN_GITHUB_TOKEN" in line]
    titles = [check.title for check in CHECKS if check.id in names]
    assert [title for title in titles if title in lines[told - 1]]
    unseen = [line for line in lines[:told] if line.startswith("? ") and line != lines[told - 1]]
    assert len(unseen) > 1
    assert all(line.removeprefix("? ").partition(":")[0] in lines[told - 1] for line in unseen)


def test_what_is_wrong_twice_for_one_reason_is_told_in_full_once(capsys: pytest.CaptureFixture[str]) -> None:
    lines = FindingLines()
    for check in CHECKS[:2]:
        lines.show(Result(check, Finding(Verdict.WRONG, "It is broken.", "Mend it.")))
    lines.end()

    shown = capsys.readouterr().out
    assert shown.count("Mend it.") == 1
    assert f"As for: {CHECKS[0].title}" in shown


def test_there_are_enough_checks_and_each_id_is_one(relay: NearbyRelay) -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)


def test_a_check_that_was_named_and_cannot_be_answered_is_no_success(relay: NearbyRelay) -> None:
    relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
    result = _doctor("--only", "signature")

    assert result.return_value == 1
    assert "bot doctor --only address-answers" in result.stdout
    assert json.loads(_doctor("--only", "signature", "--json").stdout)["verdict"] == "cannot-tell"


def test_a_report_leaves_out_names_however_they_are_written(relay: NearbyRelay) -> None:
    facts = Sentence(
        "{name} is not Escritorio/auditoria360, see {url}.", name="outra/firma", url="https://x.br/a"
    )
    found = Result(
        CHECKS[0], Finding(Verdict.WRONG, facts, Sentence("Did you mean {name}?", name="outra/firma"))
    )

    settings = config.load(Path("config.yml"), relay.env.read(), Role.RELAY)
    text = json.dumps(report.anonymous([found], settings)).lower()
    assert "is not name/name, see" in text
    for hidden in ("outra", "firma", "escritorio", "auditoria360/", "x.br"):
        assert hidden not in text.replace("auditoria360-bot", "")

"""`bot rotate` does its work in the folder it is started in, and prints no credential but one that is for others."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli, main
from bot.core import app_key
from bot.core.errors import BotError
from bot.operate.rotation.auth_token import AuthTokenRotation
from tests.made_up import WRONG
from tests.operate.bench import Bench, UnseenKeyBench
from tests.stage import Stage


@pytest.fixture
def bench(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Bench]:
    monkeypatch.chdir(tmp_path)
    with getattr(request, "param", Bench)(stage, tmp_path) as bench:
        yield bench


def _rotate(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(cli, ["rotate", *arguments], input=given)


def test_the_auth_token(bench: Bench) -> None:
    plan = _rotate("twilio-auth-token", "--dry-run")
    assert plan.exit_code == 0
    assert len(plan.output.splitlines()) == 7
    done = _rotate("twilio-auth-token")

    assert done.exit_code == 0
    assert bench.complete()
    assert bench.env["TWILIO_AUTH_TOKEN"] not in done.output


@pytest.mark.parametrize("bench", [UnseenKeyBench], indirect=True)
def test_the_api_key_of_the_workflows(bench: UnseenKeyBench) -> None:
    refused = [_rotate("twilio-api-key", *given) for given in ([], ["--create", "--old", bench.old.sid])]
    assert f"--old SK... Twilio has: {bench.old.sid}" in str(refused[0].exception)
    assert "A key is in use" in str(refused[1].exception)

    plan = _rotate("twilio-api-key", "--old", bench.old.sid, "--dry-run")
    assert plan.exit_code == 0
    assert plan.output.startswith("Now: not begun.\nMake a Standard key at Twilio, and write it to .env.\n")
    assert bench.live == bench.old
    done = _rotate("twilio-api-key", "--old", bench.old.sid)

    assert done.exit_code == 0
    assert bench.complete()
    assert bench.live.secret not in done.output


def test_the_contact_key_in_three_steps(bench: Bench) -> None:
    bench.stage.record(bench.stage.event("Oi"))
    plan = _rotate("contact-key", "--dry-run")
    done = [_rotate("contact-key", *step) for step in ([], ["--dry-run"], ["--reseal"], ["--finish"])]

    assert "not begun" in plan.output
    assert [one.exit_code for one in done] == [0, 0, 0, 0]
    assert "an older one only opens" in done[1].output
    assert "Sealed with the new key now: 1. Left: 0." in done[2].output
    assert bench.env["CONTACT_KEY"].count(",") == 1  # the new key, and what ids are made with
    for key in bench.env["CONTACT_KEY"].split(","):
        assert key not in "".join(one.output for one in done)


def test_an_api_token_is_all_that_standard_output_has(bench: Bench) -> None:
    done = _rotate("api-token", "painel")

    assert done.stdout.strip() == bench.env["GATEWAY_API_TOKENS"].rpartition(":")[2]
    assert _rotate("api-token", "painel", "--finish").exit_code == 0
    assert bench.env["GATEWAY_API_TOKENS"] == f"painel:{done.stdout.strip()}"


def test_a_github_token_comes_by_standard_input(bench: Bench) -> None:
    token = bench.relay.new_github_token()
    done = _rotate("github-token", given=f"{token}\n")

    assert done.exit_code == 0
    assert "Contents: read and write; Actions: read" in done.output
    assert token not in done.output
    assert bench.env["GITHUB_TOKEN"] == token


def test_the_key_of_an_app_comes_by_file_or_by_standard_input(bench: Bench, tmp_path: Path) -> None:
    bench.relay.act_by_app()
    apps = bench.stage.state.apps
    old, new = bench.env["GITHUB_APP_PRIVATE_KEY"], apps.new_key()
    file = tmp_path / "new.pem"
    file.write_text(new, encoding="ascii")

    tried = _rotate("github-app-key", str(file), "--dry-run")
    assert (tried.exit_code, bench.env["GITHUB_APP_PRIVATE_KEY"]) == (0, old)
    done = _rotate("github-app-key", str(file))
    assert done.exit_code == 0, done.exception
    assert f"Delete the file {file}" in done.output
    assert bench.env["GITHUB_APP_PRIVATE_KEY"] != old
    assert _rotate("github-app-key", given="").exit_code == 0  # it resumes
    early = _rotate("github-app-key", "--finish")
    assert "still accepts the old key" in str(early.exception)
    apps.delete_key(next(name for name in apps.app.keys if name != app_key.fingerprint(new)))
    assert _rotate("github-app-key", "--finish").exit_code == 0
    assert "GITHUB_APP_PRIVATE_KEY_OLD" not in bench.env

    third = _rotate("github-app-key", "-", given=apps.new_key())
    assert third.exit_code == 0, third.exception
    assert "Delete the file" not in third.output
    for output in (tried.output, done.output, early.output, third.output):
        assert "PRIVATE KEY-----" not in output
        assert new[40:90] not in output


def test_no_github_token_is_refused(bench: Bench) -> None:
    done = _rotate("github-token", given="\n")

    assert isinstance(done.exception, BotError)
    assert "No token was given" in str(done.exception)


@pytest.mark.parametrize(
    "given",
    [
        ("contact-key", "--reseal", "--finish"),
        ("contact-key", "--reseal", "--most", "0"),
        ("github-app-key", "-", "--finish"),
        ("api-token", "painel", "--finish", "--discard"),
        ("github-app-key", "--finish", "--dry-run"),
    ],
)
def test_options_that_exclude_each_other_are_refused(given: tuple[str, ...]) -> None:
    assert _rotate(*given).exit_code == 2


def test_in_portuguese_every_sentence_is(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
    plan = _rotate("twilio-auth-token", "--dry-run")
    done = _rotate("twilio-auth-token")

    first, *steps = plan.stdout.splitlines()
    assert first == "Agora: ainda não começou."
    assert steps[0] == "Criar um segundo auth token na Twilio e gravá-lo no .env."
    assert done.output.splitlines()[-1] == "A troca terminou."


def test_scripts_get_the_plan_and_the_token_as_json(bench: Bench) -> None:
    plan = json.loads(_rotate("twilio-auth-token", "--dry-run", "--json").stdout)
    made = json.loads(_rotate("api-token", "painel", "--json").stdout)
    finished = json.loads(_rotate("api-token", "painel", "--finish", "--json").stdout)

    assert (plan["begun"], len(plan["steps"])) == (False, 6)
    assert made["name"] == "painel"
    assert bench.env["GATEWAY_API_TOKENS"] == f"painel:{made['token']}"
    assert finished == {"done": True}


def test_where_nothing_was_rotated_a_script_is_told_so(bench: Bench) -> None:
    def rotated(*words: str) -> Result:
        arguments = ["rotate", "twilio-auth-token", *words]
        return CliRunner().invoke(cli, arguments, standalone_mode=False)

    for words, printed in ((), ""), (("--json",), '{\n  "done": false\n}\n'):
        bench.relay.env.change({"TWILIO_AUTH_TOKEN_SECONDARY": WRONG})
        done = rotated(*words)
        assert "Nothing was rotated" in done.stderr
        assert (done.return_value, done.stdout) == (1, printed)
    assert rotated().return_value == 0
    assert bench.complete()


def test_ctrl_c_says_that_the_same_command_resumes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(AuthTokenRotation, "_promote", interrupted)
    monkeypatch.setattr(sys, "argv", ["bot", "rotate", "twilio-auth-token"])
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 130
    assert capsys.readouterr().err.splitlines()[-1] == (
        "Stopped. What was done so far stays. Run the same command again: it resumes where it stopped."
    )

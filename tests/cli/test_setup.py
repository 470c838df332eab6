"""`bot setup` at the terminal: from nothing to a relay that could start, again, interrupted, undone."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result
from flask import Flask

from bot.adapters.env_file import EnvFile
from bot.cli import cli
from bot.cli.setup_answers import AnswerError
from bot.core import app_key
from bot.core.errors import BotError
from bot.core.settings import config
from bot.core.settings.config import Role
from bot.operate import turn
from bot.operate.setup import kept_answers
from bot.sandbox.emulator.server import Server
from bot.sandbox.github.values import RELAY_MAY, Actor
from bot.sandbox.world import NAME, OWNER, SMS_NUMBER
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT, Stage

URL = "https://bot.escritorio.com.br"
ADMIN, RELAY = "github_pat_" + "abcdef0123456789" * 3, "github_pat_" + "0123456789abcdef" * 3
ADMIN_MAY = frozenset(
    {
        *("administration:write", "actions:write", "issues:write", "secrets:write"),
        "actions_variables:write",
        *("contents:write", "metadata:read"),
    }
)


@dataclass
class Office:
    """An empty folder with a config.yml, and the services."""

    stage: Stage

    @property
    def environment(self) -> dict[str, str]:
        given = self.stage.environment
        return {
            "TWILIO_API_URL": given["TWILIO_API_URL"],
            "GITHUB_API_URL": given["GITHUB_API_URL"],
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "ADMIN_GITHUB_TOKEN": ADMIN,
            "GITHUB_TOKEN": RELAY,
        }

    def setup(self, *words: str, answers: str = "", without: str = "") -> Result:
        environ = {name: value for name, value in self.environment.items() if name != without}
        return CliRunner().invoke(cli, ["setup", *words], env=environ, input=answers, standalone_mode=False)

    def complete(self, *more: str) -> Result:
        return self.setup(*ALL, "--yes", *more)


ALL = (
    *("--language", "en", "--account-sid", ACCOUNT, "--sms-number", SMS_NUMBER, "--whatsapp-number", "-"),
    *("--repository", f"{OWNER}/{NAME}", "--public-url", "bot.escritorio.com.br", "--admin-phones", "-"),
)


@pytest.fixture
def office(stage: Stage) -> Office:
    stage.state.add_user("relay", "write")
    stage.state.add_user(OWNER, "admin")
    stage.state.add_token(ADMIN, Actor(OWNER, "fine-grained", ADMIN_MAY))
    stage.state.add_token(RELAY, Actor("relay", "fine-grained", RELAY_MAY))
    return Office(stage)


def test_every_answer_by_options_and_variables_sets_everything_up(office: Office) -> None:
    result = office.complete()

    assert result.exception is None, result.output
    settings = config.load(Path("config.yml"), EnvFile(Path()).read(), Role.RELAY)
    assert settings.repository == f"{OWNER}/{NAME}"
    assert settings.config.relay.public_url == URL
    assert settings.environment.TWILIO_PHONE_NUMBER == SMS_NUMBER
    assert Path("contact-key.txt").exists()
    for hidden in (AUTH_TOKEN, ADMIN, RELAY, SMS_NUMBER):
        assert hidden not in result.output


def test_run_again_nothing_is_changed_and_no_option_is_needed(office: Office) -> None:
    office.complete()
    before = Path(".env").read_bytes(), Path("config.yml").read_bytes()

    result = office.setup("--yes")

    assert "nothing to change" in result.output
    assert (Path(".env").read_bytes(), Path("config.yml").read_bytes()) == before


def test_a_dry_run_changes_nothing_and_shows_what_was_there(office: Office) -> None:
    result = office.complete("--dry-run")

    assert "relay.public_url in config.yml: not set -> https://bot.escritorio.com.br" in result.output
    assert not Path(".env").exists()
    assert not Path("contact-key.txt").exists()


def test_a_program_gets_the_changes_as_json(office: Office) -> None:
    found = json.loads(office.complete("--json", "--dry-run").stdout)

    assert found["changed"] is False
    assert {"contact-key", "env", "config-file"} <= {one["step"] for one in found["changes"]}
    assert AUTH_TOKEN not in str(found)


def test_answers_that_are_missing_are_named_all_at_once(office: Office) -> None:
    result = office.setup("--yes")

    assert isinstance(result.exception, BotError)
    message = str(result.exception)
    assert all(flag in message for flag in ("--account-sid", "--repository", "--public-url"))
    assert "--auth-token" not in message  # a variable has it


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--account-sid", "AC123", "expected AC and 32 hexadecimal digits"),
        ("--auth-token", "0123456789abcdef" * 2, "Twilio refuses this auth token"),
        ("--sms-number", "+15005550006", "does not belong to the account"),
        ("--repository", "escritorio", "owner/name"),
        ("--repository", "../..", "owner/name"),
        ("--repository", "escritorio/OUTRO", "does not see escritorio/OUTRO"),
        ("--admin-token", "github_pat_" + "fedcba9876543210" * 3, "does not accept this token"),
        ("--relay-token", "github_pat_" + "fedcba9876543210" * 3, "refuses this token (HTTP 401)"),
        ("--public-url", "http://bot.escritorio.com.br", "begins with https://"),
        ("--public-url", "192.168.0.10", "reach from the internet"),
        ("--admin-phones", "11987654321", "each as +5511987654321"),
        ("--language", "pt", "not a language of the bot"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_option_and_why(
    office: Office, option: str, value: str, words: str
) -> None:
    result = office.complete(option, value)

    assert isinstance(result.exception, BotError)
    # An answer that decides what another is checked against may show by that one.
    assert words in str(result.exception)
    assert not Path(".env").exists()


def test_a_token_that_may_not_dispatch_is_refused_with_what_it_lacks(office: Office) -> None:
    office.stage.state.add_token(RELAY, Actor("relay", "fine-grained", frozenset({"metadata:read"})))

    result = office.complete()
    assert "lacks Contents: write, Actions: read" in str(result.exception)


def test_whoever_is_asked_may_try_again_until_the_answer_will_do(office: Office) -> None:
    typed = [
        *("en", "AC1", ACCOUNT, "1", "-", "escritorio", f"{OWNER}/{NAME}"),
        *("bot.escritorio.com.br", "-", "y"),
    ]
    result = office.setup("--no-message", answers="\n".join(typed) + "\n")

    assert result.exception is None, result.output
    assert "expected AC and 32 hexadecimal digits" in result.output
    assert "A repository is written owner/name." in result.output
    assert EnvFile(Path()).read()["TWILIO_PHONE_NUMBER"] == SMS_NUMBER


def test_examples_that_were_left_in_env_are_asked_for(office: Office) -> None:
    Path(".env").write_text(
        "TWILIO_ACCOUNT_SID=ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nGITHUB_REPO_OWNER=seu-usuario\n"
    )

    answers = ["en", ACCOUNT, "1", "-", f"{OWNER}/{NAME}", "bot.escritorio.com.br", "-", "y"]
    result = office.setup("--no-message", answers="\n".join(answers) + "\n")

    assert result.exception is None, result.output
    assert EnvFile(Path()).read()["TWILIO_ACCOUNT_SID"] == ACCOUNT


def test_without_a_yes_nothing_is_changed(office: Office) -> None:
    answers = ["en", ACCOUNT, "1", "-", f"{OWNER}/{NAME}", "bot.escritorio.com.br", "-", "n"]
    result = office.setup("--no-message", answers="\n".join(answers) + "\n")

    assert isinstance(result.exception, click.Abort)
    assert not Path(".env").exists()
    assert yaml.safe_load(Path("config.yml").read_text())["relay"]["public_url"] == ""


def test_numbers_to_buy_are_listed_with_what_their_country_asks(office: Office) -> None:
    result = office.setup("--numbers-in", "br", "--account-sid", ACCOUNT, "--yes")

    assert result.exception is None, result.output
    assert "BR, mobile: 15.00 USD a month" in result.output
    assert "isoCountry=BR" in result.output


def test_a_trial_account_is_said_at_once(office: Office) -> None:
    office.stage.twilio.faults.switch_on("twilio-trial")

    assert "This is a trial account" in json.loads(office.complete("--json", "--dry-run").stdout)["notes"][0]


def test_another_config_than_the_usual_one_is_the_one_that_changes(office: Office) -> None:
    usual = Path("config.yml").read_bytes()
    Path("other.yml").write_bytes(usual)
    result = office.complete("--config", "other.yml")

    assert result.exception is None, result.output
    assert yaml.safe_load(Path("other.yml").read_text())["relay"]["public_url"] == URL
    assert Path("config.yml").read_bytes() == usual


def test_a_config_behind_a_link_is_changed_in_its_place_and_nothing_planted_is(office: Office) -> None:
    real, victim = Path("real.yml"), Path("victim")
    Path("config.yml").rename(real)
    Path("config.yml").symlink_to(real)
    victim.write_text("untouched")
    for name in ("config.yml.new", "real.yml.new"):
        Path(name).symlink_to(victim)
    result = office.complete()

    assert result.exception is None, result.output
    assert Path("config.yml").is_symlink()
    assert yaml.safe_load(real.read_text())["relay"]["public_url"] == URL
    assert victim.read_text() == "untouched"


def test_an_apps_key_may_come_as_the_file_has_it(office: Office) -> None:
    made = office.stage.state.apps.make("office-relay", {"contents": "write", "actions": "read"})
    pem = office.stage.state.apps.new_key()
    given = {"GITHUB_APP_ID": str(made.id), "GITHUB_APP_PRIVATE_KEY": pem}
    environ = {name: value for name, value in office.environment.items() if name != "GITHUB_TOKEN"} | given
    result = CliRunner().invoke(cli, ["setup", *ALL, "--yes"], env=environ, standalone_mode=False)

    assert result.exception is None, result.output
    known = EnvFile(Path()).read()
    assert app_key.normal(known["GITHUB_APP_PRIVATE_KEY"]) == app_key.normal(pem)
    assert "GITHUB_TOKEN" not in known


@pytest.mark.parametrize("answer", ["<html>", "{}", "[]", "null", "5", "[" * 100_000])
def test_something_else_in_githubs_place_is_said_to_be_that(office: Office, answer: str) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "any", lambda: answer)
    app.add_url_rule("/<path:path>", "path", lambda path: (answer, {"Content-Type": "application/json"}))
    with Server(app) as server:
        environ = {**office.environment, "GITHUB_API_URL": server.url}
        result = CliRunner().invoke(cli, ["setup", *ALL, "--yes"], env=environ, standalone_mode=False)

    assert isinstance(result.exception, BotError), result.exception
    assert "GitHub" in str(result.exception)


def test_a_country_that_is_none_is_refused_before_anything_is_asked(office: Office) -> None:
    result = office.setup("--numbers-in", "Brasil")

    assert "is no country's code" in str(result.exception)


def test_a_line_that_is_not_in_the_list_is_asked_for_again(office: Office) -> None:
    answers = ["en", ACCOUNT, "9", "1", "-", f"{OWNER}/{NAME}", "bot.escritorio.com.br", "-", "y"]
    result = office.setup("--no-message", answers="\n".join(answers) + "\n")

    assert result.exception is None, result.output
    assert "Choose a line from 1 to 1." in result.output


def test_a_password_in_an_address_is_not_repeated(office: Office) -> None:
    result = office.complete("--public-url", "https://user:s3cret@bot.escritorio.com.br")

    assert isinstance(result.exception, BotError)
    assert "s3cret" not in str(result.exception)


def test_a_key_in_use_is_found_before_more_is_asked(office: Office) -> None:
    office.stage.state.secrets.put("CONTACT_KEY", "in use")
    answers = ["en", ACCOUNT, "1", "-", f"{OWNER}/{NAME}"]
    result = office.setup("--no-message", answers="\n".join(answers) + "\n")

    assert "have a CONTACT_KEY already" in str(result.exception)
    assert "8/10" not in result.output


@pytest.mark.parametrize("words", [("--yes",), ("--undo", "--yes")])
def test_while_another_setup_is_at_work_nothing_is_changed(office: Office, words: tuple[str, ...]) -> None:
    office.complete()
    with turn.taken(Path(), "setup"):
        result = office.setup("--public-url", "other.escritorio.com.br", *words)

    assert isinstance(result.exception, BotError)
    assert f"`bot setup` is at work in this folder already (process {os.getpid()})" in str(result.exception)
    assert "other.escritorio" not in Path("config.yml").read_text()
    assert Path(".setup-journal").exists()


def test_a_dry_run_leaves_no_file_and_waits_for_nobody(office: Office) -> None:
    with turn.taken(Path(), "setup"):
        assert office.complete("--dry-run").exception is None
    Path(turn.NAME).unlink()
    before = sorted(Path().iterdir())
    office.complete("--dry-run")

    assert sorted(Path().iterdir()) == before


TYPED = ("en", ACCOUNT, "1", "-", f"{OWNER}/{NAME}", "bot.escritorio.com.br", "-")


@pytest.fixture(name="home")
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", "/bin/bash")
    return tmp_path


@pytest.mark.parametrize(("answer", "is_there"), [("y", True), ("", False)])
def test_completion_is_written_only_where_that_was_agreed_to(
    office: Office, home: Path, answer: str, *, is_there: bool
) -> None:
    result = office.setup("--no-message", answers="\n".join([*TYPED, answer, "y"]) + "\n")

    assert result.exception is None, result.output
    assert (home / ".bashrc").exists() is is_there
    assert "nothing to change" in office.setup("--yes").output
    office.setup("--undo", "--yes")
    assert not (home / ".bashrc").exists()


def test_completion_is_shown_before_it_is_written_and_a_script_gets_it_only_on_demand(
    office: Office, home: Path
) -> None:
    shown = office.complete("--completion", "--dry-run").output
    assert f"The lines in {home}/.bashrc that complete the commands of `bot`: not there" in shown
    assert ".bashrc" not in office.complete().output
    assert not (home / ".bashrc").exists()

    assert office.complete("--completion").exception is None
    assert "complete -o nosort" in (home / ".bashrc").read_text()


def test_no_completion_asks_nothing(office: Office, home: Path) -> None:
    result = office.setup("--no-message", "--no-completion", answers="\n".join([*TYPED, "y"]) + "\n")

    assert result.exception is None, result.output
    assert not (home / ".bashrc").exists()


def test_an_undo_where_nothing_was_set_up_needs_no_configuration(office: Office) -> None:
    Path("config.yml").write_text("relay: {port: ninety}\n", encoding="utf-8")
    Path(".env").unlink(missing_ok=True)
    result = office.setup("--undo")

    assert result.exception is None, result.output
    assert "There is nothing to take back." in result.output


def test_without_anybody_to_ask_the_option_that_is_missing_is_named(office: Office) -> None:
    result = office.setup("--no-message", answers="en\n")

    assert isinstance(result.exception, AnswerError)
    assert "There is nobody to ask for --" in str(result.exception.message)
    assert result.exception.exit_code == 2


def test_answers_given_before_an_abort_are_offered_again_and_no_secret_is_among_them(office: Office) -> None:
    typed = ["en", ACCOUNT, AUTH_TOKEN, "1", "-", f"{OWNER}/{NAME}"]
    stopped = office.setup("--no-message", answers="\n".join(typed) + "\n", without="TWILIO_AUTH_TOKEN")
    kept = Path(kept_answers.NAME)

    assert isinstance(stopped.exception, AnswerError)
    assert "answers so far are kept" in stopped.output
    assert kept.stat().st_mode & 0o777 == 0o600
    assert AUTH_TOKEN not in kept.read_text()

    entered = "\n" * 5
    again = office.setup("--no-message", answers=f"{entered}bot.escritorio.com.br\n-\ny\n")
    assert again.exception is None, again.output
    assert f"[{ACCOUNT}]> " in again.output
    assert EnvFile(Path()).read()["TWILIO_PHONE_NUMBER"] == SMS_NUMBER
    assert not kept.exists()


def test_phones_for_alerts_are_not_kept_and_a_no_keeps_the_rest(office: Office) -> None:
    typed = [*TYPED[:-1], "+5511987654321", "n"]
    result = office.setup("--no-message", answers="\n".join(typed) + "\n")

    assert "answers so far are kept" in result.output
    found = json.loads(Path(kept_answers.NAME).read_text())
    assert found == {
        "language": "en",
        "account_sid": ACCOUNT,
        "sms_number": SMS_NUMBER,
        "whatsapp_number": "-",
        "repository": f"{OWNER}/{NAME}",
        "public_url": URL,
    }


def test_a_dry_run_keeps_no_answer_and_an_undo_forgets_those_that_are_kept(office: Office) -> None:
    office.setup("--dry-run", answers=f"en\n{ACCOUNT}\n")
    assert not Path(kept_answers.NAME).exists()

    office.complete()
    office.setup("--no-message", "--public-url", "other.escritorio.com.br", answers="en\n1\n")
    assert Path(kept_answers.NAME).exists()
    assert office.setup("--undo", "--yes").exception is None
    assert not Path(kept_answers.NAME).exists()

"""`bot conversation start`: what it orders, of a number as people type it; and its dry run, which sends nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.errors import BotError
from bot.relay.app import create_app
from bot.sandbox.emulator.server import Server
from tests.actors import ANA
from tests.relay.caller import orders, with_environment
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import OPERATOR_TOKEN, RelayHarness
from tests.stage import Stage

TYPED = "(11) 98765-4321"


def _start(*words: str, text: str = "") -> Result:
    return CliRunner().invoke(cli, ["conversation", "start", *words], input=text)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder without .env and config.yml."""
    (tmp_path / "terminal").mkdir()
    monkeypatch.chdir(tmp_path / "terminal")


@pytest.fixture(name="harness")
def _harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RelayHarness]:
    """A relay that listens, and the variables that lead there."""
    with RelayHarness(tmp_path, FakeGitHub(url="http://127.0.0.1:9")) as harness:
        tokens = f"marina:{OPERATOR_TOKEN}"
        settings = with_environment(harness.settings, GATEWAY_API_TOKENS=tokens)
        with Server(create_app(settings, harness.store, harness.dispatcher)) as server:
            monkeypatch.setenv("RELAY_URL", server.url)
            monkeypatch.setenv("GATEWAY_API_TOKENS", tokens)
            yield harness


def test_a_text_goes_to_the_number_as_people_type_it(harness: RelayHarness) -> None:
    done = _start("--to", TYPED, "--text", "Bom dia, Ana")

    (order,) = orders(harness)
    assert (done.exit_code, done.output) == (0, f"{order.id}  queued\n")
    assert (order.person.wire, order.text, order.by) == (ANA, "Bom dia, Ana", "marina")


def test_a_template_takes_each_value_by_an_option_of_its_own(harness: RelayHarness) -> None:
    values = ("--value", "nome=Ana Souza", "--value", "conta=a=b")
    _start("--to", ANA, "--channel", "whatsapp", "--template", "boleto", *values)

    (order,) = orders(harness)
    assert order.person.wire == f"whatsapp:{ANA}"
    assert (order.template, dict(order.variables)) == ("boleto", {"nome": "Ana Souza", "conta": "a=b"})


def test_the_text_may_come_on_standard_input_and_the_answer_as_json(harness: RelayHarness) -> None:
    done = _start("--to", TYPED, "--text", "-", "--json", text="Linha 1\nLinha 2\n")

    (order,) = orders(harness)
    assert order.text == "Linha 1\nLinha 2"
    assert json.loads(done.output) == {"id": order.id, "status": "queued", "code": 0, "reason": ""}


def test_the_same_key_sends_once(harness: RelayHarness) -> None:
    printed = {_start("--to", TYPED, "--text", "Oi", "--key", "ana-1").output for _ in range(2)}

    assert len(printed) == len(orders(harness)) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "98765-4321", "--text", "Oi"), "the number is not a number in international form"),
        (("--to", TYPED), "--text is missing or empty"),
        (("--to", TYPED, "--text", "Oi", "--template", "boleto"), "Give one of --text and --template."),
        (("--to", TYPED, "--template", "boleto", "--value", "Ana"), "as --value NAME=VALUE"),
        (("--to", TYPED, "--text", "Oi", "--value", "nome=Ana"), "--value belongs to a template"),
        (("--text", "Oi"), "Missing option '--to'"),
    ],
)
def test_what_is_wrong_is_said_by_its_option_and_exits_with_2(
    harness: RelayHarness, words: tuple[str, ...], said: str
) -> None:
    done = _start(*words)
    error = done.exception

    assert said in f"{done.output}{error}"
    assert done.exit_code == 2 or (isinstance(error, BotError) and error.exit_code == 2)
    assert "98765-" not in f"{done.output}{error}"
    assert orders(harness) == []


def test_a_dry_run_shows_what_would_leave_and_sends_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in stage.environment.items():
        monkeypatch.setenv(name, value)
    Path("config.yml").write_text("policy: {notification: {hours: '00:00-24:00'}}\n")
    done = _start("--to", TYPED, "--text", "Bom dia, Ana", "--dry-run")

    assert done.exit_code == 0, done.output
    assert "+55 11 *****-4321" in done.output
    assert "pode sair agora" in done.output
    assert stage.twilio.state.messages() == []
    assert stage.sandbox.issues() == []


def test_the_number_is_of_the_first_country_that_config_yml_names(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in stage.environment.items():
        monkeypatch.setenv(name, value)
    Path("config.yml").write_text("policy: {countries: [PT, BR]}\n")
    done = _start("--to", "912 345 678", "--text", "Oi", "--dry-run")

    assert "+351 *****-5678" in done.output


def test_the_help_names_its_options() -> None:
    assert "--value NAME=VALUE" in click.unstyle(_start("--help").output)

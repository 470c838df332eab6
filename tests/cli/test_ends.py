"""How the command `bot` ends, as a shell sees it: its exit code, and a sentence in the place of a traceback."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.adapters import relay_client
from bot.core import waits
from bot.relay.app import create_app
from bot.rules.people.sealing import Vault
from bot.rules.wire.order_status import OrderStatus
from bot.sandbox.emulator.server import Server
from tests.actors import ANA
from tests.cli.job_reports import report_when_asked
from tests.made_up import secret
from tests.relay.caller import with_environment
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness
from tests.stage import Stage

TOKENS = f"painel:{secret('t')}"

Bot = Callable[..., int]


@pytest.fixture(name="bot")
def _bot(monkeypatch: pytest.MonkeyPatch) -> Bot:
    def run(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["bot", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert isinstance(end.value.code, int)
        return end.value.code

    return run


@pytest.fixture(name="silent")
def _silent() -> Iterator[str]:
    """Something that takes connections and answers none."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waits, "RELAY", (0.01,))
    monkeypatch.setattr(relay_client, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setenv("GATEWAY_API_TOKENS", TOKENS)


_A_NUMBER = (
    "Invalid value: the number has no country code; a number in Brazil begins with +55. Example: +5511987654321",
    "Valor inválido: o número não tem código do país; um número do Brasil começa com +55. Exemplo: +5511987654321",
)
_A_MONTH = (
    "Invalid value for '--month': give a month such as 2026-10.",
    "Valor inválido para '--month': informe um mês como 2026-10.",
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("person export 11-91234-8888", _A_NUMBER),
        ("consent list --number 11-91234-8888", _A_NUMBER),
        ("consent add --purpose all --evidence contrato --number 11-91234-8888", _A_NUMBER),
        ("billing show --month 2026-13", _A_MONTH),
    ],
)
def test_what_cannot_be_right_is_refused_in_both_languages(
    bot: Bot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: str,
    told: tuple[str, str],
) -> None:
    for spoken, sentence in zip(("en_US", "pt_BR"), told, strict=True):
        monkeypatch.setenv("LC_MESSAGES", spoken)
        assert bot(*words.split()) == 2
        shown = capsys.readouterr().err
        assert sentence in shown
        assert "8888" not in shown


def test_help_and_a_wrong_command(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    assert bot("--help") == 0
    assert bot("nonsense") == 2
    assert "No such command" in capsys.readouterr().err


@pytest.mark.parametrize(("fate", "code"), [(OrderStatus.REFUSED, 1), (OrderStatus.DEFERRED, 3), (None, 3)])
def test_waiting_ends_with_what_became_of_the_message(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fate: OrderStatus | None, code: int
) -> None:
    monkeypatch.setattr("bot.cli.send._EVERY_SECONDS", 0.01)
    monkeypatch.setattr(relay_client, "TIMEOUT_SECONDS", 5.0)
    with RelayHarness(tmp_path, FakeGitHub(url="http://127.0.0.1:9")) as harness:
        settings = with_environment(harness.settings, GATEWAY_API_TOKENS=TOKENS)
        app = create_app(settings, harness.store, harness.dispatcher)
        if fate:
            report_when_asked(app, Vault(harness.settings.contact_keys), fate)
        with Server(app) as server:
            assert bot("send", ANA, "Oi", "--wait", "--timeout", "1", "--relay", server.url) == code


def test_a_relay_that_is_not_there_has_nothing(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    assert bot("send", ANA, "Oi", "--relay", "http://127.0.0.1:9") == 1

    printed = capsys.readouterr().err
    assert "cannot be reached" in printed
    assert "nothing is lost" not in printed


def test_a_relay_that_does_not_answer_may_have_it_and_the_key_sends_it_once(
    bot: Bot, silent: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bot("send", ANA, "Oi", "--relay", silent, "--key", "guia-4711") == 3

    assert "--key guia-4711" in capsys.readouterr().err


def test_what_passes_is_to_be_tried_again_by_whoever_reads_it(
    bot: Bot, stage: Stage, quick: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**stage.environment, "TWILIO_API_URL": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)

    assert bot("billing", "show") == 1
    assert "Twilio cannot be reached. Run the same command again" in capsys.readouterr().err

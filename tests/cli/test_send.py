"""`bot send`: what it orders, how it reports the status, how it ends; and its dry run, which sends nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.adapters import relay_client
from bot.cli import cli, main
from bot.core import clock, waits
from bot.core.errors import BotError
from bot.core.messages import Address
from bot.relay.app import create_app
from bot.rules.people.sealing import Vault
from bot.rules.sending.order_form import InvalidFieldsError
from bot.rules.wire.order_status import OrderStatus
from bot.sandbox.emulator.server import Server
from tests.actors import ANA, Maintainer
from tests.cli.job_reports import report_when_asked
from tests.made_up import secret
from tests.relay.caller import orders, with_environment
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import OPERATOR_TOKEN, RelayHarness
from tests.stage import Stage

OTHER_TOKEN = "another-token-0123456789abcdef"
Bot = Callable[..., Result]


def bot(*words: str, text: str = "") -> Result:
    return CliRunner().invoke(cli, ["send", *words], input=text)


def sentence(result: Result) -> str:
    assert isinstance(result.exception, BotError), result.output
    return str(result.exception)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder without .env and config.yml."""
    (tmp_path / "terminal").mkdir()
    monkeypatch.chdir(tmp_path / "terminal")
    monkeypatch.setattr(waits, "RELAY", (0.01, 0.01, 0.01))


class TestOrdering:
    @pytest.fixture(name="harness", autouse=True)
    def _harness(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RelayHarness]:
        """A relay that listens, and the variables that lead there."""
        with RelayHarness(tmp_path, FakeGitHub(url="http://127.0.0.1:9")) as harness:
            tokens = f"operator:{OPERATOR_TOKEN},other:{OTHER_TOKEN}"
            settings = with_environment(harness.settings, GATEWAY_API_TOKENS=tokens)
            self.app = create_app(settings, harness.store, harness.dispatcher)
            with Server(self.app) as server:
                monkeypatch.setenv("RELAY_URL", server.url)
                monkeypatch.setenv("GATEWAY_API_TOKENS", tokens)
                yield harness

    def test_a_text_is_ordered_and_its_id_printed(self, harness: RelayHarness) -> None:
        done = bot(ANA, "Sua guia vence amanhã")

        (order,) = orders(harness)
        assert (done.exit_code, done.output) == (0, f"{order.id}  queued\n")
        assert (order.text, order.by, order.person.wire) == ("Sua guia vence amanhã", "operator", ANA)

    def test_a_text_may_come_on_standard_input(self, harness: RelayHarness) -> None:
        bot(ANA, "-", text="Linha 1\nLinha 2\n")

        assert orders(harness)[0].text == "Linha 1\nLinha 2"

    def test_a_template_with_its_values(self, harness: RelayHarness) -> None:
        bot(ANA, "--type", "whatsapp", "--template", "guia", "nome=Ana Souza", "data=30/11", "--as", "other")

        (order,) = orders(harness)
        assert (order.template, order.by) == ("guia", "other")
        assert order.variables == (("data", "30/11"), ("nome", "Ana Souza"))

    def test_the_same_key_sends_once(self, harness: RelayHarness) -> None:
        printed = {bot(ANA, "Oi", "--key", "guia-42").output for _ in range(2)}

        assert len(printed) == len(orders(harness)) == 1

    def test_without_a_key_each_call_is_a_message(self, harness: RelayHarness) -> None:
        for _ in range(2):
            bot(ANA, "Oi")

        assert len(orders(harness)) == 2

    def test_faults_are_printed_as_the_api_reports_them_and_nothing_is_ordered(
        self, harness: RelayHarness
    ) -> None:
        printed = sentence(bot("11912345678", " ", "--template", "guia", "nome"))

        assert "- destination has no country code" in printed
        assert "- variables is not a set of names, each with a text. Example: nome=Maria" in printed
        assert "912345678" not in printed
        assert orders(harness) == []

    def test_what_only_the_relay_finds_is_printed_the_same_way(self) -> None:
        bot(ANA, "Oi", "--key", "a")

        assert "- --key was used before" in sentence(bot(ANA, "Outra", "--key", "a"))

    def test_over_a_ceiling_it_does_not_wait_for_an_hour(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "bounded"
        folder.mkdir()
        bounded = "ceilings: {token_segments_per_hour: 1}"
        with RelayHarness(folder, FakeGitHub(url="http://127.0.0.1:9"), bounded) as harness:
            app = create_app(harness.settings, harness.store, harness.dispatcher)
            with Server(app) as server:
                monkeypatch.setenv("RELAY_URL", server.url)
                assert bot(ANA, "Um").exit_code == 0
                assert "ceiling of 1 segments in an hour" in sentence(bot(ANA, "Dois"))

    def test_an_unknown_token_and_an_unknown_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "no token called nobody" in sentence(bot(ANA, "Oi", "--as", "nobody"))
        monkeypatch.setenv("GATEWAY_API_TOKENS", f"x:{secret('y')}")
        assert "does not know this token" in sentence(bot(ANA, "Oi"))
        monkeypatch.delenv("GATEWAY_API_TOKENS")
        assert "No token is known" in sentence(bot(ANA, "Oi"))

    def test_an_address_that_is_no_relay(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "cannot be reached" in sentence(bot(ANA, "Oi", "--relay", "http://127.0.0.1:9"))
        monkeypatch.delenv("RELAY_URL")
        assert "The relay's address is not known" in sentence(bot(ANA, "Oi"))

    @pytest.mark.parametrize(
        ("detail", "said"),
        [
            (
                "quiet-hours, until 2026-11-30T12:00:00.000Z",
                "mensagens deste tipo não saem a esta hora no lugar onde a pessoa está (até 30/11/2026 09:00:00 -03)",
            ),
            ("until 2026-11-30T12:00:00.000Z", "até 30/11/2026 09:00:00 -03"),
            ("opted-out", "a pessoa pediu para não receber mais mensagens"),
            ("GitHub is out of order (HTTP 502).", "O GitHub está com problemas (HTTP 502)."),
            ("Telefone fixo.", "Telefone fixo."),
        ],
    )
    def test_why_an_order_waits_or_was_refused_is_said_in_the_language_of_the_terminal(
        self, harness: RelayHarness, monkeypatch: pytest.MonkeyPatch, detail: str, said: str
    ) -> None:
        monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
        monkeypatch.setattr("bot.cli.send._EVERY_SECONDS", 0.01)
        Path("config.yml").write_text("relay: {public_url: 'https://bot.exemplo.com.br'}\n")
        report_when_asked(self.app, Vault(harness.settings.contact_keys), OrderStatus.DEFERRED, detail)

        assert bot(ANA, "Oi", "--wait", "--timeout", "1").output.endswith(f"  adiada  {said}\n")
        raw = bot(ANA, "Oi", "--wait", "--timeout", "1", "--json").output
        assert json.loads(raw)["reason"] == detail

    def test_what_the_relay_refuses_is_said_in_the_language_of_the_terminal(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
        folder = tmp_path / "bounded"
        folder.mkdir()
        bounded = "ceilings: {token_segments_per_hour: 1}"
        with (
            RelayHarness(folder, FakeGitHub(url="http://127.0.0.1:9"), bounded) as harness,
            Server(create_app(harness.settings, harness.store, harness.dispatcher)) as server,
        ):
            monkeypatch.setenv("RELAY_URL", server.url)
            bot(ANA, "Um", "--key", "a")
            assert "teto de 1 segmentos por hora" in sentence(bot(ANA, "Dois"))
            assert "já foi usada para outra mensagem" in sentence(bot(ANA, "Dois", "--key", "a"))

    @pytest.mark.parametrize(
        ("fate", "code", "ends"),
        [
            (OrderStatus.REFUSED, 21614, 1),
            (OrderStatus.DEFERRED, 0, 3),
            (OrderStatus.SCHEDULED, 0, 3),
            (None, 0, 3),
        ],
        ids=["refused", "deferred", "scheduled", "not known yet"],
    )
    def test_waiting_ends_with_the_fate(
        self,
        harness: RelayHarness,
        monkeypatch: pytest.MonkeyPatch,
        fate: OrderStatus | None,
        code: int,
        ends: int,
    ) -> None:
        monkeypatch.setattr("bot.cli.send._EVERY_SECONDS", 0.01)
        if fate:
            report_when_asked(self.app, Vault(harness.settings.contact_keys), fate, "Telefone fixo.", code)
        done = bot(ANA, "Oi", "--wait", "--timeout", "1", "--json")

        assert done.exit_code == ends
        answer = json.loads(done.output)
        assert (answer["status"], answer["code"]) == (str(fate or "queued"), code)


class TestDryRun:
    @pytest.fixture(name="stage", autouse=True)
    def _stage(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
        with Stage() as stage:
            self.equip(stage, monkeypatch)
            yield stage

    @staticmethod
    def equip(stage: Stage, monkeypatch: pytest.MonkeyPatch, config: dict[str, Any] | None = None) -> None:
        for name, value in stage.environment.items():
            monkeypatch.setenv(name, value)
        hours = {"policy": {"notification": {"hours": "00:00-24:00"}}}
        Path("config.yml").write_text(json.dumps({**hours, **(config or {})}), encoding="utf-8")

    @staticmethod
    def row(done: Result, name: str) -> str:
        assert done.exception is None, done.exception
        line = next(line for line in done.output.splitlines() if line.startswith(f"  {name} "))
        return line.removeprefix(f"  {name}").strip()

    def test_it_shows_what_the_text_costs_and_sends_nothing(self, stage: Stage) -> None:
        done = bot(ANA, f"Não {'x' * 150}", "--dry-run")

        assert self.row(done, "Para") == "+55 11 *****-4321 · SMS"
        assert self.row(done, "Segmentos") == "3"
        assert self.row(done, "Alfabeto") == "UCS-2"
        assert self.row(done, "Encarecem o SMS") == "ã"
        assert self.row(done, "Segmentos sem eles") == "1"
        assert self.row(done, "Preço estimado").startswith("US$ 0,2250 (3 * US$ 0,0750 por segmento")
        assert self.row(done, "Regras") == "pode sair agora"
        assert "⚠️ ã fazem este SMS custar 3 segmentos; sem isso seriam 1." in done.output
        assert ANA[-8:] not in done.output
        assert stage.twilio.state.messages() == []
        assert stage.sandbox.issues() == []

    def test_the_same_for_scripts(self) -> None:
        printed = json.loads(bot(ANA, f"Não {'x' * 150}", "--dry-run", "--json").output)

        assert (printed["segments"], printed["segments_without"], printed["culprits"]) == (3, 1, ["ã"])
        assert (printed["price"]["amount"], printed["verdict"], printed["unread"]) == ("0.225", "allow", [])

    def test_an_opt_out_is_known_and_its_remedy_printed(self, stage: Stage) -> None:
        stage.record(stage.event("SAIR"))
        done = bot(ANA, "Oi", "--dry-run")

        assert self.row(done, "Regras").startswith("não sai: a pessoa pediu para não receber mais mensagens.")
        assert "VOLTAR ou START" in done.output

    def test_consent_is_asked_of_github(self, stage: Stage) -> None:
        stage.record(stage.event("Quero"))
        Maintainer(stage.sandbox, "marina").comment(1, "/consent marketing")
        before = json.loads(bot(ANA, "Promoção", "--purpose", "marketing", "--dry-run", "--json").output)
        stage.reply()
        after = json.loads(bot(ANA, "Promoção", "--purpose", "marketing", "--dry-run", "--json").output)

        assert (before["verdict"], before["reason"]) == ("refuse", "no-consent")
        assert after.get("reason") in (None, "quiet-hours")  # it depends on the hour

    def test_quiet_hours_and_what_twilio_would_keep(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hour = (clock.now() - timedelta(hours=3)).hour  # in São Paulo
        hours = f"{(hour + 2) % 24:02d}:00-{(hour + 3) % 24:02d}:00"
        stage.variables["TWILIO_MESSAGING_SERVICE_SID"] = f"MG{'0' * 32}"
        self.equip(stage, monkeypatch, {"policy": {"notification": {"hours": hours}}})
        done = bot(ANA, "Oi", "--dry-run")

        assert self.row(done, "Regras").startswith("espera até ")
        assert self.row(done, "Regras").endswith("(agendada na Twilio)")

    def test_free_text_by_whatsapp_needs_a_recent_message_of_the_person(self, stage: Stage) -> None:
        closed = json.loads(bot(ANA, "Oi", "--type", "whatsapp", "--dry-run", "--json").output)
        stage.event("Oi", f"whatsapp:{ANA}")
        opened = json.loads(bot(ANA, "Oi", "--type", "whatsapp", "--dry-run", "--json").output)

        assert (closed["verdict"], closed["reason"]) == ("template", "window-closed")
        assert (opened["verdict"], "encoding" in opened) == ("allow", False)

    def test_a_message_from_another_address_of_the_person_opens_the_window_too(self, stage: Stage) -> None:
        number = Address.parse(f"whatsapp:{ANA}")
        stage.record(stage.event("Oi", "whatsapp:BR.555", also=(number,)))
        opened = json.loads(bot(ANA, "Oi", "--type", "whatsapp", "--dry-run", "--json").output)

        assert opened["verdict"] == "allow"

    def test_what_cannot_be_asked_is_reported_and_left_out(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("TWILIO_API_URL", "http://127.0.0.1:9")
        done = bot(ANA, "Oi", "--type", "whatsapp", "--dry-run")

        assert self.row(done, "Regras") == "pode sair agora"
        assert "não pôde ser lido no GitHub" in done.output
        assert "A Twilio não disse quando" in done.output

    def test_letters_that_will_lose_their_accents_are_shown(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.equip(stage, monkeypatch, {"messages": {"transliterate": True}})

        shown = bot(ANA, f"Não há débito{' x' * 50}", "--dry-run").output
        assert "Escrita sem acentos" in shown
        assert shown.endswith(f"Texto que chega:\nNao ha débito{' x' * 50}\n")
        assert "Texto que chega:\nNão há débito\n" in bot(ANA, "Não há débito", "--dry-run").output
        assert "Enviada com acentos: 😬" in bot(ANA, f"Não há 😬{' x' * 50}", "--dry-run").output

    def test_a_template_that_does_not_fit(self) -> None:
        printed = sentence(bot(ANA, "--template", "gia", "--dry-run"))

        assert (
            printed
            == "The template gia does not fit. Check its name, channels and variables with `bot templates list`."
        )


def test_the_option_of_the_key_is_named_where_it_is_too_long() -> None:
    refused = CliRunner().invoke(cli, ["send", "+5511987654321", "Oi", "--key", "x" * 201])

    assert isinstance(refused.exception, InvalidFieldsError)
    assert "--key has more than 200 characters" in refused.exception.message
    assert "idempotency_key" not in refused.exception.message


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        (
            "en",
            "Stopped. The relay has the message, order-1, and sends it. To go on waiting, repeat the command",
        ),
        (
            "pt_BR.UTF-8",
            "Interrompido. O relay tem a mensagem, order-1, e a envia. Para continuar esperando, repita",
        ),
    ],
)
def test_ctrl_c_while_waiting_says_that_the_relay_has_the_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], spoken: str, said: str
) -> None:
    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("LC_ALL", spoken)
    monkeypatch.setenv("GATEWAY_API_TOKENS", f"painel:{secret('send')}")
    monkeypatch.setattr(relay_client, "place_order", lambda *_: "order-1")
    monkeypatch.setattr(clock, "sleep", interrupted)
    given = ["send", "+5511987654321", "Oi", "--relay", "http://127.0.0.1:1", "--key", "k-1", "--wait"]
    monkeypatch.setattr(sys, "argv", ["bot", *given])
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 130
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith(said)
    assert "--key k-1" in last

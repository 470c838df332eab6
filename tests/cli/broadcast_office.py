"""An office at its terminal, beside both services and a relay, with people to write to."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core import clock, waits
from bot.core.errors import BotError
from bot.core.messages import Address, Purpose
from bot.core.settings import Settings
from bot.jobs.sending import policy_gate
from bot.relay.app import create_app
from bot.relay.store.orders import Orders
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from bot.rules.wire.order_status import OrderReport
from bot.sandbox.emulator.server import Server
from bot.sandbox.twilio.values import Template
from tests.relay.caller import orders, with_environment
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import OPERATOR_TOKEN, RelayHarness
from tests.stage import Stage

SID = f"HX{'a' * 32}"
ANYTIME = {"hours": "00:00-24:00", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
AVISO = {
    "sid": SID,
    "text": "Olá {nome}, sua guia vence em {data}.",
    "variables": ["nome", "data"],
    "channels": ["sms", "whatsapp"],
}
CONFIG: dict[str, Any] = {
    "templates": {"aviso": AVISO},
    "policy": {"notification": ANYTIME, "marketing": {**ANYTIME, "cap": "none", "needs_consent": True}},
    "prices": {"sms_segment": "0.10", "currency": "USD"},
    "relay": {"orders_per_minute": 6000},
    "language": {"maintainers": "en"},
}
ANA, BIA, CAIO = "+5511987650001", "+5511987650002", "+5511987650003"
ROWS = f"telefone;nome;data\n{ANA};Ana;05/12\n{BIA};Bia;05/12\n{CAIO};Caio;06/12\n"
FILE = "clientes.csv"


class Office:
    """A terminal beside both services and a relay that listens; the template is approved.

    `relay` is more of the relay's own configuration.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, relay: str = "") -> None:
        self._folder, self._monkeypatch, self._relay = folder, monkeypatch, relay
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._monkeypatch.setattr(waits, "RELAY", (0.01, 0.01, 0.01))
        self.stage = self._stack.enter_context(Stage(CONFIG))
        github = FakeGitHub(url="http://127.0.0.1:9")
        key = self.stage.contact_key
        self.harness = self._stack.enter_context(RelayHarness(self._folder, github, self._relay, key))
        settings = with_environment(self.harness.settings, GATEWAY_API_TOKENS=f"operator:{OPERATOR_TOKEN}")
        often = settings.config.relay.model_copy(update={"orders_per_minute": 6000})
        config = settings.config.model_copy(update={"relay": often})
        settings = Settings(config=config, environment=settings.environment)
        app = create_app(settings, self.harness.store, self.harness.dispatcher)
        server = self._stack.enter_context(Server(app))
        state = self.stage.twilio.state
        state.put_template(Template(SID, "Olá {{1}}, sua guia vence em {{2}}.", state.created_at))
        for name, value in {**self.stage.environment, "RELAY_URL": server.url}.items():
            self._monkeypatch.setenv(name, value)
        self._monkeypatch.setenv("GATEWAY_API_TOKENS", f"operator:{OPERATOR_TOKEN}")
        self.configure({})
        Path(FILE).write_text(ROWS, encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def reports(self, *reports: OrderReport) -> None:
        """Store the reports of jobs about orders."""
        for report in reports:
            Orders(self.harness.store).note(report, clock.now())

    def configure(self, changes: dict[str, Any]) -> None:
        Path("config.yml").write_text(json.dumps({**CONFIG, **changes}), encoding="utf-8")

    def agrees(self, *numbers: str) -> None:
        """Record that people agreed to marketing."""
        tools = self.stage.new_tools()
        for number in numbers:
            record = policy_gate.record_of(Address.parse(number), tools)
            change = ConsentChange(
                clock.now(), ConsentAction.GRANTED, ConsentSource.CLI, Purpose.MARKETING, text="ficha"
            )
            tools.ledger.add(record, change)

    def orders(self) -> list[tuple[str, str]]:
        found = (one for one in orders(self.harness) if one.template)  # not what reports a ceiling
        return [(one.person.wire, dict(one.variables)["data"]) for one in found]

    def broadcast(self, *more: str, answer: str = "") -> Result:
        return CliRunner().invoke(
            cli,
            ["broadcast", FILE, "--template", "aviso", *more],
            input=answer,
            env={"LC_ALL": "en_US.UTF-8"},
        )

    def notifies(self, *more: str, answer: str = "") -> Result:
        return self.broadcast("--purpose", "notification", *more, answer=answer)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with Office(tmp_path, monkeypatch) as office:
        yield office


def sentence(result: Result) -> str:
    assert isinstance(result.exception, BotError), result.output
    return str(result.exception)


def table(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(file).read_text("utf-8-sig"))))

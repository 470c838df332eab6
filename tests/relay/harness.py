"""The relay's parts, connected to the fake GitHub over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL

from bot.adapters.github.repository import Repository
from bot.core import clock, contact_keys
from bot.core.messages import Address, DeliveryReport, DeliveryStatus, Event, InboundMessage, MessageSid
from bot.core.settings import Settings, config
from bot.relay.batches import batching
from bot.relay.dispatcher import Dispatcher
from bot.relay.store.batches import Batches
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from tests.made_up import AUTH_TOKEN, SECOND_AUTH_TOKEN, secret
from tests.relay import empty_store
from tests.relay.fake_github import START, FakeGitHub

ACCOUNT = "AC0a1b2c3d4e5f60718293a4b5c6d7e8f9"

TOKEN = AUTH_TOKEN

SECOND_TOKEN = SECOND_AUTH_TOKEN

PUBLIC_URL = "https://relay.example.com"

OPERATOR_TOKEN = "0123456789abcdef01234567"


def environment(github_url: str, key: str | None = None) -> dict[str, str]:
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_AUTH_TOKEN_SECONDARY": SECOND_TOKEN,
        "TWILIO_PHONE_NUMBER": "+15551234567",
        "TWILIO_WHATSAPP_NUMBER": "whatsapp:+14155238886",
        "GITHUB_TOKEN": f"github_pat_{secret('relay')}",
        "GITHUB_REPOSITORY": "acme/desk",
        "GITHUB_API_URL": github_url,
        "CONTACT_KEY": key or contact_keys.new_key(),
        "GATEWAY_API_TOKENS": f"operator:{OPERATOR_TOKEN}",
    }


def settings(folder: Path, github_url: str, more: str = "", key: str | None = None) -> Settings:
    file = folder / "config.yml"
    file.write_text(
        f"relay: {{public_url: '{PUBLIC_URL}', database: '{folder}/data/relay.db', "
        f"log_file: '{folder}/logs/gateway.log'}}\n{more}"
    )
    return config.load(file, environment(github_url, key), config.Role.RELAY)


def report(number: int, status: DeliveryStatus, now: datetime = START) -> DeliveryReport:
    return DeliveryReport(
        0, now, MessageSid(f"SM{number:032x}"), status, Address.parse("+5511987654321"), "7-42"
    )


def message(number: int, text: str = "Bom dia", by: str = "+5511987654321") -> InboundMessage:
    return InboundMessage(
        sid=MessageSid(f"SM{number:032x}"),
        sender=Address.parse(by),
        recipient=Address.parse("+15551234567"),
        text=text,
    )


class RelayHarness:
    """A store and a dispatcher whose time a test moves."""

    def __init__(
        self,
        folder: Path,
        github: FakeGitHub,
        more: str = "",
        key: str | None = None,
        place: Path | URL | None = None,
    ) -> None:
        self.github = github
        self.settings = settings(folder, github.url, more, key)
        self.vault = Vault(self.settings.contact_keys)
        self.file = Path(self.settings.config.relay.database)
        self.place = place or empty_store.put(self.file)
        self.store = Store(self.place, RelayKeys.of(self.settings))
        self.batches = Batches(self.store)
        self.repository = Repository(self.settings)
        self.dispatcher = self.new_dispatcher()
        self.now = START
        self._stored = 0

    def another(self, folder: Path, more: str = "") -> RelayHarness:
        """Return another process: nothing is common but the store, the keys and GitHub."""
        key = self.settings.environment.CONTACT_KEY
        return RelayHarness(folder, self.github, more, key.get_secret_value() if key else None, self.place)

    def new_dispatcher(self) -> Dispatcher:
        return Dispatcher(self.settings, self.store, self.repository)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def writes(self, *texts: str, first: int = 0, by: str = "") -> None:
        """Store messages, now, each of another person unless `by` says whose they all are.

        `first` is the number of the first of them, where it is not the next.
        """
        self._stored = first - 1 if first else self._stored
        for text in texts or ("Bom dia",):
            self._stored += 1
            person = by or f"+55119{80_000_000 + self._stored}"
            self.store.append(Event(0, self.now, message(self._stored, text, person)))

    def reports(self, number: int, status: DeliveryStatus) -> None:
        """Store what became of a message of ours, now."""
        delivery = report(number, status, self.now)
        self.store.append(delivery, batching.due_at(delivery, self.settings.config.dispatch.gather_delivered))

    def lose_store(self) -> None:
        """Put a folder where the database was: nothing can be written or read any more."""
        self.store.close()
        self.file.unlink()
        self.file.mkdir()

    def settle(self) -> None:
        """Do all that is due now."""
        for _ in range(100):
            if self.dispatcher.step(self.now) > 0:
                return
        raise AssertionError("the dispatcher does not come to rest")

    def pass_time(self, seconds: float, stride: float = 1) -> None:
        """Move the clock, with a step each `stride` seconds."""
        until = self.now + timedelta(seconds=seconds)
        while self.now < until:
            self.now = min(until, self.now + timedelta(seconds=stride))
            self.github.now = self.now
            self.settle()

    def sent(self) -> list[list[Event]]:
        """Return the events of each dispatch that GitHub got."""
        return [
            envelope.open_payload(body["client_payload"], self.vault, Event).items
            for body in self.github.dispatches
            if body["event_type"] == envelope.RECORD_MESSAGES
        ]

    def statuses(self) -> list[list[str]]:
        """Return the statuses in each dispatch of reports."""
        return [
            [
                str(delivery.status)
                for delivery in envelope.open_payload(
                    body["client_payload"], self.vault, DeliveryReport
                ).items
            ]
            for body in self.github.dispatches
            if body["event_type"] == envelope.RECORD_DELIVERY
        ]

    def texts(self) -> list[list[str]]:
        return [[event.message.text for event in events] for events in self.sent()]


def wait_until(true: Any, seconds: float = 30) -> None:
    """Wait until a function returns something true; look ever more seldom, which costs too."""
    deadline, pause = clock.now() + timedelta(seconds=seconds), 0.01
    while not true():
        assert clock.now() < deadline, "it never came true"
        clock.sleep(pause)
        pause = min(1.2 * pause, 0.06)

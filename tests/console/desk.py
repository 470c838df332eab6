"""A console beside the emulated Twilio and GitHub, with what people wrote and what was answered."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import yaml

from bot.adapters.github.repository import Repository
from bot.console.app import create_app
from bot.console.entry import visitor
from bot.console.entry.sessions import Sessions
from bot.core import clock
from bot.core.messages import BatchId, Event, MessageSid
from bot.core.settings import config
from bot.relay.app import create_app as create_relay
from bot.relay.batches.batch import Problem
from bot.relay.dispatcher import Dispatcher
from bot.relay.store import places
from bot.relay.store.batches import Batches
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys, relay_key
from bot.rules.wire import envelope
from bot.sandbox.github.values import Actor
from bot.sandbox.world import ADMIN_MAY, OWNER, SMS_NUMBER
from tests.actors import ANA
from tests.console.browser import ADMINISTRATOR, HOME, Visiting
from tests.stage import PUBLIC_URL, Stage

TOKEN = f"github_pat_{'desk' * 8}"


class Desk:
    """The relay's parts with a store and a log of its own; `visiting` is signed in."""

    def __init__(self, stage: Stage, folder: Path, *, whole_key: bool = True) -> None:
        self.stage = stage
        self.log = folder / "relay.log"
        file = folder / "config.yml"
        relay = {"public_url": PUBLIC_URL, "database": str(folder / "relay.db"), "log_file": str(self.log)}
        file.write_text(yaml.safe_dump({"relay": relay, "time_zone": "America/Sao_Paulo"}))
        given = {**stage.environment, "CONSOLE_ADMINISTRATORS": f"{ADMINISTRATOR},rita"}
        if not whole_key:
            given |= {"CONTACT_KEY": "", "RELAY_KEY": relay_key([stage.contact_key])}
        settings = config.load(file, given, config.Role.RELAY)
        stage.state.add_token(TOKEN, Actor(OWNER, "fine-grained", ADMIN_MAY))
        self.store = Store(places.of(settings), RelayKeys.of(settings))
        self.dispatcher = Dispatcher(settings, self.store, Repository(settings))
        self.parts = create_relay(settings, self.store, self.dispatcher).parts
        self.visiting = self.another()

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        self._stack.callback(self.store.close)
        self._stack.callback(self.dispatcher.stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def another(self, name: str = ADMINISTRATOR) -> Visiting:
        """Return the browser of somebody who is signed in."""
        visiting = Visiting(create_app(self.parts))
        assert visiting.post("/link", secret=Sessions(self.store).make_link(name)).status_code == 303
        return visiting

    def give_github_token(self) -> None:
        session = Sessions(self.store).find(str(self.visiting.cookie(visitor.SESSION)))
        assert session
        fields = {"form-token": session.form_token, "token": TOKEN}
        assert self.visiting.send("/github", fields, Origin=HOME).status_code == 303

    def texts(self, text: str = "Perdi meu recibo", wire: str = ANA) -> Event:
        """Return a message that Twilio lists and nobody has recorded yet."""
        if wire.startswith("whatsapp:"):
            return self.stage.event(text, wire)
        sid = self.stage.twilio.person_texts(wire, SMS_NUMBER, text).sid
        return self.stage.event(text, wire, sid=MessageSid(sid))

    def age(self, sid: str, by: timedelta) -> None:
        """Make a message at Twilio so much older."""
        message = self.stage.twilio.state.message(sid)
        self.stage.twilio.state.change(sid, created_at=message.created_at - by)

    def listed(self, **fields: str) -> str:
        """Return the list as the page asks for it."""
        return self.visiting.post("/messages/list", **fields).text

    def hold(self, *events: Event, sentence: str = "GitHub is out of order (HTTP 503).") -> BatchId:
        """Store messages whose batch GitHub refuses, so that it waits for an hour."""
        for event in events:
            self.store.append(event)
        batches, now = Batches(self.store), clock.now()
        made = batches.gather(BatchId(f"b-{events[0].message.sid}"), envelope.RECORD_MESSAGES, now)
        assert made
        problem = Problem(sentence, "It is tried again; nothing is lost.", now)
        batches.save(made.attempted(now).postponed(problem, 0.0, retry_after=3600, uncertain=False))
        return made.id

"""What each job is given to do, and what people must see of it in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.core import clock
from bot.core.messages import Address, Order
from bot.jobs.orders import send_notification
from bot.sandbox.twilio.values import Charge
from tests.actors import ANA, BIA, CAIO, Maintainer
from tests.chaos.bench import Bench
from tests.jobs.inbound.files import PDF, PNG, write
from tests.jobs.ordering import new_order
from tests.jobs.reports import PUBLIC, reported
from tests.nova_conversa import filled_in

Event = Mapping[str, Any]
ADMIN = "+5511911111111"
_LOST_AFTER_SECONDS = 1.1  # a little more than the scene's configuration says


@dataclass(frozen=True, slots=True)
class Scene:
    """A job and the work it meets; `prepare` notes in the ledger what was said, and returns the job's event."""

    job: str
    work: str
    prepare: Callable[[Bench], Event]
    changes: Mapping[str, Any] = field(default_factory=dict)
    history: bool = False

    @property
    def name(self) -> str:
        return f"{self.job}: {self.work}"


def _batch(bench: Bench, *items: Any) -> Event:
    return {"client_payload": bench.stage.payload(items)}


def _overdue() -> Mapping[str, Any]:
    """Return settings by which one credential is due, and no other is near."""
    long_ago = (clock.now() - timedelta(days=120)).date()
    return {"rotation": {"rotated_on": {"twilio_auth_token": str(long_ago)}}}


def _writes(bench: Bench, number: str = ANA, times: int = 1) -> list[Any]:
    """Let a person write some messages; return the relay's events."""
    events = []
    for _ in range(times):
        words = bench.ledger.words()
        events.append(bench.stage.event(f"Oi {words}", number))
        bench.ledger.written(words, number)
    return events


def _open(bench: Bench, number: str = ANA) -> None:
    """Let there be a conversation that was acknowledged."""
    bench.stage.record(*_writes(bench, number))
    bench.ledger.automatic(number)


def _marina(bench: Bench, command: str, number: str = ANA, issue: int = 1, parts: int = 1) -> None:
    """Let a maintainer send words, so many of them that they leave as several messages."""
    words = [bench.ledger.words() for _ in range(parts)]
    for each in words:
        bench.ledger.answered(each, number)
    filler = " " + "bla " * 360 if parts > 1 else ""
    Maintainer(bench.stage.sandbox, "marina").comment(issue, command + " " + filler.join(words))


# What each job does


def first_message(bench: Bench) -> Event:
    bench.ledger.automatic(ANA)
    return _batch(bench, *_writes(bench))


def next_messages(bench: Bench) -> Event:
    _open(bench)
    return _batch(bench, *_writes(bench, times=3))


def several_people(bench: Bench) -> Event:
    _open(bench, BIA)
    bench.ledger.automatic(ANA)
    bench.ledger.automatic(CAIO)
    return _batch(bench, *_writes(bench), *_writes(bench, BIA), *_writes(bench, CAIO))


def files(bench: Bench) -> Event:
    bench.ledger.automatic(ANA)
    words = bench.ledger.words()
    event = write(bench.stage, [("image/png", PNG), ("application/pdf", PDF)], f"Oi {words}")
    bench.ledger.written(words, ANA)
    for name in ("![1.png]", "[2.pdf]"):
        bench.ledger.noted(name, f"files {name}")
    return _batch(bench, event)


def opting_out(bench: Bench) -> Event:
    _open(bench)
    bench.ledger.automatic(ANA)
    return _batch(bench, bench.stage.event("SAIR", ANA))


def reply(bench: Bench) -> Event:
    _open(bench)
    _marina(bench, "/reply")
    return {"issue": {"number": 1}}


def replies_twice_the_same(bench: Bench) -> Event:
    _open(bench)
    _marina(bench, "/reply")
    bench.stage.reply()
    _marina(bench, "/reply Bom dia,")
    return {"issue": {"number": 1}}


def long_reply(bench: Bench) -> Event:
    _open(bench)
    _marina(bench, "/reply", parts=3)
    return {"issue": {"number": 1}}


def close_with_text(bench: Bench) -> Event:
    _open(bench)
    _marina(bench, "/close")
    return {"issue": {"number": 1}}


def _ordered(bench: Bench, *numbers: str) -> list[Order]:
    orders = []
    for number in numbers:
        words = bench.ledger.words()
        orders.append(new_order(f"Aviso {words}", Address.parse(number)))
        bench.ledger.answered(words, number)
        bench.ledger.noted(words, f"orders to {number}")  # strangers are written to in any order
    return orders


def order_in_a_conversation(bench: Bench) -> Event:
    _open(bench)
    return _batch(bench, *_ordered(bench, ANA))


def orders_to_strangers(bench: Bench) -> Event:
    return _batch(bench, *_ordered(bench, ANA, BIA))


def form(bench: Bench) -> Event:
    """Somebody fills in the form: the words reach the phone, and in the end stand in the conversation alone."""
    words = bench.ledger.words()
    body = filled_in(ANA, f"Aviso {words}")
    number = bench.stage.sandbox.open_issue("marina", "Nova conversa", body)["number"]
    bench.ledger.answered(words, ANA)
    bench.ledger.noted(words, f"orders to {ANA}")
    return {"issue": {"number": number, "body": body}}


def _sent_by_order(bench: Bench) -> None:
    send_notification.run({"client_payload": bench.stage.payload(_ordered(bench, ANA))}, bench.stage.tools)
    bench.stage.twilio.wait_idle(10)


def delivered(bench: Bench) -> Event:
    _sent_by_order(bench)
    return _batch(bench, reported(bench.stage))


def undelivered(bench: Bench) -> Event:
    _sent_by_order(bench)
    (message,) = bench.stage.twilio.state.messages()
    bench.stage.twilio.state.change(message.sid, status="undelivered", error_code=30003)
    bench.ledger.noted("30003", "explanations")
    return _batch(bench, reported(bench.stage))


def credential_due(bench: Bench) -> Event:
    bench.ledger.titled("Auth Token da Twilio")
    bench.ledger.automatic(ADMIN)
    return {}


def budget_crossed(bench: Bench) -> Event:
    bench.stage.twilio.state.charge(Charge("sms-outbound-longcode", clock.now(), Decimal("0.85")))
    bench.ledger.titled("um limite foi atingido")
    bench.ledger.automatic(ADMIN)
    return {}


def lost_messages(bench: Bench) -> Event:
    _open(bench, BIA)
    bench.ledger.automatic(ANA)
    state = bench.stage.twilio.state
    for number in (ANA, ANA, BIA):
        (event,) = _writes(bench, number)
        sender = state.sender_for(whatsapp=False).address
        sid = bench.stage.twilio.person_texts(number, sender, event.message.text).sid
        long_ago = clock.now() - timedelta(minutes=20)
        state.change(sid, created_at=long_ago, sent_at=long_ago)
    return {}


def unanswered_commands(bench: Bench) -> Event:
    _open(bench)
    _marina(bench, "/reply")
    _marina(bench, "/close")
    clock.sleep(_LOST_AFTER_SECONDS)
    return {}


IMPATIENT = {"reconcile": {"lost_after": "1s", "ask_status_after": "1s"}}
SCENES = (
    Scene("record-messages", "the first message of a person", first_message),
    Scene("record-messages", "three more of a known person", next_messages),
    Scene("record-messages", "three people in one batch", several_people),
    Scene("record-messages", "two files", files),
    Scene("record-messages", "an opt-out", opting_out),
    Scene("send-replies", "a reply", reply),
    Scene("send-replies", "a second reply", replies_twice_the_same),
    Scene("send-replies", "a reply of three parts", long_reply),
    Scene("send-replies", "a last word that closes", close_with_text),
    Scene("send-notification", "an order in a conversation", order_in_a_conversation),
    Scene("send-notification", "orders to two strangers", orders_to_strangers),
    Scene("begin-conversation", "a form to a stranger", form),
    Scene("record-delivery", "a delivery", delivered, PUBLIC),
    Scene("record-delivery", "a failure", undelivered, PUBLIC),
    Scene("remind-rotation", "a credential that is due", credential_due, _overdue()),
    Scene(
        "check-billing", "a limit that is crossed", budget_crossed, {"billing": {"monthly_budget": "1.00"}}
    ),
    Scene("reconcile", "three lost messages", lost_messages, IMPATIENT, history=True),
    Scene("reconcile", "two unanswered commands", unanswered_commands, IMPATIENT, history=True),
)

"""Events survive the way through a dispatch, sealed, and never outgrow it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.contact_keys import new_key
from bot.core.errors import BotError, SealError
from bot.core.messages import BatchId, DeliveryReport, DeliveryStatus, Event, MessageSid, Order, Purpose
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from tests.making import ANA, NOON, VAULT, event, events

BATCH = BatchId("0193a5")


@given(st.lists(events(), max_size=5))
def test_events_come_out_as_they_went_in_in_the_relays_order(sent: list[Event]) -> None:
    payload = json.loads(json.dumps(envelope.seal(sent, BATCH, VAULT)))

    assert (BATCH, sorted(sent, key=lambda one: one.sequence)) == envelope.open_sealed(payload, VAULT, Event)


@given(events())
def test_one_event_is_stored_and_read_back(sent: Event) -> None:
    assert sent == envelope.load_item(envelope.dump_item(sent), Event)


def test_an_event_that_an_earlier_version_stored_is_read() -> None:
    sent = event("Oi")
    [stored] = json.loads(envelope.dump_item(sent))
    del stored["message"]["also"]

    assert sent == envelope.load_item(json.dumps([stored]).encode(), Event)


@given(st.lists(events(), max_size=3))
def test_the_counted_size_is_the_size_of_the_body_that_is_sent(sent: list[Event]) -> None:
    payload = envelope.seal(sent, BATCH, VAULT)
    body = json.dumps({"event_type": "record-messages", "client_payload": payload})

    assert len(body.encode()) == envelope.body_bytes("record-messages", payload)


def test_neither_number_nor_text_can_be_read_from_the_payload() -> None:
    payload = json.dumps(envelope.seal([event("segredo do cliente")], BATCH, VAULT))

    assert "segredo" not in payload
    assert "987654321" not in payload


@pytest.mark.parametrize(
    "payload",
    [None, [], {}, {"v": 2, "sealed": ""}, {"v": 1}, {"v": 1, "sealed": 3}],
    ids=["none", "list", "empty", "other version", "nothing sealed", "wrong type"],
)
def test_a_payload_of_another_kind_is_refused_with_a_remedy(payload: object) -> None:
    with pytest.raises(BotError, match="same version"):
        envelope.open_sealed(payload, VAULT, Event)


def test_a_payload_sealed_with_another_key_is_refused() -> None:
    with pytest.raises(SealError):
        envelope.open_sealed(envelope.seal([event()], BATCH, Vault([new_key()])), VAULT, Event)


def test_sealed_nonsense_is_refused() -> None:
    with pytest.raises(BotError, match="damaged"):
        envelope.open_sealed({"v": 1, "batch": "x", "sealed": VAULT.seal(b"nonsense")}, VAULT, Event)


REPORT = DeliveryReport(2, NOON, MessageSid("SM1"), DeliveryStatus.FAILED, ANA, "7-42", 30003)
ORDER = Order(1, NOON, "an-order", ANA, "Aviso", Purpose.ALERT, "lembrete", (("1", "a"),), "operator")


@pytest.mark.parametrize(
    ("item", "event_type", "key"),
    [
        (REPORT, envelope.RECORD_DELIVERY, "SM1:failed"),
        (ORDER, envelope.SEND_NOTIFICATION, "an-order"),
    ],
    ids=["report", "order"],
)
def test_every_kind_travels_by_its_own_type_and_comes_out_as_it_went_in(
    item: envelope.Item, event_type: str, key: str
) -> None:
    assert (envelope.event_type(item), envelope.key_of(item)) == (event_type, key)
    assert item == envelope.load_any(envelope.dump_item(item), event_type)


def test_reports_and_orders_travel_like_events() -> None:
    assert envelope.open_sealed(envelope.seal([REPORT], BATCH, VAULT), VAULT, DeliveryReport) == (
        BATCH,
        [REPORT],
    )
    assert envelope.open_sealed(envelope.seal([ORDER], BATCH, VAULT), VAULT, Order) == (BATCH, [ORDER])

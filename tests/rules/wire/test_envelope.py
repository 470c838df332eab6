"""Items survive the way through a dispatch, sealed, and never outgrow it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.core.contact_keys import new_key, with_new_key
from bot.core.errors import BotError, SealError
from bot.core.messages import BatchId, DeliveryReport, DeliveryStatus, Event, MessageSid, Order, Purpose
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from bot.rules.wire.envelope import SealedItem
from tests.making import ANA, NOON, VAULT, event, events
from tests.payloads import opened, payload, sealed

BATCH = BatchId("0193a5")


@given(st.lists(events(), max_size=5, unique_by=lambda one: one.sequence))
def test_events_come_out_as_they_went_in_in_the_relays_order(sent: list[Event]) -> None:
    travelled = json.loads(json.dumps(payload(sent, BATCH, VAULT)))
    found = envelope.open_payload(travelled, VAULT, Event)

    assert (found.batch, found.items) == (BATCH, sorted(sent, key=lambda one: one.sequence))


@given(events())
def test_one_event_is_stored_and_read_back(sent: Event) -> None:
    assert sent == envelope.load_item(envelope.dump_item(sent), Event)


def test_what_is_as_usual_is_left_out_and_read_where_an_earlier_version_wrote_it() -> None:
    sent = event("Oi")
    [stored] = json.loads(envelope.dump_item(sent))
    written = TypeAdapter(list[Event]).dump_json([sent])

    assert "also" not in stored["message"]
    assert b'"also":[]' in written
    assert sent == envelope.load_item(written, Event)


@given(st.lists(events(), max_size=3))
def test_the_counted_size_is_the_size_of_the_body_that_is_sent(sent: list[Event]) -> None:
    carried = payload(sent, BATCH, VAULT)
    body = json.dumps({"event_type": "record-messages", "client_payload": carried})

    assert len(body.encode()) == envelope.body_bytes("record-messages", carried)


def test_neither_number_nor_text_can_be_read_from_the_payload() -> None:
    carried = json.dumps(payload([event("segredo do cliente")], BATCH, VAULT))

    assert "segredo" not in carried
    assert "987654321" not in carried


@pytest.mark.parametrize(
    "carried",
    [None, [], {}, {"v": 1, "sealed": ""}, {"v": 4}],
    ids=["none", "list", "empty", "former version", "later version"],
)
def test_a_payload_of_another_kind_is_refused_with_a_remedy(carried: object) -> None:
    with pytest.raises(BotError, match="same version"):
        envelope.open_payload(carried, VAULT, Event)


@pytest.mark.parametrize(
    "change",
    [
        {"items": None},
        {"items": [[1]]},
        {"items": [["1", "x"]]},
        {"items": [[True, "x"]]},
        {"items": {"a": 1}},
        {"items": "ab"},
        {"proof": None},
        {"batch": 7},
        {"v": 3, "rest": "1"},
        {"v": 3, "rest": True},
    ],
    ids=repr,
)
def test_a_damaged_payload_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BotError, match="damaged"):
        envelope.open_payload({**payload([event()], BATCH, VAULT), **change}, VAULT, Event)


@pytest.mark.parametrize("change", [{"rest": 1}, {"rest": 0}, {"v": 2}])
def test_nobody_makes_a_part_of_a_batch_look_whole(change: dict[str, Any]) -> None:
    part = envelope.payload(sealed([event()], VAULT), BATCH, VAULT.relay_keys, rest=2)
    assert envelope.open_payload(part, VAULT, Event).rest == 2

    with pytest.raises(SealError):
        envelope.open_payload({**part, **change}, VAULT, Event)


@pytest.mark.parametrize("change", [{"batch": "another"}, {"items": []}, {"proof": "0" * 64}, {"proof": "é"}])
def test_whoever_knows_only_the_public_key_forges_no_batch(change: dict[str, Any]) -> None:
    with pytest.raises(SealError):
        envelope.open_payload({**payload([event()], BATCH, VAULT), **change}, VAULT, Event)


def test_a_payload_sealed_with_another_key_is_refused() -> None:
    with pytest.raises(SealError):
        envelope.open_payload(payload([event()], BATCH, Vault([new_key()])), VAULT, Event)


def test_sealed_nonsense_is_refused() -> None:
    nonsense = [SealedItem(1, VAULT.relay_keys.seal_item(b"nonsense", envelope.RECORD_MESSAGES))]

    with pytest.raises(BotError, match="damaged"):
        opened(nonsense, VAULT, Event)


def test_an_item_passes_for_no_other_kind() -> None:
    found = envelope.open_payload(payload([event()], BATCH, VAULT), VAULT, Order)

    assert (found.items, found.lost) == ([], 1)


def test_an_item_of_a_lost_key_keeps_no_other_back_and_is_not_taken_for_done() -> None:
    first, second = sealed([event("um")], Vault([new_key()])), sealed([event("dois")], VAULT)
    found = envelope.open_payload(envelope.payload([*first, *second], BATCH, VAULT.relay_keys), VAULT, Event)

    assert [one.message.text for one in found.items] == ["dois"]
    with pytest.raises(SealError, match="CONTACT_KEY"):
        found.must_be_whole()


def test_what_was_sealed_before_a_rotation_opens_after_it() -> None:
    old, new = new_key(), new_key()
    rotated = Vault(with_new_key([old], new))

    assert opened(sealed([event("antes")], Vault([old])), rotated, Event)[0].message.text == "antes"
    assert opened(sealed([event("depois")], rotated), rotated, Event)[0].message.text == "depois"


def test_what_a_former_relay_has_stored_still_travels() -> None:
    stored = SealedItem(7, VAULT.seal(envelope.dump_item(event("antes"))))

    assert opened([stored], VAULT, Event)[0].message.text == "antes"


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
    found: Sequence[object] = opened(sealed([item], VAULT), VAULT, type(item))  # type: ignore[type-var]  # one of the three
    assert found == [item]


@pytest.mark.parametrize("batch", ["", "@everyone", "a`b", "x" * 37, "a\nb", "[a](https://evil.example)"])
def test_a_batch_of_an_odd_name_is_refused_since_logs_and_summaries_print_it(batch: str) -> None:
    made = envelope.payload([], BatchId(batch), VAULT.relay_keys)

    with pytest.raises(BotError, match="damaged"):
        envelope.open_payload(made, VAULT, Event)


class TestWhenTheBatchWasMade:
    SENT = event()
    CAME = SENT.received_at

    def _carried(self, made: datetime, batch: str = BATCH) -> dict[str, Any]:
        return envelope.payload(sealed([self.SENT], VAULT), BatchId(batch), VAULT.relay_keys, made)

    def _received_at(self, carried: dict[str, Any]) -> datetime:
        return envelope.open_payload(carried, VAULT, Event).items[0].received_at

    def test_nothing_in_it_came_later_whatever_the_relays_clock_showed(self) -> None:
        earlier = self.CAME - timedelta(hours=1)
        assert self._received_at(self._carried(earlier)) == earlier
        assert self._received_at(self._carried(self.CAME + timedelta(hours=1))) == self.CAME

    @pytest.mark.parametrize("made", [None, 7, "gAAAA", "é"])
    def test_a_payload_without_it_is_read_as_ever(self, made: object) -> None:
        carried = self._carried(self.CAME - timedelta(hours=1)) | {"made": made}

        assert self._received_at(carried) == self.CAME

    def test_that_of_another_batch_counts_for_nothing(self) -> None:
        other = self._carried(self.CAME - timedelta(hours=1), "0193a6")
        carried = self._carried(self.CAME) | {"made": other["made"]}

        assert self._received_at(carried) == self.CAME

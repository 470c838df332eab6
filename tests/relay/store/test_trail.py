"""What the store knows of one message by its id: its batches, its reports, its order, and that it was purged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.messages import DeliveryStatus
from bot.relay.app import create_app
from bot.relay.store import trail
from bot.rules.wire import envelope
from tests.relay.caller import open_to_orders, ordered
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness

BOTH_STORES = True


def sid(number: int) -> str:
    return f"SM{number:032x}"


def test_a_message_is_followed_into_its_batch_and_its_reports(harness: RelayHarness) -> None:
    harness.writes("um", "dois")
    harness.settle()
    harness.reports(1, DeliveryStatus.UNDELIVERED)
    harness.reports(1, DeliveryStatus.DELIVERED)

    found = trail.of(sid(1), harness.store)
    assert [(item.kind, item.status) for item in found.items] == [
        (envelope.RECORD_MESSAGES, ""),
        (envelope.RECORD_DELIVERY, "undelivered"),
        (envelope.RECORD_DELIVERY, "delivered"),
    ]
    (batch,) = [item.batch for item in found.items if item.batch]
    assert batch.dispatched_at == harness.now
    assert not found.is_remembered
    assert trail.of(sid(9), harness.store) == trail.StoredTrail()


def test_one_line_of_the_log_names_each_message_of_a_batch(
    harness: RelayHarness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    harness.writes("um", "dois")
    harness.settle()

    batch = harness.github.batches()[0]
    lines = [line for record in caplog.records for line in record.getMessage().split("\n")]
    assert [line for line in lines if sid(2) in line and "stored" not in line] == [
        f"batch-made batch={batch} event=record-messages count=2 messages={sid(1)},{sid(2)}"
    ]


def test_what_was_purged_is_still_known(harness: RelayHarness) -> None:
    harness.writes("um")
    harness.settle()
    harness.github.end("success")
    harness.pass_time(20)
    harness.store.purge(harness.now + timedelta(days=1))

    found = trail.of(sid(1), harness.store)
    assert (found.items, found.is_remembered) == ((), True)


def test_an_order_shows_its_status(harness: RelayHarness, github: FakeGitHub) -> None:
    open_to_orders(harness, github)
    order = ordered(create_app(harness.settings, harness.store, harness.dispatcher).test_client())

    found = trail.of(order, harness.store)
    assert [item.kind for item in found.items] == [envelope.SEND_NOTIFICATION]
    assert found.order
    assert (found.order.status, found.order.code) == ("", 0)

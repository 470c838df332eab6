"""Which of two reports about an order counts, whatever order they come in."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.contact_keys import new_key
from bot.core.messages import DeliveryStatus, Order
from bot.relay.orders import Fingerprints, OrderStage, below, fate_of
from bot.relay.store import Store
from bot.relay.store_orders import Orders
from bot.rules.people.sealing import Vault
from tests.making import ANA
from tests.relay.desk import START

TOLD = [OrderStage.DEFERRED, OrderStage.SENT, OrderStage.DELIVERED, OrderStage.FAILED, OrderStage.REFUSED]
ORDER = Order(0, START, "an-order", ANA, "Aviso", by="operator")


@given(st.lists(st.sampled_from(TOLD), min_size=1, max_size=12))
@settings(max_examples=25)
def test_the_last_stage_counts_in_whatever_order_they_come(told: list[OrderStage]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder) / "relay.db", Vault([new_key()])) as store,
    ):
        orders = Orders(store)
        orders.take(ORDER, [], ["body"])
        for stage in told:
            orders.note("an-order", stage, 0, "", START)
        found = orders.standing("an-order", "operator")

    assert found
    assert found.stage is max(told, key=list(OrderStage).index)


@given(st.sampled_from(OrderStage), st.sampled_from(OrderStage))
def test_of_two_stages_exactly_one_replaces_the_other(one: OrderStage, other: OrderStage) -> None:
    assert (one in below(other)) + (other in below(one)) == (one is not other)


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        (DeliveryStatus.ACCEPTED, None),
        (DeliveryStatus.QUEUED, None),
        (DeliveryStatus.PARTIALLY_DELIVERED, None),
        (DeliveryStatus.SENT, OrderStage.SENT),
        (DeliveryStatus.DELIVERED, OrderStage.DELIVERED),
        (DeliveryStatus.READ, OrderStage.DELIVERED),
        (DeliveryStatus.UNDELIVERED, OrderStage.FAILED),
        (DeliveryStatus.FAILED, OrderStage.FAILED),
        (DeliveryStatus.CANCELED, OrderStage.FAILED),
    ],
)
def test_what_a_status_says_of_an_order(status: DeliveryStatus, stage: OrderStage | None) -> None:
    assert fate_of(status) is stage


@given(st.text(), st.text())
def test_fingerprints_tell_contents_apart_and_survive_a_rotation(one: str, other: str) -> None:
    before, after = Fingerprints(["old"]), Fingerprints(["new", "old"])

    assert (before.of(one)[0] in after.of(other)) is (one == other)
    assert after.of(one)[0] not in before.of(one)

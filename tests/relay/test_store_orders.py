"""What the store keeps of an order: the latest status, in whatever order the reports arrive."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.contact_keys import new_key
from bot.core.messages import Order
from bot.relay.store import Store
from bot.relay.store_orders import Orders
from bot.rules.people.sealing import Vault
from bot.rules.wire.order_status import OrderReport, OrderStatus
from tests.making import ANA
from tests.relay.fake_github import START

REPORTED = [
    OrderStatus.DEFERRED,
    OrderStatus.SENT,
    OrderStatus.DELIVERED,
    OrderStatus.FAILED,
    OrderStatus.REFUSED,
]
ORDER = Order(0, START, "an-order", ANA, "Aviso", by="operator")


@given(st.lists(st.sampled_from(REPORTED), min_size=1, max_size=12))
@settings(max_examples=25)
def test_the_latest_status_counts_in_whatever_order_they_come(reported: list[OrderStatus]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder) / "relay.db", Vault([new_key()]).relay_keys) as store,
    ):
        orders = Orders(store)
        orders.take(ORDER, [], ["body"])
        for status in reported:
            orders.note(OrderReport("an-order", status), START)
        found = orders.report("an-order", "operator")

    assert found
    assert found[0].status is max(reported, key=list(OrderStatus).index)

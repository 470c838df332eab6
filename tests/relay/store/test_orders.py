"""What the store keeps of an order: the latest status, in whatever order the reports arrive."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

from bot.core.contact_keys import new_key
from bot.core.messages import Order
from bot.relay.store.orders import CeilingReachedError, Orders
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from bot.rules.sending.ceilings import DAY, HOUR, Ceiling, CeilingName
from bot.rules.wire.order_status import OrderReport, OrderStatus
from tests.making import ANA
from tests.relay.fake_github import START

BOTH_STORES = True

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


KEY = new_key()
ALL = Ceiling(CeilingName.ALL_SYSTEMS, 5, HOUR)
EACH = Ceiling(CeilingName.ONE_SYSTEM, 3, DAY)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "relay.db"


@pytest.fixture
def store(place: Path | URL) -> Iterator[Store]:
    with Store(place, Vault([KEY]).relay_keys) as store:
        yield store


def take(
    store: Store, number: int, by: str = "folha", at: datetime = START, key: str = "", segments: int = 1
) -> bool:
    """Return whether an order was taken."""
    order = replace(ORDER, id=f"order-{number}", by=by, received_at=at)
    try:
        Orders(store).take(order, [key] if key else [], ["body"], [EACH, ALL], segments)
    except CeilingReachedError:
        return False
    return True


def test_each_system_has_a_ceiling_and_all_together_one(store: Store) -> None:
    assert [take(store, number) for number in range(4)] == [True, True, True, False]
    assert [take(store, number, "banco") for number in range(10, 13)] == [True, True, False]


def test_there_is_room_again_as_the_earliest_leaves_the_span(store: Store) -> None:
    for number in range(3):
        take(store, number, at=START + number * timedelta(minutes=10))
    order = replace(ORDER, id="late", by="folha", received_at=START + HOUR)
    with pytest.raises(CeilingReachedError) as reached:
        Orders(store).take(order, [], ["body"], [EACH])

    assert reached.value.free_at == START + DAY
    assert not take(store, 8, at=START + DAY - timedelta(seconds=1))
    assert take(store, 9, at=START + DAY)
    assert not take(store, 10, at=START + DAY)


def test_a_long_message_counts_for_all_its_segments_and_the_longest_waits_until_all_is_free(
    store: Store,
) -> None:
    assert take(store, 1, segments=2)
    assert not take(store, 2, segments=2)
    assert take(store, 3)
    assert not take(store, 4, segments=100, at=START + DAY - timedelta(seconds=1))
    assert take(store, 5, segments=100, at=START + DAY)
    assert not take(store, 6, at=START + DAY)


def test_what_was_ordered_before_is_found_again_above_the_ceiling(store: Store) -> None:
    for number in range(3):
        assert take(store, number, key=f"key-{number}")

    assert take(store, 7, key="key-0")
    assert not take(store, 8, key="key-8")


def test_relays_that_share_a_store_never_pass_the_ceiling_together(store: Store, place: Path | URL) -> None:
    with Store(place, Vault([KEY]).relay_keys) as other, ThreadPoolExecutor(16) as threads:
        stores = [store, other] * 20
        taken = list(threads.map(lambda number: take(stores[number], number, f"s{number}"), range(40)))

    assert sum(taken) == ALL.most


def test_the_latest_orders_of_a_token_come_newest_first_with_their_way(store: Store) -> None:
    orders = Orders(store)
    for number in range(3):
        at = START + timedelta(minutes=number)
        orders.take(replace(ORDER, id=f"order-{number}", received_at=at), [], ["body"], segments=number + 1)
    orders.take(replace(ORDER, id="of-another", by="billing"), [], ["body"])
    orders.note(OrderReport("order-1", OrderStatus.FAILED, code=30006), START + HOUR)

    found = orders.latest("operator", 2)

    assert [(way.report.order, way.segments) for way in found] == [("order-2", 3), ("order-1", 2)]
    assert found[1] == orders.way("order-1", "operator")
    assert (found[1].report.code, found[1].since) == (30006, START + HOUR)
    assert found[0].ordered_at == START + timedelta(minutes=2)
    assert orders.way("of-another", "operator") is None

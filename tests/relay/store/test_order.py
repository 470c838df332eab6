"""Relays store what people write: no batch is made before an earlier message of the same person is there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from bot.core import clock, contact_keys
from bot.core.messages import BatchId, Event
from bot.relay.store.batches import Batches
from bot.relay.store.group import Stored
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from tests.payloads import opened
from tests.relay.fake_github import START
from tests.relay.harness import message, wait_until

pytestmark = pytest.mark.parametrize("place", ["postgresql"], indirect=True)

ANA, BIA, CAIO = "+5511987654321", "+5511987650002", "+5511987650003"
VAULT = Vault([contact_keys.new_key()])
KEYS = VAULT.relay_keys


@pytest.fixture(name="store")
def _store(place: URL) -> Iterator[Store]:
    with Store(place, KEYS) as store:
        yield store


@pytest.fixture(name="other")
def _other(place: URL) -> Iterator[Store]:
    """The store as another relay has it open."""
    with Store(place, KEYS) as store:
        yield store


def put(store: Store, number: int, by: str = ANA) -> Stored:
    return store.append(Event(0, START, message(number, str(number), by)))


def gathered(store: Store, name: str = "batch") -> list[str]:
    """Make a batch, and return the texts in it."""
    batches = Batches(store)
    made = batches.gather(BatchId(name), envelope.RECORD_MESSAGES, START)
    items = opened(batches.items_of(made), VAULT, Event) if made else []
    return [event.message.text for event in items]


@contextmanager
def under_way(other: Store, address: str, *numbers: int) -> Iterator[Future[list[int]]]:
    """Keep a relay in the midst of storing Ana's messages: they have their numbers, and are not committed.

    It stores them together with an "x" of Bia, which somebody else is storing too, for whom it waits.
    """
    rows = [other.row(Event(0, START, message(number, str(number), ANA))) for number in numbers]
    last = other.row(Event(0, START, message(999, "x", BIA)))
    with psycopg.connect(address) as rival, ThreadPoolExecutor(1) as threads:
        rival.execute(
            "INSERT INTO events (key, kind, received_at, content) VALUES (%s, 'record-delivery', 0, '')",
            (last.key,),
        )
        waiting = threads.submit(other.database.write_group, [*rows, last])
        wait_until(lambda: blocked(address) == 1)
        try:
            yield threads.submit(lambda: [one.sequence for one in waiting.result()])
        finally:
            rival.rollback()


def blocked(address: str) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with psycopg.connect(address) as connection:
        return int(connection.execute(query).fetchone()[0])  # type: ignore[index] # it counts


def test_what_came_first_goes_first_though_it_is_committed_last(
    store: Store, other: Store, postgres_address: str
) -> None:
    with under_way(other, postgres_address, 1, 2) as numbers:
        number = put(store, 3).sequence
        assert gathered(store) == []
    assert sorted(numbers.result()[:2]) == numbers.result()[:2]
    assert numbers.result()[1] < number

    assert gathered(store) == ["1", "2", "x", "3"]


def test_what_is_known_to_be_the_first_does_not_wait(
    store: Store, other: Store, postgres_address: str
) -> None:
    put(store, 1)
    put(store, 2, BIA)
    assert gathered(store, "first") == ["1", "2"]
    put(store, 3, CAIO)
    Batches(store).gather(BatchId("nothing"), envelope.SEND_NOTIFICATION, START)  # which looks at the order
    with under_way(other, postgres_address, 4):
        put(store, 5, CAIO)
        assert gathered(store, "second") == ["3"]

    assert Batches(store).backlogs()[envelope.RECORD_MESSAGES].count == 3


def test_to_look_for_the_first_holds_up_no_relay_that_stores(store: Store, other: Store) -> None:
    with store.writing() as connection:
        store.database.settled(connection)
        began = clock.steady()
        assert put(other, 1).new
        assert clock.steady() - began < 2


def test_a_relay_that_stands_still_while_it_stores_holds_up_the_others_for_seconds_alone(
    store: Store, other: Store
) -> None:
    halted: psycopg.Connection[Any] = other.database.engine.raw_connection().driver_connection  # type: ignore[attr-defined]
    (setting,) = halted.execute("SELECT current_setting('idle_in_transaction_session_timeout')").fetchone()  # type: ignore[misc]
    assert setting == "5s"
    halted.execute("SET idle_in_transaction_session_timeout = 0")  # which is tried below
    halted.execute("SELECT pg_advisory_xact_lock_shared(360002)")
    put(store, 1)
    assert gathered(store) == []
    put(store, 2)
    assert gathered(store) == []

    halted.execute("SET idle_in_transaction_session_timeout = '100ms'")
    wait_until(lambda: gathered(store) == ["1", "2"], 10)
    with pytest.raises(psycopg.Error):
        halted.execute("SELECT 1")


def test_a_command_may_take_its_time_and_no_other_transaction(store: Store) -> None:
    with store.writing() as connection:
        store.database.may_take_long(connection)
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar() == "0"
    with store.writing() as connection:
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar() == "5s"


def test_whatever_is_stored_meanwhile_by_three_relays_each_person_is_read_in_order(
    store: Store, other: Store, place: URL
) -> None:
    """People write one message after the other, to whichever relay, as well as many at once."""
    over, read = threading.Event(), list[tuple[str, int]]()

    def write(person: int) -> None:
        by = f"+55119876{person:05}"
        for number in range(40):
            stores[(number + person) % 3].append(
                Event(0, START, message(person * 100 + number, f"{number}", by))
            )

    def gather() -> None:
        batches = Batches(third)
        while True:
            last = over.is_set()
            made = batches.gather(BatchId(f"b{len(read)}"), envelope.RECORD_MESSAGES, START)
            if made:
                items = opened(batches.items_of(made), VAULT, Event)
                read.extend((event.message.sender.value, int(event.message.text)) for event in items)
                batches.save(made.done(1, START))
            elif last:
                return

    with Store(place, KEYS) as third, ThreadPoolExecutor(7) as threads:
        stores = [store, other, third]
        gathering = threads.submit(gather)
        list(threads.map(write, range(6)))
        over.set()
        gathering.result()

    people = {person for person, _ in read}
    assert len(people) == 6
    for person in people:
        assert [number for one, number in read if one == person] == list(range(40))

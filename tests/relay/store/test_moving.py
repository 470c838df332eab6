"""bot relay migrate-store: everything goes along, nothing twice, and only while no relay runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.core import clock, contact_keys
from bot.core.errors import BotError
from bot.core.messages import BatchId, Event
from bot.relay.store.batches import Batches
from bot.relay.store.lease import Lease
from bot.relay.store.moving import move, require_not_moved
from bot.relay.store.sqlite import SqliteDatabase
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from tests.payloads import opened
from tests.relay.fake_github import START
from tests.relay.harness import message

BOTH_STORES = True
VAULT = Vault([contact_keys.new_key()])


@pytest.fixture(name="file_store")
def _file_store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "other.db", VAULT.relay_keys) as store:
        yield store


@pytest.fixture(name="store")
def _store(place: Path | URL) -> Iterator[Store]:
    with Store(place, VAULT.relay_keys) as store:
        yield store


def put(store: Store, number: int) -> int:
    return store.append(Event(0, START, message(number, str(number)))).sequence


def fill(store: Store) -> None:
    put(store, 1)
    batches = Batches(store)
    first = batches.gather(BatchId("first"), envelope.RECORD_MESSAGES, START)
    assert first
    batches.save(first.done(1, START))
    store.purge(START + timedelta(days=1))
    for number in (2, 3):
        put(store, number)
    assert batches.gather(BatchId("second"), envelope.RECORD_MESSAGES, START)
    put(store, 4)
    store.note_limit(START)


def holds_all(store: Store) -> None:
    batches = Batches(store)
    (batch,) = batches.unfinished()
    travelling = opened(batches.items_of(batch), VAULT, Event)
    waiting = opened(batches.waiting(envelope.RECORD_MESSAGES, 10, START), VAULT, Event)
    assert [(event.sequence, event.message.text) for event in (*travelling, *waiting)] == [
        (2, "2"),
        (3, "3"),
        (4, "4"),
    ]
    assert store.limited_until() == START
    assert put(store, 1) == 1  # known, though purged
    assert put(store, 5) == 5


def test_what_waits_and_what_is_remembered_is_in_the_other_database(store: Store, file_store: Store) -> None:
    fill(file_store)

    assert move(file_store, store) == 3

    holds_all(store)
    assert Batches(file_store).unfinished() == []
    assert Batches(file_store).backlogs() == {}


def test_it_moves_back_too(store: Store, file_store: Store) -> None:
    fill(store)

    assert move(store, file_store) == 3

    holds_all(file_store)


def test_nothing_is_moved_into_a_store_that_is_not_empty(store: Store, file_store: Store) -> None:
    put(file_store, 1)
    put(store, 2)

    with pytest.raises(BotError, match="TO is not empty"):
        move(file_store, store)
    assert [kind.count for kind in Batches(file_store).backlogs().values()] == [1]
    assert [kind.count for kind in Batches(store).backlogs().values()] == [1]


def test_nothing_is_moved_while_a_relay_runs(store: Store, file_store: Store) -> None:
    Lease(file_store).take(clock.now())

    with pytest.raises(BotError, match="A relay runs on FROM"):
        move(file_store, store)


def test_nothing_is_moved_while_a_relay_runs_that_has_no_lease(store: Store, file_store: Store) -> None:
    """Such as one that cannot reach GitHub yet."""
    place = store.database.file if isinstance(store.database, SqliteDatabase) else store.database.engine.url  # type: ignore[attr-defined] # the other kind
    put(file_store, 1)
    with Store(place, VAULT.relay_keys), pytest.raises(BotError, match="A relay runs on TO"):
        move(file_store, store)
    with (
        Store(file_store.database.file, VAULT.relay_keys),  # type: ignore[attr-defined] # a file
        pytest.raises(BotError, match="A relay runs on FROM"),
    ):
        move(file_store, store)

    assert move(file_store, store) == 1


def test_no_relay_starts_on_what_was_moved_nor_is_it_moved_again(
    store: Store, file_store: Store, tmp_path: Path
) -> None:
    put(store, 1)
    move(store, file_store)

    with pytest.raises(BotError, match="was moved into another database"):
        require_not_moved(store)
    with (
        Store(tmp_path / "third.db", VAULT.relay_keys) as third,
        pytest.raises(BotError, match="FROM was moved into another database already"),
    ):
        move(store, third)
    require_not_moved(file_store)


def test_what_is_moved_back_can_be_used_again(store: Store, file_store: Store) -> None:
    put(store, 1)
    move(store, file_store)

    assert move(file_store, store) == 1
    require_not_moved(store)
    assert put(store, 2) == 2

"""Of the processes that share a store one leads, and whoever looks while it renews its lease takes nothing from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, event

from bot.core import contact_keys
from bot.relay.store.lease import LEASE_TTL, Lease
from bot.relay.store.lock import StoreError
from bot.relay.store.postgres import PostgresDatabase
from bot.relay.store.sqlite import SqliteDatabase
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from tests.conftest import MovedClock
from tests.relay.fake_github import START

BOTH_STORES = True

KEYS = Vault([contact_keys.new_key()]).relay_keys
OLDER = START + LEASE_TTL + timedelta(seconds=1)
Now = Callable[[datetime, Connection], datetime]


@pytest.fixture(name="store")
def _store(place: Path | URL) -> Iterator[Store]:
    with Store(place, KEYS) as store:
        yield store


@pytest.fixture(name="other")
def _other(place: Path | URL) -> Iterator[Store]:
    with Store(place, KEYS) as store:
        yield store


def test_a_lease_renewed_at_the_moment_in_which_another_looks_stays_where_it_is(
    store: Store, other: Store
) -> None:
    leads, looks = Lease(other, "another-machine:1:a"), Lease(store, "another-machine:2:b")
    assert leads.take(START)
    assert leads.take(START + LEASE_TTL * 0.9)

    # Its clock was read a little before the other one renewed the lease.
    assert not looks.take(START + LEASE_TTL * 0.8)
    assert leads.take(START + LEASE_TTL)


def test_a_process_that_sleeps_while_it_looks_takes_nothing_when_it_wakes(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    awake, sleeps = Lease(other, "another-machine:1:a"), Lease(store, "another-machine:2:b")
    assert sleeps.take(START)
    now: Now = store.database.now
    slept: list[bool] = []

    def sleep_at_it(given: datetime, connection: Connection) -> datetime:
        if not slept:
            slept.append(awake.take(OLDER))
        return now(given, connection)

    monkeypatch.setattr(store.database, "now", sleep_at_it)

    assert not sleeps.take(START + LEASE_TTL * 0.9)
    assert slept == [True]
    assert awake.take(OLDER)


@pytest.mark.parametrize("is_tried_again", [False, True])
def test_a_renewal_that_could_not_be_committed_counts_for_nothing_until_it_is_tried_again(
    store: Store, moved_clock: MovedClock, *, is_tried_again: bool
) -> None:
    lease, database = Lease(store, "another-machine:1:a"), store.database
    assert lease.take(moved_clock.now())
    assert isinstance(database, SqliteDatabase | PostgresDatabase)

    def cut_off(_: Connection) -> None:
        raise OSError

    moved_clock.advance(LEASE_TTL * 0.6)
    event.listen(database.engine, "commit", cut_off)
    with pytest.raises(StoreError):
        lease.keep(moved_clock.now())
    event.remove(database.engine, "commit", cut_off)
    if is_tried_again:
        lease.keep(moved_clock.now())

    moved_clock.advance(LEASE_TTL * 0.6)
    assert lease.is_safe == is_tried_again

"""The store: on disk or refused, once each, whoever writes at the same time."""

from __future__ import annotations

import multiprocessing
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.core import contact_keys
from bot.core.messages import BatchId, Event, InboundMessage
from bot.relay.batches.batch import BatchState, Problem
from bot.relay.store import lease_owner
from bot.relay.store import store as store_module
from bot.relay.store.batches import Batches
from bot.relay.store.group import Stored
from bot.relay.store.lease import LEASE_TTL, Lease, LeaseLostError
from bot.relay.store.lock import StoreError
from bot.relay.store.sqlite import SqliteDatabase
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from tests.payloads import opened
from tests.relay.fake_github import START
from tests.relay.harness import message

BOTH_STORES = True

KEY = contact_keys.new_key()
BY_MACHINE = SqliteDatabase.now


@pytest.fixture(name="file")
def _file(place: Path) -> Path:
    return place


@pytest.fixture(name="store")
def _store(place: Path | URL) -> Iterator[Store]:
    with Store(place, Vault([KEY]).relay_keys, patience=0.05) as store:
        yield store


def put(store: Store, *messages: InboundMessage) -> list[Stored]:
    return [store.append(Event(0, START, each)) for each in messages]


def texts(store: Store) -> list[str]:
    return [event.message.text for event in events(store)]


def events(store: Store) -> list[Event]:
    waiting = Batches(store).waiting(envelope.RECORD_MESSAGES, 1000, START)
    return opened(waiting, Vault([KEY]), Event)


def test_messages_come_back_in_order_as_they_were(store: Store) -> None:
    put(store, message(2, "um"), message(1, "dois"), message(3, "três"))
    found = events(store)

    assert [(event.sequence, event.message) for event in found] == [
        (1, message(2, "um")),
        (2, message(1, "dois")),
        (3, message(3, "três")),
    ]
    assert {event.received_at for event in found} == {START}


def test_a_repetition_is_recognised_and_stored_once(store: Store) -> None:
    assert put(store, message(1, "um"), message(1, "outro")) == [Stored(1, new=True), Stored(1, new=False)]
    assert texts(store) == ["um"]


def test_the_store_survives_its_process(place: Path | URL) -> None:
    for number in (1, 2):
        with Store(place, Vault([KEY]).relay_keys) as store:
            put(store, message(number))
    with Store(place, Vault([KEY]).relay_keys) as store:
        assert len(texts(store)) == 2


@pytest.mark.sqlite
def test_text_and_number_are_sealed_on_the_disk(store: Store, file: Path) -> None:
    put(store, message(1, "um segredo"))
    content = b"".join(part.read_bytes() for part in file.parent.iterdir())

    assert b"segredo" not in content
    assert b"987654321" not in content
    assert file.stat().st_mode & 0o077 == 0


def test_many_threads_at_once_lose_and_double_nothing(place: Path | URL) -> None:
    """Each message is delivered twice, by different threads."""
    with Store(place, Vault([KEY]).relay_keys) as store, ThreadPoolExecutor(16) as threads:
        numbers = [*range(150), *range(150)]
        answers = list(threads.map(lambda number: put(store, message(number, str(number)))[0], numbers))
        assert sorted(map(int, texts(store))) == list(range(150))

    assert sum(stored.new for stored in answers) == 150
    assert [stored.sequence for stored in answers[:150]] == [stored.sequence for stored in answers[150:]]


def _deliver(place: Path | URL, key: str, numbers: range, ready: threading.Event) -> None:
    with Store(place, Vault([key]).relay_keys) as store:
        ready.wait(20)
        put(store, *(message(number) for number in numbers))


def test_several_processes_write_into_one_store(place: Path | URL) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    processes = [
        context.Process(target=_deliver, args=(place, KEY, range(part * 25, part * 25 + 50), ready))
        for part in range(2)
    ]
    for process in processes:
        process.start()
    ready.set()
    for process in processes:
        process.join(30)

    assert [process.exitcode for process in processes] == [0, 0]
    with Store(place, Vault([KEY]).relay_keys) as store:
        assert len(texts(store)) == 75


@pytest.mark.sqlite
def test_a_locked_database_is_an_error_and_no_silence(store: Store, file: Path) -> None:
    blocker = sqlite3.connect(file, isolation_level=None)
    try:
        blocker.execute("BEGIN EXCLUSIVE")
        with ThreadPoolExecutor(4) as threads:
            failures = list(threads.map(lambda number: _failure(store, number), range(4)))
        blocker.execute("ROLLBACK")
    finally:
        blocker.close()

    assert all("locked" in failure for failure in failures)
    assert put(store, message(9))[0].new
    assert len(texts(store)) == 1


def _failure(store: Store, number: int) -> str:
    try:
        put(store, message(number))
    except StoreError as error:
        return str(error)
    return ""


def test_a_write_that_does_not_end_is_looked_for_where_it_is(store: Store) -> None:
    row = store.row(Event(0, START, message(1)))
    tool = {"sqlite": "fuser", "postgresql": "pg_stat_activity"}

    assert tool[store.database.kind] in store.give_up(row).remedy


@pytest.mark.sqlite
def test_a_full_disk_is_an_error_and_heals(store: Store, file: Path) -> None:
    put(store, message(1))
    with store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    assert isinstance(store.database, SqliteDatabase)
    raw = store.database._pooled
    assert raw is not None
    raw.cursor().execute(f"PRAGMA max_page_count={pages}")

    many = [message(number, "x" * 1000) for number in range(2, 200)]
    with pytest.raises(StoreError, match="full"):
        put(store, *many)

    # The connection that failed is gone, and with it the limit.
    assert put(store, message(1000))[0].new


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreError, match=r"relay\.database in config\.yml"):
        Store(tmp_path / "file" / "relay.db", Vault([KEY]).relay_keys)


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    file.write_text("Dear diary, " * 1000)

    with pytest.raises(StoreError, match="not a database"):
        Store(file, Vault([KEY]).relay_keys)


@pytest.mark.sqlite
def test_no_error_carries_what_was_to_be_stored(store: Store, file: Path) -> None:
    blocker = sqlite3.connect(file, isolation_level=None)
    try:
        blocker.execute("BEGIN EXCLUSIVE")
        failure = _failure(store, 1)
    finally:
        blocker.close()

    assert "INSERT" not in failure
    assert "gAAAA" not in failure


class TestBatch:
    def test_one_that_is_done_stays_done_whatever_a_slower_process_thinks(self, store: Store) -> None:
        put(store, message(1))
        batches = Batches(store)
        batch = batches.gather(BatchId("a-batch"), envelope.RECORD_MESSAGES, START)
        assert batch
        batches.save(batch.done(7, START))
        batches.save(batch.run_missing(Problem("No run appeared.", "", START)))

        assert batches.unfinished() == []
        with store.reading() as connection:
            assert connection.exec_driver_sql("SELECT state FROM batches").scalar_one() == BatchState.DONE

    def test_its_problem_comes_back_as_it_was_stored(self, store: Store) -> None:
        batches = Batches(store)
        problem = Problem("GitHub refuses it.", "Look at the token.", START)
        put(store, message(1))
        batch = batches.gather(BatchId("a-batch"), envelope.RECORD_MESSAGES, START)
        assert batch
        held = batch.held(problem, 0)
        batches.save(held)

        assert batches.unfinished() == [held]
        assert batches.queue().problems == (problem,)


class TestLease:
    def test_one_owner_at_a_time(self, store: Store) -> None:
        one, two = Lease(store), Lease(store)

        assert one.take(START)
        assert not two.take(START)
        assert one.take(START + timedelta(seconds=1))

    def test_it_is_renewed_and_runs_out(self, store: Store) -> None:
        one, two = Lease(store), Lease(store)
        one.take(START)
        later = START + timedelta(seconds=4)
        assert one.take(later)
        assert not two.take(START + LEASE_TTL)
        assert two.take(later + LEASE_TTL)
        assert not one.take(later + LEASE_TTL)

    def test_it_can_be_given_away(self, store: Store) -> None:
        one, two = Lease(store), Lease(store)
        one.take(START)
        one.release()

        assert two.take(START)

    def test_nobody_waits_for_a_process_that_died(self, store: Store) -> None:
        dead = subprocess.Popen([sys.executable, "-c", ""])
        alive = Lease(store)
        machine = alive.owner.partition(":")[0]
        Lease(store, f"{machine}:{dead.pid}:x").take(START)
        assert not alive.take(START)  # not yet waited for, it still has its number

        dead.wait()

        assert alive.take(START)
        assert not Lease(store).take(START)
        # Of another machine, or of a container with the same name, whose processes have other numbers.
        for machine in ("another-machine", socket.gethostname()):
            assert not lease_owner.has_died(f"{machine}:{dead.pid}:x")

    def test_each_takeover_raises_the_epoch_and_no_renewal_does(self, store: Store) -> None:
        one, two = Lease(store), Lease(store)
        one.take(START)
        first = one.epoch
        one.take(START + timedelta(seconds=4))
        one.take(START + timedelta(minutes=1))  # nobody else wanted it
        assert one.epoch == first is not None

        two.take(START + timedelta(minutes=2))
        assert two.epoch == first + 1
        two.release()
        one.take(START + timedelta(minutes=2))
        assert one.epoch == first + 2

    def test_who_slept_through_it_saves_nothing_and_claims_nothing(self, store: Store) -> None:
        put(store, message(1))
        slept, other = Lease(store), Lease(store)
        slept.take(START)
        batches = Batches(store, slept)
        batch = batches.gather(BatchId("a-batch"), envelope.RECORD_MESSAGES, START)
        assert batch
        batches.claim(batch.attempted(START), START)
        later = START + timedelta(minutes=1)
        other.take(later)

        for save in (batches.save, lambda batch: batches.claim(batch, later)):
            with pytest.raises(LeaseLostError):
                save(batch.done(7, later))
        for write in (batches.revive, batches.let_nothing_be_later_than):
            with pytest.raises(LeaseLostError):
                write(later)
        assert not slept.is_safe
        assert [one.state for one in batches.unfinished()] == [BatchState.READY]
        assert other.is_safe

    @pytest.mark.sqlite
    def test_processes_of_a_machine_that_go_by_different_times_do_not_take_it_from_each_other(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(SqliteDatabase, "now", BY_MACHINE)
        one, two = Lease(store), Lease(store)
        assert one.take(START)
        for moment in (START + timedelta(hours=1), START - timedelta(hours=1), START):
            assert not two.take(moment)
            assert one.take(moment)

    def test_it_is_kept_while_a_step_lasts(self, store: Store) -> None:
        """The time that has passed is measured by the steady clock, so that nobody asks the store for nothing."""
        lease = Lease(store)
        lease.take(START)
        lease.keep(START + timedelta(seconds=4))
        found = lease.holder(START)
        assert found
        assert found.left == LEASE_TTL.total_seconds()

        lease._safe_until -= LEASE_TTL.total_seconds() / 2
        lease.keep(START + timedelta(seconds=4))
        found = lease.holder(START + timedelta(seconds=4))
        assert found
        assert (found.left, found.owner) == (LEASE_TTL.total_seconds(), lease.owner)


def test_a_long_past_is_purged_part_by_part_and_nothing_else(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_PURGED_AT_ONCE", 2)
    batches = Batches(store)
    for number in range(5):
        put(store, message(number))
        made = batches.gather(BatchId(f"b{number}"), envelope.RECORD_MESSAGES, START)
        assert made
        batches.save(made.done(1, START + timedelta(days=number)))

    assert store.purge(START + timedelta(days=4)) == 4
    assert store.purge(START + timedelta(days=4)) == 0
    assert [stored.new for stored in put(store, *(message(number) for number in range(6)))] == [False] * 5 + [
        True
    ]


def test_a_store_that_is_closed_twice_closes_no_file_of_others(file: Path, tmp_path: Path) -> None:
    store = Store(file, Vault([KEY]).relay_keys)
    store.close()
    with (tmp_path / "of-others").open("w") as others:
        store.close()
        others.write("x")


@pytest.mark.sqlite
def test_a_damaged_file_is_found_at_the_start_and_the_sentence_says_what_to_do(file: Path) -> None:
    with Store(file, Vault([KEY]).relay_keys) as store:
        put(store, *(message(number, "x" * 500) for number in range(40)))
    with file.open("r+b") as raw:
        raw.seek(-8192, 2)
        raw.write(b"\xff" * 8192)

    with (
        Store(file, Vault([KEY]).relay_keys) as store,
        pytest.raises(StoreError, match="quick_check") as found,
    ):
        store.require_undamaged()
    assert "relay.db-wal" in found.value.remedy
    assert "reconcile" in found.value.remedy


def test_a_sound_file_passes(store: Store) -> None:
    put(store, message(1))
    store.require_undamaged()


@pytest.mark.sqlite
def test_nothing_is_taken_into_a_file_that_was_moved_away(store: Store, file: Path) -> None:
    put(store, message(1))
    file.rename(file.with_name("aside.db"))

    with pytest.raises(StoreError, match="moved or replaced") as found:
        put(store, message(2))
    assert "Restart" in found.value.remedy
    with pytest.raises(StoreError, match="moved or replaced"):
        store.check()
    assert not file.exists()


@pytest.mark.sqlite
def test_what_comes_while_the_relay_stops_is_refused_and_not_a_fault(store: Store) -> None:
    store.close()

    with pytest.raises(StoreError, match="the relay is stopping"):
        put(store, message(1))

"""The store in PostgreSQL: several relays at once, a server that goes and comes back, errors that betray nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import URL

from bot.cli import cli
from bot.core import clock, contact_keys
from bot.core.errors import BotError
from bot.core.messages import BatchId, Event
from bot.relay.batches.batch import Problem
from bot.relay.store import deadline, places
from bot.relay.store.append import GRACE_SECONDS
from bot.relay.store.batches import Batches
from bot.relay.store.lease import LEASE_TTL, Lease
from bot.relay.store.lock import StoreError
from bot.relay.store.postgres import PostgresDatabase
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from bot.sandbox.free_ports import free_port
from tests.postgres import Postgres, apart
from tests.relay.fake_github import START, FakeGitHub
from tests.relay.harness import RelayHarness, environment, message

KEYS = Vault([contact_keys.new_key()]).relay_keys
NOW = PostgresDatabase.now


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
class TestServer:
    @pytest.fixture(name="store")
    def _store(self, place: URL) -> Iterator[Store]:
        with Store(place, KEYS, patience=0.3) as store:
            yield store

    def test_one_that_restarts_is_found_again_without_a_message_refused(
        self, store: Store, postgres: Postgres
    ) -> None:
        put(store, 1)
        store.check()
        postgres.stop()
        postgres.start()

        assert put(store, 2) == 2
        store.check()

    def test_while_it_is_away_nothing_is_taken_and_it_goes_on_by_itself(
        self, store: Store, postgres: Postgres
    ) -> None:
        put(store, 1)
        postgres.kill()
        with pytest.raises(StoreError, match="PostgreSQL: it cannot be reached") as found:
            put(store, 2)
        with pytest.raises(StoreError):
            store.check()
        assert store.health.problem
        postgres.start()

        assert put(store, 2)
        store.check()
        assert store.health.problem is None
        for secret in (postgres.password, str(postgres.port), "127.0.0.1"):
            assert secret not in str(found.value)

    def test_another_write_that_does_not_end_is_an_error_in_time(self, store: Store, place: URL) -> None:
        with Store(place, KEYS) as other, other.writing():
            began = time.monotonic()
            with pytest.raises(StoreError, match="locked"):
                Lease(store).release()
            assert time.monotonic() - began < 2
            assert put(store, 1)  # what comes from Twilio does not wait for it

    def test_a_lease_goes_by_the_clock_of_the_database(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(PostgresDatabase, "now", NOW)

        assert Lease(store).take(START)
        assert not Lease(store).take(START + 10 * LEASE_TTL)  # of a machine whose clock is ahead
        with store.reading() as connection:
            found = store.database.now(START, connection)
        assert abs(found - clock.now()) < timedelta(minutes=1)

    def test_a_bell_is_heard_in_other_processes_and_with_each_new_message(
        self, store: Store, place: URL
    ) -> None:
        with Store(place, KEYS) as other:
            bell = other.database.bell
            bell.listen()
            assert not bell.wait(0)
            store.database.bell.ring()
            assert bell.wait(10)
            put(store, 1)
            assert bell.wait(10)
            assert not bell.wait(0)

    def test_several_processes_store_each_repeated_message_once(self, store: Store, place: URL) -> None:
        context = multiprocessing.get_context("spawn")
        ready = context.Event()
        numbers = [range(40), range(39, -1, -1)]
        processes = [context.Process(target=_deliver, args=(place, each, ready)) for each in numbers]
        for process in processes:
            process.start()
        ready.set()
        for process in processes:
            process.join(60)

        assert [process.exitcode for process in processes] == [0, 0]
        assert len(Batches(store).waiting(envelope.RECORD_MESSAGES, 1000, START)) == 40

    def test_numbers_of_messages_that_are_missing_are_given_to_nothing_else(self, store: Store) -> None:
        put(store, 1)
        with store.writing() as connection:
            store.database.raise_highest(connection, 50)
            assert store.database.highest(connection) == 50

        assert put(store, 2) == 51

    def test_a_request_gets_its_answer_within_two_seconds_when_nothing_answers(
        self, store: Store, postgres: Postgres
    ) -> None:
        put(store, 1)
        halt(postgres, signal.SIGSTOP)
        try:
            began = clock.steady()
            deadline.begin(began)
            with pytest.raises(StoreError):
                put(store, 2)
            assert clock.steady() - began < deadline.REQUEST_SECONDS + GRACE_SECONDS
        finally:
            deadline.end()
            halt(postgres, signal.SIGCONT)

        assert put(store, 3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "wrong"}, "refuses the user or the password"),
        ({"database": "nowhere"}, "has no such database"),
        ({"port": free_port()}, "cannot be reached"),
        ({"query": {"sslmode": "require"}}, "not reached by TLS"),
        ({"query": {"sslmode": "verify-full", "sslrootcert": "/nowhere"}}, "not reached by TLS"),
        ({"query": {"sslmode": "sometimes"}}, "not reached by TLS"),
    ],
)
def test_an_address_that_is_wrong_is_a_sentence_without_a_secret(
    postgres_address: str, change: dict[str, object], sentence: str
) -> None:
    url = places.parse(postgres_address)
    assert isinstance(url, URL)
    assert url.password
    with pytest.raises(StoreError, match=sentence) as found:
        Store(url.set(**change), KEYS)  # type: ignore[arg-type] # each of its own type
    assert url.password not in repr(found.value) + str(found.value.__cause__)


@pytest.mark.parametrize("place", ["mysql://host/name", "postgresql://host", "sqlite:///x.db", "://"])
def test_a_place_that_is_neither_file_nor_postgresql_is_refused_with_an_example(place: str) -> None:
    with pytest.raises(BotError, match="postgresql://user@host"):
        places.parse(place)


def test_a_password_of_the_environment_is_used_where_the_address_has_none() -> None:
    url = places.parse("postgresql://bot@host/desk", "from-the-environment")

    assert isinstance(url, URL)
    assert url.password == "from-the-environment"
    assert "from-the-environment" not in f"{url} {url!r}"
    assert places.parse("data/relay.db") == Path("data/relay.db")


def halt(server: Postgres, how: signal.Signals) -> None:
    """Stop all processes of a server, as a machine that is suspended, or let them go on."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    everybody = [server.pid, *map(int, children)]
    # The first reaps those that have ended, so it stops before all others and goes on after them.
    for one in everybody if how is signal.SIGSTOP else reversed(everybody):
        os.kill(one, how)


def put(store: Store, number: int) -> int:
    return store.append(Event(0, START, message(number))).sequence


def _deliver(place: URL, numbers: range, ready: threading.Event) -> None:
    with Store(place, KEYS) as store:
        ready.wait(60)
        for number in numbers:
            put(store, number)


def test_what_waits_there_is_sent_at_once_by_the_command_too(
    tmp_path: Path, github: FakeGitHub, postgres: Postgres
) -> None:
    address = postgres.create()
    with RelayHarness(tmp_path, github, place=places.parse(address)) as harness:
        harness.writes("um")
        batch = harness.batches.gather(BatchId("one"), envelope.RECORD_MESSAGES, START)
        assert batch
        failed = batch.attempted(START).dispatched(START)
        waits = failed.run_failed([1], Problem("Its run failed.", "Look.", START), 0)
        harness.batches.save(replace(waits, next_attempt_at=clock.now() + timedelta(hours=3)))
        place, password = apart(address)
        (tmp_path / "config.yml").write_text(
            f"relay: {{public_url: 'https://relay.example.com', database: '{place}'}}\n"
        )
        variables = environment(github.url, harness.settings.contact_keys[0])
        variables["RELAY_DATABASE_PASSWORD"] = password
        command = ["relay", "retry", "--config", str(tmp_path / "config.yml")]
        done = CliRunner().invoke(cli, command, env=variables)

        assert done.output == "Sent again now: batches 1, messages 1.\n"
        assert harness.batches.unfinished()[0].next_attempt_at <= clock.now()

"""A store that lost messages between two starts is noticed, until reconcile has brought them back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core import clock, contact_keys
from bot.core.messages import Event
from bot.relay.store.high_water import HighWater
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from tests.relay.harness import message

KEYS = Vault([contact_keys.new_key()]).relay_keys


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "relay.db"


@contextmanager
def started(file: Path, recovered: datetime | None = None) -> Iterator[tuple[Store, HighWater]]:
    with Store(file, KEYS) as store:
        water = HighWater(store, lambda: recovered)
        water.compare()
        yield store, water
        water.note()


def put(store: Store, *numbers: int) -> list[int]:
    return [store.append(Event(0, clock.now(), message(number))).sequence for number in numbers]


def test_a_store_as_it_was_is_no_problem(file: Path) -> None:
    for number in (1, 2):
        with started(file) as (store, water):
            assert put(store, number) == [number]
            assert water.problem is None


def test_one_that_was_replaced_is_named_with_what_it_lacks(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with started(file) as (store, _):
        put(store, 1, 2, 3)
    file.unlink()
    with started(file) as (_, water):
        assert water.problem
        assert "lacks the last 3 messages" in water.problem.sentence
        assert "reconcile" in water.problem.remedy
    assert "store-cut count=3" in caplog.text


def test_one_whose_log_was_deleted_is_named(file: Path, tmp_path: Path) -> None:
    with started(file) as (store, water):
        with store.reading() as connection:
            connection.commit()
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        checkpointed = file.read_bytes()
        put(store, 1, 2)
        water.note()
    file.write_bytes(checkpointed)

    with started(file) as (_, water):
        assert water.problem
        assert "lacks the last 2 messages" in water.problem.sentence


def test_the_numbers_of_what_is_missing_are_given_to_nothing_else(file: Path) -> None:
    with started(file) as (store, _):
        put(store, 1, 2, 3)
    file.unlink()
    with started(file) as (store, _):
        assert put(store, 4) == [4]


def test_it_is_remembered_over_a_restart_until_reconcile_has_succeeded(file: Path) -> None:
    with started(file) as (store, _):
        put(store, 1)
    file.unlink()
    with started(file):
        pass
    with started(file, recovered=clock.now() - timedelta(hours=1)) as (_, water):
        assert water.problem
    with started(file, recovered=clock.now() + timedelta(seconds=1)) as (_, water):
        assert water.problem is None
    with started(file) as (_, water):
        assert water.problem is None


@pytest.mark.parametrize(
    "content",
    [
        *("", "{}", "[1]", '{"highest": "x"}', "\x00" * 20, "[" * 100_000),
        *(
            f'{{"highest": {number}, "missing": 0, "since": ""}}'
            for number in ("Infinity", "1e30", "9223372036854775807", "-5")
        ),
    ],
)
def test_a_file_that_cannot_be_read_counts_for_nothing(file: Path, content: str) -> None:
    file.with_name("relay.db.highest").write_text(content)
    with started(file) as (store, water):
        put(store, 1)
        assert water.problem is None
    with started(file) as (_, water):
        assert water.problem is None


def test_the_file_is_private_and_holds_numbers_alone(file: Path) -> None:
    with started(file) as (store, _):
        put(store, 1)
    noted = file.with_name("relay.db.highest")

    assert noted.stat().st_mode & 0o077 == 0
    assert noted.read_text() == '{"highest": 1, "missing": 0, "since": ""}'

"""The tables of an earlier version become ours, and theirs again, with all they hold; a newer one's are left alone.

released_*.sql hold a store of the last version that noted no revision, with rows in every table.
"""

from __future__ import annotations

import logging
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, column, create_engine, inspect, select, table, text

from bot.core.errors import BotError
from bot.core.messages import DeliveryReport, Event, Order
from bot.relay.batches.batch import BatchState
from bot.relay.store import places, revisions
from bot.relay.store.batches import Batches
from bot.relay.store.lock import StoreError
from bot.relay.store.schema import metadata
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from tests.architecture import ROOT
from tests.payloads import opened
from tests.postgres import Postgres
from tests.relay.fake_github import START
from tests.relay.harness import message

VAULT = Vault(["-FWqt5TUDQLwPhw9n_LNc6SqLZqsVJkdFGUmzjKAGMg="])
HERE = Path(__file__).parent
WITHOUT_ANY = "0001"  # what a database without a revision is taken for


@pytest.fixture(name="where", params=["sqlite", "postgresql"])
def _where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | URL:
    """Where nothing is yet."""
    if request.param == "sqlite":
        return tmp_path / "relay.db"
    server: Postgres = request.getfixturevalue("postgres")
    return places.parse(server.create())


@pytest.fixture(name="released")
def _released(where: Path | URL) -> Path | URL:
    """A store of the released version."""
    kind = "sqlite" if isinstance(where, Path) else "postgresql"
    fill(where, (HERE / f"released_{kind}.sql").read_text("utf-8"))
    return where


def fill(where: Path | URL, tables: str) -> None:
    rows = (HERE / "released_rows.sql").read_text("utf-8")
    with connected(where) as connection:
        for statement in f"{tables}{rows}".split(";\n"):
            if statement:
                connection.exec_driver_sql(statement)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT setval('events_sequence_seq', 7)")


@contextmanager
def connected(where: Path | URL) -> Iterator[Connection]:
    url = (
        URL.create("sqlite", database=str(where))
        if isinstance(where, Path)
        else where.set(drivername="postgresql+psycopg")
    )
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


Columns = dict[str, list[str]]


def columns(where: Path | URL) -> Columns:
    """Return the columns of each table but the one with the revision."""
    with connected(where) as connection:
        found = inspect(connection)
        names = sorted(set(found.get_table_names()) - {"alembic_version"})
        return {name: [column["name"] for column in found.get_columns(name)] for name in names}


def rows(where: Path | URL, of: Columns | None = None) -> dict[str, list[str]]:
    """Return what is in each table; with `of` in these columns alone."""
    with connected(where) as connection:
        return {
            name: sorted(repr(row) for row in connection.execute(select(table(name, *map(column, names)))))
            for name, names in (of or columns(where)).items()
        }


def tables(where: Path | URL) -> dict[str, Any]:
    """Return everything the database says of its tables, but the one with the revision."""
    with connected(where) as connection:
        found = inspect(connection)
        return {
            name: (
                [{key: str(value) for key, value in column.items()} for column in found.get_columns(name)],
                found.get_pk_constraint(name)["constrained_columns"],
                sorted(map(_index, found.get_indexes(name))),
                [each["column_names"] for each in found.get_unique_constraints(name)],
                [each["referred_table"] for each in found.get_foreign_keys(name)],
            )
            for name in sorted(set(found.get_table_names()) - {"alembic_version"})
        }


def _index(index: Any) -> str:
    parts = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return f"{index['name']} {index['column_names']} {index['unique']} {parts}"


def revision(where: Path | URL) -> str:
    with connected(where) as connection:
        return revisions.revision_of(connection)


def set_revision(where: Path | URL, name: str) -> None:
    with connected(where) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :name"), {"name": name})


def copies(file: Path) -> list[Path]:
    return sorted(file.parent.glob("relay.db.before-*"))


def holds_all(store: Store) -> None:
    batches = Batches(store)
    (batch,) = batches.unfinished()
    travelling = opened(batches.items_of(batch), VAULT, Event)
    waiting = opened(batches.waiting(envelope.RECORD_MESSAGES, 9, START), VAULT, Event)
    reports = opened(batches.waiting(envelope.RECORD_DELIVERY, 9, START), VAULT, DeliveryReport)
    ordered = opened(batches.waiting(envelope.SEND_NOTIFICATION, 9, START), VAULT, Order)
    assert [event.message.text for event in travelling] == ["under way"]
    assert [event.message.text for event in waiting] == ["waits", "of somebody else"]
    assert [one.about for one in reports] == ["7-42"]
    assert [one.text for one in ordered] == ["Aviso"]
    assert batch.state is BatchState.READY
    # The first was purged, the second recorded.
    assert [put(store, number) for number in (8, 1, 2)] == [8, 1, 2]


def put(store: Store, number: int) -> int:
    return store.append(Event(0, START, message(number))).sequence


def test_a_store_of_the_released_version_is_upgraded_with_all_it_holds(released: Path | URL) -> None:
    theirs, before = columns(released), rows(released)
    with Store(released, VAULT.relay_keys) as store:
        assert rows(released, theirs) == before
        assert revision(released) == revisions.CURRENT
        holds_all(store)


def test_after_an_upgrade_the_tables_are_those_of_a_new_store(released: Path | URL, tmp_path: Path) -> None:
    Store(released, VAULT.relay_keys).close()
    with connected(released) as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), metadata
        )
    assert [each for each in differences if "alembic_version" not in repr(each)] == []
    if isinstance(released, Path):
        new = tmp_path / "new.db"
        Store(new, VAULT.relay_keys).close()
        assert tables(released) == tables(new)


def test_downgraded_it_is_as_the_released_version_made_it_and_comes_back(released: Path | URL) -> None:
    before, theirs = rows(released), tables(released)
    with Store(released, VAULT.relay_keys) as store:
        ours, now = tables(released), rows(released)
        with store.writing() as connection:  # as a trial of the disk leaves it
            values = {"owner": "x" * 8192}
            connection.execute(
                text("INSERT INTO leases (name, owner, until) VALUES ('trial', :owner, 0)"), values
            )
        store.downgrade(WITHOUT_ANY)
    assert tables(released) == theirs
    assert rows(released) == before
    assert revision(released) == WITHOUT_ANY

    with Store(released, VAULT.relay_keys) as store:
        assert (tables(released), revision(released)) == (ours, revisions.CURRENT)
        assert rows(released).keys() == now.keys()
        holds_all(store)


@pytest.mark.parametrize("way", [("0000",), ("",), ("base",), ("head",), ("../0001",)])
def test_there_is_no_way_to_a_revision_that_does_not_exist(tmp_path: Path, way: tuple[str]) -> None:
    with Store(tmp_path / "relay.db", VAULT.relay_keys) as store:
        with pytest.raises(BotError, match="There is no revision") as found:
            store.downgrade(*way)
        assert "0001, 0002, 0003" in found.value.remedy
        assert put(store, 1) == 1


def test_a_store_of_a_newer_version_is_refused_and_left_alone(where: Path | URL) -> None:
    Store(where, VAULT.relay_keys).close()
    set_revision(where, "9999")
    before = tables(where)
    with pytest.raises(StoreError, match=r"newer version.*9999") as found:
        Store(where, VAULT.relay_keys)

    assert f"bot relay downgrade-store {revisions.CURRENT}" in found.value.remedy
    assert (tables(where), revision(where)) == (before, "9999")


def test_of_relays_that_start_at_once_one_upgrades(
    released: Path | URL, caplog: pytest.LogCaptureFixture
) -> None:
    together = threading.Barrier(4)

    def start(_number: int) -> str:
        together.wait()
        with Store(released, VAULT.relay_keys):
            return revision(released)

    with caplog.at_level(logging.INFO, "bot"), ThreadPoolExecutor(4) as threads:
        assert set(threads.map(start, range(4))) == {revisions.CURRENT}
    assert sum("store-upgraded" in line for line in caplog.messages) == 1


def test_of_relays_that_start_at_once_one_makes_the_tables(where: Path | URL) -> None:
    together = threading.Barrier(4)

    def start(number: int) -> int:
        together.wait()
        with Store(where, VAULT.relay_keys) as store:
            return put(store, number)

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(start, range(4))) == [1, 2, 3, 4]


def test_an_upgrade_that_fails_changes_nothing(released: Path | URL) -> None:
    in_the_way = {
        "sqlite": "CREATE TABLE _alembic_tmp_leases (x INTEGER)",
        "postgresql": "CREATE VIEW of_the_office AS SELECT owner FROM leases",
    }
    with connected(released) as connection:
        connection.execute(text("DROP INDEX orders_created"))  # so that the first step has something to do
        connection.execute(text(in_the_way[connection.dialect.name]))
    before = tables(released), rows(released)
    with pytest.raises(StoreError):
        Store(released, VAULT.relay_keys)

    assert (tables(released), rows(released)) == before


class TestFile:
    """What is special about a file: its copy."""

    @pytest.fixture(name="file")
    def _file(self, tmp_path: Path) -> Path:
        fill(tmp_path / "relay.db", (HERE / "released_sqlite.sql").read_text("utf-8"))
        return tmp_path / "relay.db"

    def test_a_copy_is_beside_it_for_its_owner_alone_as_it_was_before(self, file: Path) -> None:
        before, theirs = rows(file), tables(file)
        Store(file, VAULT.relay_keys).close()

        (copy,) = copies(file)
        assert copy.name == f"relay.db.before-{revisions.CURRENT}"
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert (rows(copy), tables(copy)) == (before, theirs)
        assert not list(file.parent.glob("*.part*"))

    def test_what_a_relay_left_in_its_log_is_in_the_copy(self, file: Path) -> None:
        with closing(sqlite3.connect(file)) as killed:  # one that did not end, so that its log stays
            killed.execute("PRAGMA journal_mode=WAL")
            killed.execute("UPDATE wakes SET attempts = 3")
            killed.commit()
            Store(file, VAULT.relay_keys).close()
        (copy,) = copies(file)

        assert "3" in rows(copy)["wakes"][0]

    def test_there_is_none_of_a_new_store_and_none_of_an_empty_file(self, tmp_path: Path) -> None:
        empty = tmp_path / "relay.db"
        empty.touch()
        for _ in range(2):
            Store(empty, VAULT.relay_keys).close()
        Store(tmp_path / "new" / "relay.db", VAULT.relay_keys).close()

        assert copies(empty) == []
        assert copies(tmp_path / "new" / "relay.db") == []

    def test_a_copy_that_a_killed_relay_had_begun_is_in_nobody_s_way(self, file: Path) -> None:
        before = rows(file)
        file.with_name("relay.db.part").write_bytes(b"half")
        Store(file, VAULT.relay_keys).close()

        assert [rows(copy) for copy in copies(file)] == [before]

    def test_without_room_for_a_copy_nothing_is_changed_and_the_sentence_says_so(self, file: Path) -> None:
        before = tables(file)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        with closing(sqlite3.connect(file)) as large:
            large.execute("CREATE TABLE filler AS SELECT randomblob(300000) AS filler")
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
        try:
            with pytest.raises(StoreError, match="no copy of it can be put aside") as found:
                Store(file, VAULT.relay_keys)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

        assert "Make room" in found.value.remedy
        assert {name: each for name, each in tables(file).items() if name != "filler"} == before
        assert [one.name for one in file.parent.iterdir() if "before" in one.name or "part" in one.name] == []
        Store(file, VAULT.relay_keys).close()

    def test_a_copy_is_deleted_with_what_it_holds(self, file: Path) -> None:
        with Store(file, VAULT.relay_keys) as store:
            (copy,) = copies(file)
            made = copy.stat().st_mtime
            other = file.with_name("relay.db-of-the-office")
            other.touch()
            store.purge(START.fromtimestamp(made - 60, START.tzinfo))
            assert copies(file) == [copy]
            store.purge(START.fromtimestamp(made + 60, START.tzinfo))

        assert copies(file) == []
        assert other.exists()

    def test_what_versions_before_the_released_one_did_not_have_is_added(self, file: Path) -> None:
        with closing(sqlite3.connect(file)) as connection:
            for change in (
                "DROP INDEX orders_created",
                "ALTER TABLE orders DROP COLUMN segments",
                "ALTER TABLE events DROP COLUMN due_at",
                *(f"DROP TABLE {name}" for name in ("people", "arrivals", "known", "alerts", "anchors")),
            ):
                connection.execute(change)
            connection.commit()
        new = file.with_name("new.db")
        Store(new, VAULT.relay_keys).close()
        with Store(file, VAULT.relay_keys) as store:
            ours, expected = tables(file), tables(new)
            for each in (ours, expected):  # a column that was added stands last
                for columns, *_ in each.values():
                    columns.sort(key=lambda column: column["name"])
            assert ours == expected
            waiting = Batches(store).waiting(envelope.RECORD_MESSAGES, 9, START)
            assert len(waiting) == 2
            assert put(store, 8) == 8


def test_the_revisions_are_those_of_the_files_in_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "bot/relay/store/migrations"))
    found = [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()]

    assert tuple(reversed(found)) == revisions.REVISIONS


def test_a_start_whose_store_is_up_to_date_does_without_alembic(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    Store(file, VAULT.relay_keys).close()
    program = (
        "import sys; from pathlib import Path; from bot.relay.store.places import open_database; "
        f"open_database(Path({str(file)!r}), 5).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"

"""The store in a file: SQLite, for one machine."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    PoolProxiedConnection,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from bot.core import clock
from bot.core.sentences import Sentence
from bot.relay.store import aside, deadline, revisions
from bot.relay.store.bell import SocketBell
from bot.relay.store.database import Database
from bot.relay.store.group import PendingRow, Stored, write_group
from bot.relay.store.lock import LOCKED, UPGRADE_SECONDS, StoreError, WriteLock, reason_of
from bot.relay.store.schema import events

# sqlite.org/rescode.html: SQLITE_CORRUPT and SQLITE_NOTADB, with all their extended codes.
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY_CODE = 0xFF
_ANY = 2**63 - 1  # sqlite.org/autoinc.html: the largest number there is
# sqlite.org/autoinc.html: an ordinary table, which may be written.
_HIGHEST = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_RAISE = text("UPDATE sqlite_sequence SET seq = :highest WHERE name = :name")
_SET = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :highest)")


class SqliteDatabase(Database):
    """A file. Threads take turns by a lock, and processes by a file beside it, since SQLite would let them starve."""

    kind = "sqlite"
    locked_remedy = LOCKED
    failures = (sqlite3.Error, SQLAlchemyError, OSError, StoreError)

    def __init__(self, file: Path, patience: float, *, upgrades: bool = True) -> None:
        """Open or create the file; `patience` is how many seconds to wait for a lock. Raises StoreError."""
        self.file = file
        self.highest_file = file.with_name(f"{file.name}.highest")
        self.name = file.name
        self.bell = SocketBell(file)
        self._patience = patience
        self._pooled: PoolProxiedConnection | None = None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._lock = WriteLock(file, max(patience, UPGRADE_SECONDS))
        except OSError as error:
            raise StoreError(
                Sentence("{place}: {reason}", place=file.parent, reason=reason_of(error))
            ) from error
        self.engine = _connect(file, patience)
        try:
            with self._lock.processes(), self.engine.connect():  # which makes the file
                file.chmod(0o600)
            self._inode = file.stat().st_ino
            revisions.bring_up_to_date(self, upgrades=upgrades)
            self._lock.patience = patience
        except BaseException as error:
            self.close()
            if isinstance(error, SQLAlchemyError | OSError):
                raise self.damage_of(error) or self.error_of(error) from error
            raise

    def close(self) -> None:
        self.bell.close()
        self.disconnect()
        self.engine.dispose()
        self._lock.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        writer = self.engine.execution_options(writes=True)
        with self._lock.threads(), self._lock.processes(), writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    def write_group(self, rows: Sequence[PendingRow]) -> Sequence[Stored]:
        """Store the rows by the driver itself: SQLAlchemy's own work would take as long as the disk."""
        try:
            with self._lock.threads(), self._lock.processes():
                return self._write(rows)
        except BaseException:
            self.disconnect()  # the next group starts on a fresh connection
            raise

    def announce_group(self) -> None:
        self.bell.ring()

    def _write(self, rows: Sequence[PendingRow]) -> Sequence[Stored]:
        self._pooled = self._pooled or self.engine.raw_connection()
        connection = self._pooled.driver_connection
        if not isinstance(connection, sqlite3.Connection):
            raise TypeError(type(connection))
        _set_patience(connection, self._patience)
        connection.execute("BEGIN IMMEDIATE")
        outcomes = write_group(connection, rows)
        connection.execute("COMMIT")
        return outcomes

    def disconnect(self) -> None:
        if self._pooled:
            self._pooled.invalidate()
            self._pooled = None

    def keep_groups_out(self, connection: Connection) -> None:
        """SQLite has one writer."""

    def may_take_long(self, connection: Connection) -> None:
        """SQLite ends no transaction by itself."""

    def now(self, given: datetime, connection: Connection) -> datetime:  # noqa: ARG002 - see below
        """Return the machine's steady clock, which nobody sets: each process may follow GitHub's time on its own."""
        return datetime.fromtimestamp(clock.steady(), UTC)

    def highest(self, connection: Connection) -> int:
        return int(connection.execute(_HIGHEST, {"name": events.name}).scalar_one_or_none() or 0)

    def settled(self, connection: Connection) -> int:  # noqa: ARG002 - see below
        return _ANY  # there is one writer

    def raise_highest(self, connection: Connection, highest: int) -> None:
        row = {"name": events.name, "highest": highest}
        if not connection.execute(_RAISE, row).rowcount:
            connection.execute(_SET, row)

    def sizes(self) -> Mapping[str, int]:
        parts = {"data": self.file, "wal": self.file.with_name(f"{self.file.name}-wal")}
        return {part: path.stat().st_size if path.exists() else 0 for part, path in parts.items()}

    def put_aside(self, revision: str) -> None:
        aside.copy(self.file, revision)

    def delete_copies(self, before: datetime) -> None:
        aside.delete_before(self.file, before)

    def require_sound(self) -> None:
        """Raise StoreError if the file is another one; SQLite would make an empty one where there is none."""
        try:
            inode = os.stat(self.file).st_ino
        except OSError:
            inode = None
        if inode != self._inode:
            raise StoreError(
                Sentence("{file} was moved or replaced while the relay ran", file=self.name),
                "Restart the relay. The next run of reconcile brings back the messages that Twilio lists.",
            )

    def require_undamaged(self) -> None:
        """Let SQLite look through the whole file, which takes a second for some 500 MB; raises StoreError."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalars().all()
        if found != ["ok"]:
            raise self._damaged("SQLite's quick_check finds it damaged")

    def damage_of(self, error: Exception) -> StoreError | None:
        cause = getattr(error, "orig", None) or error
        if getattr(cause, "sqlite_errorcode", 0) & _PRIMARY_CODE in _DAMAGE:
            return self._damaged(reason_of(error))
        return None

    def _damaged(self, reason: str) -> StoreError:
        name = self.name
        return StoreError(
            Sentence("{name}: {reason}", name=name, reason=reason),
            Sentence(
                "Stop the relay, move {name}, {name}-wal and {name}-shm out of their folder, and "
                "start it again with a new store. The next run of reconcile brings back the messages "
                "that Twilio lists.",
                name=name,
            ),
        )

    def error_of(self, error: Exception) -> StoreError:
        return (
            error
            if isinstance(error, StoreError)
            else StoreError(Sentence("{place}: {reason}", place=self.name, reason=reason_of(error)))
        )


def _connect(file: Path, patience: float) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(file)), connect_args={"timeout": patience})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", partial(_begin, patience=patience))
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # sqlite3 begins its own transactions too late to keep a second process out: _begin does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: a commit is on the disk before it returns, in WAL mode too (sqlite.org/pragma.html#pragma_synchronous).
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection, patience: float) -> None:
    _set_patience(connection.connection, patience)
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_patience(connection: Any, patience: float) -> None:
    """Set how long the next statements wait for a lock: until the request's deadline, at most `patience` seconds."""
    # In tenths, so that the driver knows the statement from the last time.
    connection.execute(f"PRAGMA busy_timeout={round(deadline.remaining(patience), 1) * 1000:.0f}")

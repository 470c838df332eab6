"""How items are stored: many threads share one commit."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import SQLAlchemyError

from bot.relay.store.health import StoreHealth
from bot.relay.store.lock import StoreError, WriteLock
from bot.relay.store.schema import APPEND, KNOWN, OF_PERSON, PURGED, set_patience


@dataclass(frozen=True, slots=True)
class Stored:
    """The sequence number of an item, and whether it is new."""

    sequence: int
    new: bool


@dataclass(slots=True, eq=False)
class PendingRow:
    """A row whose thread waits for the commit.

    `digests` would be known had it been stored and purged before; `people` are digests of the person's addresses.
    """

    key: str
    kind: str
    received_at: float
    due_at: float
    content: str
    digests: Sequence[str] = ()
    people: Sequence[str] = ()
    stored: Stored | None = None
    failure: StoreError | None = None


class Appender:
    """Group commit: the thread that gets the lock commits for all that wait, so that one fsync serves them all.

    Uses the driver directly: every answer to Twilio waits for it, and SQLAlchemy's own work would take as long as
    the disk. The statements are compiled from the schema.
    """

    def __init__(self, engine: Engine, lock: WriteLock, health: StoreHealth, patience: float) -> None:
        self._engine = engine
        self._lock = lock
        self._health = health
        self._patience = patience
        self._queue: list[PendingRow] = []
        self._queue_lock = threading.Lock()
        self._pooled: PoolProxiedConnection | None = None

    def close(self) -> None:
        if self._pooled:
            self._pooled.invalidate()
            self._pooled = None

    def append(self, entry: PendingRow) -> Stored:
        """Return once the entry is on disk; raises StoreError when it is not."""
        with self._queue_lock:
            self._queue.append(entry)
        try:
            with self._lock.threads():
                if not entry.stored and not entry.failure:
                    with self._queue_lock:
                        group, self._queue = self._queue, []
                    self._commit(group)
        except StoreError as error:
            entry.failure = self._health.failed(error, writing=True)
            with self._queue_lock:
                # One that is no longer there may still be stored; it is recognised when it is delivered again.
                self._queue = [other for other in self._queue if other is not entry]
        if entry.stored:
            return entry.stored
        raise entry.failure or StoreError("the commit was interrupted")

    def _commit(self, group: Sequence[PendingRow]) -> None:
        """Store the group in one transaction: all of it, or none, and every thread gets the failure."""
        failure: StoreError | None = StoreError("the commit was interrupted")
        outcomes: list[Stored] = []
        try:
            self._health.require_sound()
            with self._lock.processes():
                outcomes = self._write(group)
            failure = None
            self._health.written()
        except (sqlite3.Error, SQLAlchemyError, OSError, StoreError) as error:
            failure = self._health.failed(error, writing=True)
        finally:
            if failure:
                self.close()  # the next commit starts on a fresh connection
            for index, entry in enumerate(group):
                entry.stored = None if failure else outcomes[index]
                entry.failure = failure

    def _write(self, group: Sequence[PendingRow]) -> list[Stored]:
        self._pooled = self._pooled or self._engine.raw_connection()
        connection = self._pooled.driver_connection
        if not isinstance(connection, sqlite3.Connection):
            raise StoreError("only SQLite is supported so far")
        set_patience(connection, self._patience)
        connection.execute("BEGIN IMMEDIATE")
        outcomes = [_insert(connection, entry) for entry in group]
        connection.execute("COMMIT")
        return outcomes


def _insert(connection: sqlite3.Connection, entry: PendingRow) -> Stored:
    for digest in entry.digests:
        purged = connection.execute(PURGED, (digest,)).fetchone()
        if purged:
            return Stored(purged[0], new=False)
    row = (entry.key, entry.kind, entry.received_at, entry.due_at, entry.content)
    made = connection.execute(APPEND, row).fetchone()
    if made:
        connection.executemany(OF_PERSON, [(digest, made[0]) for digest in entry.people])
        return Stored(made[0], new=True)
    known = connection.execute(KNOWN, (entry.key,)).fetchone()
    return Stored(known[0], new=False)

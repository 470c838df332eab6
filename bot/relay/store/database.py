"""What the store asks of a database: SQLite on one machine, PostgreSQL for several."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.relay.store.bell import Bell
from bot.relay.store.group import PendingRow, Stored
from bot.relay.store.lock import StoreError


class Database(ABC):
    """An open database with all tables, safe for threads.

    Methods raise one of `failures`; `error_of` makes sentences of all of them.
    """

    kind: str  # sqlite or postgresql
    name: str  # what sentences call it; /readyz shows them to everybody
    # Where the highest sequence number is noted, outside of the database; None: nowhere.
    highest_file: Path | None
    bell: Bell
    failures: tuple[type[Exception], ...]  # what the methods raise
    locked_remedy: str  # what to do about a write that does not end

    @abstractmethod
    def close(self) -> None:
        """Close all connections; a second time does nothing."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """Open a transaction that keeps out every other one of its kind, in all processes; `write_group` may go on."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """Open a transaction that reads; see `Store.reading`."""

    @abstractmethod
    def write_group(self, rows: Sequence[PendingRow]) -> Sequence[Stored]:
        """Store all rows in one transaction, and return an outcome for each; for one thread at a time.

        All of them are on the disk, or the method raises.
        """

    @abstractmethod
    def announce_group(self) -> None:
        """Ring the bell for a group that was written; never raises."""

    @abstractmethod
    def disconnect(self) -> None:
        """Close the connection on which `write_group` works; the next group opens another."""

    @abstractmethod
    def keep_groups_out(self, connection: Connection) -> None:
        """Let no group be written until this transaction, which writes, has ended."""

    @abstractmethod
    def may_take_long(self, connection: Connection) -> None:
        """Let this transaction stand idle, as that of a command that does other work meanwhile."""

    @abstractmethod
    def now(self, given: datetime, connection: Connection) -> datetime:
        """Return the time that all who share the database go by: its own clock, where machines share it."""

    @abstractmethod
    def highest(self, connection: Connection) -> int:
        """Return the highest sequence number that was given."""

    @abstractmethod
    def settled(self, connection: Connection) -> int:
        """Return a sequence number up to which no item can appear any more; `connection` is one of `writing`.

        Above it, one that another process has not committed yet may still come before one that is there.
        """

    @abstractmethod
    def raise_highest(self, connection: Connection, highest: int) -> None:
        """Give no number up to this one to later items."""

    @abstractmethod
    def sizes(self) -> Mapping[str, int]:
        """Return how many bytes each part of the database takes."""

    @abstractmethod
    def put_aside(self, revision: str) -> None:
        """Keep a copy of all before the tables change to a revision, where that is the relay's to do."""

    @abstractmethod
    def delete_copies(self, before: datetime) -> None:
        """Delete the copies that were put aside before a moment."""

    @abstractmethod
    def require_sound(self) -> None:
        """Raise StoreError if what is written may be lost although the database takes it."""

    @abstractmethod
    def require_undamaged(self) -> None:
        """Look through the whole database, where that is the relay's to do; raises StoreError."""

    @abstractmethod
    def damage_of(self, error: Exception) -> StoreError | None:
        """Return what to do about damage for good, if that is what the error shows."""

    @abstractmethod
    def error_of(self, error: Exception) -> StoreError:
        """Return an error without the statement and its parameters, which hold private data."""

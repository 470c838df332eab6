"""Where messages wait: on disk before Twilio hears a yes, sealed, once each."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Self

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot import clock, envelope
from bot.errors import BotError
from bot.messages import Event, InboundMessage
from bot.relay.store_schema import APPEND, batches, connect, events, leases
from bot.sealing import Vault

PATIENCE_SECONDS = 5.0  # Twilio waits 15 s for an answer
LEASE_TTL = timedelta(seconds=5)
_DISPATCHER = "dispatcher"
_LOCK_RETRY_SECONDS = 0.001


class StoreError(BotError):
    """The store cannot be written or read."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The store of messages does not work ({reason}).",
            "Look at the disk (full? read-only?) and at the folder of relay.database in config.yml.",
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """The place of a message in our order, and whether it is new."""

    sequence: int
    new: bool


@dataclass(slots=True, eq=False)
class _Pending:
    """A message whose thread waits for the commit."""

    kind: str
    key: str
    received_at: float
    content: str
    stored: Stored | None = None
    failure: str = ""


class Store:
    """The store, safe for threads and for several processes on one machine."""

    def __init__(self, file: Path, vault: Vault, patience: float = PATIENCE_SECONDS) -> None:
        self.vault = vault
        self._patience = patience
        self._queue: list[_Pending] = []
        self._queue_lock = threading.Lock()
        self._write_lock = threading.Lock()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._lock_file = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(f"{file.parent}: {error.strerror}") from error
        try:
            with self._alone():
                self._engine = connect(file, patience)
                file.chmod(0o600)
        except (SQLAlchemyError, OSError, StoreError) as error:
            os.close(self._lock_file)
            raise StoreError(f"{file}: {_reason(error)}") from error
        self._writer: Connection | None = None

    def close(self) -> None:
        if self._writer:
            self._writer.close()
        self._engine.dispose()
        os.close(self._lock_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, kind: str, message: InboundMessage, received_at: datetime) -> Stored:
        """Store a message, once, and return when it is on the disk; raises StoreError when it is not.

        The thread that gets the lock commits for all that wait, so that one fsync serves them all.
        """
        sealed = self.vault.seal(envelope.dump_event(Event(0, received_at, message)))
        pending = _Pending(kind, message.sid, received_at.timestamp(), sealed)
        with self._queue_lock:
            self._queue.append(pending)
        with self._write_lock:
            if not pending.stored and not pending.failure:
                with self._queue_lock:
                    group, self._queue = self._queue, []
                self._commit(group)
        if pending.stored:
            return pending.stored
        raise StoreError(pending.failure)

    def _commit(self, group: Sequence[_Pending]) -> None:
        """Store the group in one transaction: all of it, or none and every thread is told."""
        failure = "the commit was interrupted"
        outcomes: list[Stored] = []
        try:
            with self._transaction() as connection:
                outcomes = [_insert(connection, pending) for pending in group]
            failure = ""
        except (SQLAlchemyError, OSError, StoreError) as error:
            failure = _reason(error)
        finally:
            for index, pending in enumerate(group):
                pending.stored = None if failure else outcomes[index]
                pending.failure = failure

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that writes, alone among all threads and processes; raises StoreError."""
        try:
            with self._write_lock, self._transaction() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(_reason(error)) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that sees one state of the store; raises StoreError."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(_reason(error)) from error

    def check(self) -> None:
        """Read something; raises StoreError."""
        with self.reading() as connection:
            connection.execute(select(leases.c.until)).all()

    def lease(self, owner: str, now: datetime) -> bool:
        """Take or renew the right to dispatch; False while another process has it."""
        moment = now.timestamp()
        with self.reading() as connection:
            held = connection.execute(select(leases).where(leases.c.name == _DISPATCHER)).one_or_none()
        if held and held.owner != owner and held.until > moment:
            return False
        if held and held.owner == owner and held.until - moment > LEASE_TTL.total_seconds() / 2:
            return True
        until = moment + LEASE_TTL.total_seconds()
        with self.writing() as connection:
            mine = (leases.c.name == _DISPATCHER) & ((leases.c.owner == owner) | (leases.c.until <= moment))
            if connection.execute(update(leases).where(mine).values(owner=owner, until=until)).rowcount:
                return True
            if connection.execute(select(leases.c.name).where(leases.c.name == _DISPATCHER)).one_or_none():
                return False
            connection.execute(insert(leases).values(name=_DISPATCHER, owner=owner, until=until))
            return True

    def release(self, owner: str) -> None:
        """Give the right to dispatch away, so that another process need not wait."""
        with self.writing() as connection:
            connection.execute(delete(leases).where(leases.c.owner == owner))

    def purge(self, before: datetime) -> int:
        """Forget what was delivered before the moment; return how many messages were forgotten."""
        old = (batches.c.state == "done") & (batches.c.done_at < before.timestamp())
        with self.writing() as connection:
            gone = connection.execute(
                delete(events).where(events.c.batch.in_(select(batches.c.id).where(old)))
            ).rowcount
            connection.execute(delete(batches).where(old))
        return gone

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Give a transaction on the one connection that writes; the caller has the write lock."""
        with self._alone():
            if self._writer is None:
                self._writer = self._engine.execution_options(writes=True).connect()
            try:
                with self._writer.begin():
                    yield self._writer
            except BaseException:
                # Whatever state it is in, the next transaction starts on a fresh one.
                broken, self._writer = self._writer, None
                broken.invalidate()
                broken.close()
                raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes out; the kernel lets go of the lock when this one dies."""
        deadline = monotonic() + self._patience
        while True:
            try:
                fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if monotonic() > deadline:
                    raise StoreError("another process does not let go of its lock") from None
                clock.sleep(_LOCK_RETRY_SECONDS)
        try:
            yield
        finally:
            fcntl.flock(self._lock_file, fcntl.LOCK_UN)


def _insert(connection: Connection, pending: _Pending) -> Stored:
    row = (pending.key, pending.kind, pending.received_at, pending.content)
    made = connection.exec_driver_sql(APPEND, row).scalar()
    if made is not None:
        return Stored(made, new=True)
    known = connection.execute(select(events.c.sequence).where(events.c.key == pending.key)).scalar_one()
    return Stored(known, new=False)


def _reason(error: Exception) -> str:
    """Return what went wrong without the statement, which would carry content."""
    if isinstance(error, BotError):
        return error.message
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(getattr(error, "orig", "")) or type(error).__name__


def moment(seconds: float | None) -> datetime | None:
    """Return the moment of a column."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

"""Where messages wait: on disk before Twilio hears a yes, sealed, once each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, delete, exists, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError

from bot.relay import lease_owner
from bot.relay.batch import BatchState
from bot.relay.store_append import Appender, PendingRow, Stored
from bot.relay.store_lock import StoreError, WriteLock, reason_of
from bot.relay.store_schema import arrivals, batches, connect, events, leases, orders
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from bot.rules.wire.envelope import Item

PATIENCE_SECONDS = 5.0  # Twilio waits 15 s for an answer
LEASE_TTL = timedelta(seconds=5)
_DISPATCHER = "dispatcher"
_LIMIT = "github-limit"  # of the jobs: a lease that nobody but the time ends


class Store:
    """The store, safe for threads and for several processes on one machine."""

    def __init__(self, file: Path, vault: Vault, patience: float = PATIENCE_SECONDS) -> None:
        """Open the database, or make it; `patience` is how many seconds to wait for others. Raises StoreError."""
        self.vault = vault
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._lock = WriteLock(file, patience)
        except OSError as error:
            raise StoreError(f"{file.parent}: {reason_of(error)}") from error
        try:
            with self._lock.processes():
                self._engine = connect(file, patience)
                file.chmod(0o600)
        except (SQLAlchemyError, OSError, StoreError) as error:
            self._lock.close()
            raise StoreError(f"{file}: {reason_of(error)}") from error
        self._appender = Appender(self._engine, self._lock)

    def close(self) -> None:
        self._appender.close()
        self._engine.dispose()
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, item: Item, due_at: datetime | None = None) -> Stored:
        """Store an item, once, and return when it is on the disk; raises StoreError when it is not.

        Its place in our order is given here, whatever its `sequence` says; `due_at` is the earliest time it wants
        to travel, None for at once.
        """
        return self._appender.append(self.entry(item, due_at))

    def entry(self, item: Item, due_at: datetime | None = None) -> PendingRow:
        """Return the row of an item, sealed."""
        sealed = self.vault.seal(envelope.dump_item(item))
        due = due_at.timestamp() if due_at else 0.0
        kind, key = envelope.event_type(item), envelope.key_of(item)
        return PendingRow(key, kind, item.received_at.timestamp(), due, sealed)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that writes, alone among all threads and processes; raises StoreError."""
        writer = self._engine.execution_options(writes=True)
        try:
            with self._lock.threads(), self._lock.processes(), writer.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(reason_of(error)) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that sees one state of the store; raises StoreError."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(reason_of(error)) from error

    def check(self) -> None:
        """Read something; raises StoreError."""
        with self.reading() as connection:
            connection.execute(select(leases.c.until)).all()

    def lease(self, owner: str, now: datetime) -> bool:
        """Take or renew the right to dispatch; False while another process has it."""
        moment = now.timestamp()
        with self.reading() as connection:
            held = connection.execute(select(leases).where(leases.c.name == _DISPATCHER)).one_or_none()
        if held and held.owner != owner and held.until > moment and not lease_owner.has_died(held.owner):
            return False
        if held and held.owner == owner and held.until - moment > LEASE_TTL.total_seconds() / 2:
            return True
        until = moment + LEASE_TTL.total_seconds()
        with self.writing() as connection:
            if held is None:
                row = {"name": _DISPATCHER, "owner": owner, "until": until}
                return bool(connection.execute(insert(leases).values(row).on_conflict_do_nothing()).rowcount)
            # Only if nobody was faster since it was read.
            as_read = (
                (leases.c.name == _DISPATCHER)
                & (leases.c.owner == held.owner)
                & (leases.c.until == held.until)
            )
            return bool(
                connection.execute(update(leases).where(as_read).values(owner=owner, until=until)).rowcount
            )

    def release(self, owner: str) -> None:
        """Give the right to dispatch away, so that another process need not wait."""
        with self.writing() as connection:
            connection.execute(delete(leases).where(leases.c.owner == owner))

    def hold(self, until: datetime) -> None:
        """Note that no job gets anything done until then."""
        row = {"name": _LIMIT, "owner": _LIMIT, "until": until.timestamp()}
        noted = insert(leases).values(row)
        with self.writing() as connection:
            connection.execute(
                noted.on_conflict_do_update(index_elements=["name"], set_={"until": until.timestamp()})
            )

    def held_until(self) -> datetime | None:
        """Return until when no job gets anything done; the moment may have passed."""
        query = select(leases.c.until).where(leases.c.name == _LIMIT)
        with self.reading() as connection:
            return moment(connection.execute(query).scalar_one_or_none())

    def purge(self, before: datetime) -> int:
        """Forget what was delivered before the moment; return how many items were forgotten."""
        old = (batches.c.state == BatchState.DONE) & (batches.c.done_at < before.timestamp())
        with self.writing() as connection:
            gone = connection.execute(
                delete(events).where(events.c.batch.in_(select(batches.c.id).where(old)))
            ).rowcount
            connection.execute(delete(batches).where(old))
            connection.execute(delete(arrivals).where(arrivals.c.at < before.timestamp()))
            # An order whose item is still here is on its way.
            connection.execute(
                delete(orders).where(
                    orders.c.updated_at < before.timestamp(), ~exists().where(events.c.key == orders.c.id)
                )
            )
        return gone


def moment(seconds: float | None) -> datetime | None:
    """Return the moment of a column."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

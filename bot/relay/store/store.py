"""Where messages wait: on disk before Twilio gets its answer, sealed, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import URL, ColumnElement, Connection, Select, delete, exists, insert, select

from bot.core.messages import Order
from bot.relay.batches.batch import BatchState
from bot.relay.store import deadline, revisions, turns, upsert
from bot.relay.store.append import Appender, Done
from bot.relay.store.fingerprints import Fingerprints
from bot.relay.store.group import PendingRow, Stored
from bot.relay.store.health import StoreHealth
from bot.relay.store.lock import StoreError
from bot.relay.store.places import open_database
from bot.relay.store.schema import arrivals, batches, events, known, leases, notes, orders, people
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire import envelope
from bot.rules.wire.envelope import Item

PATIENCE_SECONDS = 5.0  # Twilio waits 15 s for an answer
REMEMBERED = timedelta(days=400)  # how long what was taken is recognised, whatever `relay.keep` says
_LIMIT = "github-limit"  # the rate limit of the jobs: a lease that only expires
_PURGED_AT_ONCE = 100  # batches
_TRIAL, _TRIAL_CHARACTERS = "trial", 8192
# What each step of the dispatcher asks: to build it takes longer than to ask it.
_LIMITED_UNTIL = select(leases.c.until).where(leases.c.name == _LIMIT)


class Store:
    """The store, safe for threads and for several processes; with PostgreSQL, of several machines."""

    def __init__(
        self,
        place: Path | URL,
        keys: RelayKeys,
        patience: float = PATIENCE_SECONDS,
        *,
        upgrades: bool = True,
    ) -> None:
        """Open or create the database; `patience` is how many seconds to wait for a lock. Raises StoreError.

        Without `upgrades` it must be there, as this version makes it.
        """
        self.keys = keys
        self.database = open_database(place, patience, upgrades=upgrades)
        self.health = StoreHealth(self.database)
        self._appender = Appender(self.database, self.health, patience)

    def close(self) -> None:
        self._appender.close()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, item: Item, due_at: datetime | None = None) -> Stored:
        """Store an item, once, and return when it is on disk; raises StoreError when it is not.

        The store assigns the sequence number and ignores the item's own; `due_at` is the earliest time to dispatch
        it, None for at once.
        """
        return self.append_row(self.row(item, due_at, deadline.moment()))

    def append_row(self, row: PendingRow) -> Stored:
        """Store a row as `append` does; raises StoreError."""
        return self._appender.append(row)

    def submit(self, rows: Sequence[PendingRow], done: Done) -> None:
        """Have rows stored without waiting: `done` is called on another thread once they are on disk, or failed."""
        self._appender.submit(rows, done)

    def give_up(self, row: PendingRow) -> StoreError:
        """Return why a row was not stored in time; it may still be, and is recognised when it comes again."""
        return self._appender.give_up(row)

    def row(self, item: Item, due_at: datetime | None = None, until: float | None = None) -> PendingRow:
        """Return the row of an item, sealed; `until` is by when whoever waits for it needs an answer."""
        sealed = envelope.seal_item(item, self.keys)
        due = due_at.timestamp() if due_at else 0.0
        kind, key = envelope.event_type(item), envelope.key_of(item)
        digests = () if isinstance(item, Order) else Fingerprints(self.keys).of(key)
        people = turns.digests(item, self.keys)
        return PendingRow(key, kind, item.received_at.timestamp(), due, sealed, digests, people, until)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes, exclusive among all threads and processes; raises StoreError."""
        try:
            self.health.require_sound()
            with self.database.writing() as connection:
                yield connection
        except self.database.failures as error:
            raise self.health.failed(error, writing=True) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that reads; raises StoreError.

        With SQLite all its statements see one state of the store, with PostgreSQL each that of its own moment.
        """
        try:
            self.health.require_sound()
            with self.database.reading() as connection:
                yield connection
        except self.database.failures as error:
            raise self.health.failed(error, writing=False) from error

    def require_undamaged(self) -> None:
        """Look through the whole database, where that is the relay's to do; raises StoreError."""
        try:
            self.database.require_undamaged()
        except self.database.failures as error:
            raise self.health.failed(error, writing=False) from error

    def sizes(self) -> Mapping[str, int]:
        """Return how many bytes each part of the database takes; raises StoreError."""
        try:
            return self.database.sizes()
        except self.database.failures as error:
            raise self.health.failed(error, writing=False) from error

    def check(self) -> None:
        """Check that the store can be read, and written if the last write failed; raises StoreError."""
        with self.reading() as connection:
            connection.execute(select(leases.c.until)).all()
        if self.health.problem:
            # As large as a message: a smaller row may find room on a full disk. It is no lease, and replaces itself.
            row = {"name": _TRIAL, "owner": "x" * _TRIAL_CHARACTERS, "until": 0.0}
            with self.writing() as connection:
                connection.execute(delete(leases).where(leases.c.name == _TRIAL))
                connection.execute(insert(leases).values(row))
            self.health.written()

    def note_limit(self, until: datetime) -> None:
        """Store that GitHub grants the jobs no requests until then."""
        row = {"name": _LIMIT, "owner": _LIMIT, "until": until.timestamp()}
        with self.writing() as connection:
            upsert.put(connection, leases, row, "name")

    def limited_until(self) -> datetime | None:
        """Return until when GitHub grants the jobs no requests; the moment may have passed."""
        with self.reading() as connection:
            return moment(connection.execute(_LIMITED_UNTIL).scalar_one_or_none())

    def purge(self, before: datetime) -> int:
        """Delete what was delivered before the moment; return how many items were deleted."""
        gone, more = 0, True
        while more:  # between two parts, what arrives is stored
            with self.writing() as connection:
                self.database.keep_groups_out(connection)  # one that is purged must be known by then
                some = connection.execute(_old_batches(before)).scalars().all()
                gone += _purge(some, self.keys, connection)
            more = len(some) == _PURGED_AT_ONCE
        with self.writing() as connection:
            connection.execute(delete(known).where(known.c.until < before.timestamp()))
            # What is noted of one batch or token.
            of_one = notes.c.name.contains(":") & (notes.c.at < before.timestamp())
            connection.execute(delete(notes).where(of_one))
            connection.execute(delete(arrivals).where(arrivals.c.at < before.timestamp()))
            # An order whose item is still stored is on its way.
            connection.execute(
                delete(orders).where(
                    orders.c.updated_at < before.timestamp(), ~exists().where(events.c.key == orders.c.id)
                )
            )
        self.database.delete_copies(before)
        return gone

    def downgrade(self, revision: str) -> None:
        """Change the tables back to those of an earlier version, for whoever goes back to it; raises BotError."""
        try:
            revisions.downgrade(self.database, revision)
        except self.database.failures as error:
            raise self.health.failed(error, writing=True) from error


def _old_batches(before: datetime) -> Select[str]:
    old = (batches.c.state == BatchState.DONE) & (batches.c.done_at < before.timestamp())
    return select(batches.c.id).where(old).limit(_PURGED_AT_ONCE)


def _purge(these: Sequence[str], keys: RelayKeys, connection: Connection) -> int:
    """Delete these batches with their items, and return how many items those were."""
    mine = events.c.batch.in_(these)
    _remember(mine, keys, connection)
    # A version that knows no people leaves theirs.
    theirs = select(events.c.sequence).where(mine)
    connection.execute(delete(people).where(people.c.sequence.in_(theirs)))
    gone = connection.execute(delete(events).where(mine)).rowcount
    connection.execute(delete(batches).where(batches.c.id.in_(these)))
    return gone


def _remember(these: ColumnElement[bool], keys: RelayKeys, connection: Connection) -> None:
    """Keep a digest of each item, so that it is still recognised when its row is gone."""
    fingerprints = Fingerprints(keys)
    rows = [
        {
            "digest": fingerprints.of(row.key)[0],
            "sequence": row.sequence,
            "until": row.received_at + REMEMBERED.total_seconds(),
        }
        for row in connection.execute(
            select(events).where(these, events.c.kind != envelope.SEND_NOTIFICATION)
        )
    ]
    if rows:
        upsert.add_missing(connection, known, rows)


def moment(seconds: float | None) -> datetime | None:
    """Return the moment of a column."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

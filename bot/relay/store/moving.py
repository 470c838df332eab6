"""Moves a whole store into another database: what waits, and what is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Table, delete, func, insert, select

from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.relay.batches.batch import BatchState
from bot.relay.store import others
from bot.relay.store.lease import DISPATCHER, Lease
from bot.relay.store.lock import StoreError
from bot.relay.store.schema import alerts, batches, events, leases, metadata, notes
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys

_ROWS = 500  # at a time
_MOVED = "moved"  # the note that stays behind


def move(source: Store, target: Store) -> int:
    """Move all rows, and return how many undelivered items are among them; raises BotError, and StoreError.

    The source is emptied last, and keeps a note: a relay that was started on it by mistake would take messages that
    nobody looks for there.
    """
    require_no_relay(source, "FROM")
    require_no_relay(target, "TO")
    if _was_moved(source):
        raise BotError(
            "FROM was moved into another database already.", "Name the database that holds what waits."
        )
    with source.writing() as old, target.writing() as new:
        for database, connection in ((source.database, old), (target.database, new)):
            database.keep_groups_out(connection)
            database.may_take_long(connection)
        new.execute(delete(notes).where(notes.c.name == _MOVED))
        _require_empty(new)
        for table in metadata.sorted_tables:
            for rows in _rows(table, old):
                new.execute(insert(table), rows)
        target.database.raise_highest(new, max(1, source.database.highest(old)))
        undelivered = _undelivered(old)
        new.commit()  # from here on it is the target that counts
        for table in reversed(metadata.sorted_tables):
            old.execute(delete(table))
        old.execute(insert(notes).values(name=_MOVED, content="", at=clock.now().timestamp()))
    return undelivered


def require_not_moved(store: Store) -> None:
    """Raise BotError for a store whose content is in another database by now."""
    if _was_moved(store):
        raise BotError(
            "What relay.database in config.yml names was moved into another database.",
            "Write the new place there. To use this one again, run `bot relay migrate-store` from the new one to it.",
        )


def _was_moved(store: Store) -> bool:
    with store.reading() as connection:
        return connection.execute(select(notes.c.at).where(notes.c.name == _MOVED)).first() is not None


def opened(which: str, place: Path | URL, keys: RelayKeys) -> Store:
    """Open a store, which sentences call `which`, and bring it up to date unless a relay uses it; raises BotError."""
    if isinstance(place, Path) and place.exists() and others.use_file(place):
        raise _used(which)
    try:
        return Store(place, keys)
    except StoreError as error:
        raise BotError(Sentence("{which}: {why}", which=which, why=error.message), error.remedy) from error


def require_no_relay(store: Store, which: str) -> None:
    """Raise BotError while a relay uses the store, which the sentence calls `which`."""
    # One that cannot reach GitHub yet has no lease.
    if Lease(store).holder(clock.now()) or others.use(store.database):
        raise _used(which)


def _used(which: str) -> BotError:
    return BotError(
        Sentence("A relay runs on {which}.", which=which),
        "Stop all relays that use it, wait for ten seconds, and repeat the command. What is connected to a "
        "PostgreSQL, also from a machine that is gone, its pg_stat_activity shows.",
    )


def _require_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if table is not leases and connection.execute(select(table).limit(1)).first():
            raise BotError("TO is not empty.", "Name a new file, or a new database of PostgreSQL.")


def _rows(table: Table, connection: Connection) -> Iterator[Sequence[dict[str, Any]]]:
    query = select(table).order_by(*table.primary_key)
    if table is leases:  # who dispatches is decided anew
        query = query.where(leases.c.name != DISPATCHER)
    in_parts = query.execution_options(stream_results=True, yield_per=_ROWS)
    for rows in connection.execute(in_parts).mappings().partitions():
        # The ids of alerts are given anew: only their order counts.
        yield [
            {key: value for key, value in row.items() if not (table is alerts and key == "id")}
            for row in rows
        ]


def _undelivered(connection: Connection) -> int:
    done = select(batches.c.id).where(batches.c.state == BatchState.DONE)
    waiting = events.c.batch.is_(None) | events.c.batch.not_in(done)
    return int(connection.execute(select(func.count()).select_from(events).where(waiting)).scalar_one())

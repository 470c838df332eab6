"""Whether jobs reach this relay: only then may a batch hold more than its dispatch carries.

Their reports show it. A run that could not fetch the rest of its batch shows the contrary, until the next report.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.core import clock
from bot.core.messages import BatchId
from bot.relay.batches.batch import Batch
from bot.relay.store.notes import SharedNotes, moment_of, put, read_in
from bot.relay.store.store import Store

NAME = "jobs-reach"
_KNOWN_FOR = timedelta(days=2)  # reconcile reports at least once a day
_WRITTEN_EVERY = timedelta(hours=1)


def note(store: Store, now: datetime) -> None:
    """Note that a job has reached this relay; raises StoreError."""
    last = moment_of(SharedNotes(store).read(NAME).get("at"))
    if last is None or abs(now - last) > _WRITTEN_EVERY:
        SharedNotes(store).write(NAME, {"at": clock.iso(now)}, now)


def note_fetched(batch: BatchId, store: Store, now: datetime) -> None:
    """Note that the run of a batch has fetched the rest of it; raises StoreError."""
    SharedNotes(store).write(NAME, {"at": clock.iso(now), "batch": batch}, now)


def is_known(connection: Connection, now: datetime) -> bool:
    """Return whether a job has reached this relay lately, and the last that fetched something could."""
    last = moment_of(read_in(connection, NAME).get("at"))
    return last is not None and abs(now - last) < _KNOWN_FOR


def forget_unless_fetched(connection: Connection, batch: Batch, now: datetime) -> bool:
    """Forget it unless the last run of a batch has fetched the rest; return whether it is forgotten."""
    noted = read_in(connection, NAME)
    last = moment_of(noted.get("at"))
    if last is not None and noted.get("batch") == batch.id and last >= batch.last_attempt:
        return False
    put(NAME, {}, now, connection)
    return True

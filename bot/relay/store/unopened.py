"""Which batches under way a job cannot open, whichever process it reported that to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.core.messages import BatchId
from bot.relay.batches.batch import UNFINISHED
from bot.relay.store import notes as kept
from bot.relay.store.schema import batches, notes
from bot.relay.store.store import Store


def note(batch: str, store: Store, now: datetime) -> bool | None:
    """Note a job's report that it cannot open a batch, until its run has ended; return whether that is new.

    None if no such batch is under way. Anybody who knows the id could report it, so nothing but the words of a failure
    depends on it, and it is written once. Raises StoreError.
    """
    under_way = select(batches.c.id).where(batches.c.id == batch, batches.c.state.in_(UNFINISHED))
    with store.reading() as connection:
        if not connection.execute(under_way).first():
            return None
        if _is_noted(batch, connection):
            return False
    with store.writing() as connection:
        kept.put(_name(batch), {"unopened": True}, now, connection)
    return True


def is_noted(batch: BatchId, store: Store) -> bool:
    """Return whether that was reported of a batch since its dispatch. Raises StoreError."""
    with store.reading() as connection:
        return _is_noted(batch, connection)


def forget(batch: BatchId, connection: Connection) -> None:
    """Forget what was reported of a batch whose run has ended, or never came."""
    connection.execute(delete(notes).where(notes.c.name == _name(batch)))


def _is_noted(batch: str, connection: Connection) -> bool:
    return connection.execute(select(notes.c.name).where(notes.c.name == _name(batch))).first() is not None


def _name(batch: str) -> str:
    return f"unopened:{batch}"

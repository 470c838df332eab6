"""Which batches under way a job cannot open, whichever process it reported that to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from bot.core.messages import BatchId
from bot.relay.batches.batch import UNFINISHED
from bot.relay.store import notes as kept
from bot.relay.store.schema import batches, notes
from bot.relay.store.store import Store


def note(batch: str, store: Store, now: datetime) -> bool:
    """Note a job's report that it cannot open a batch, until its run has ended; False if none is under way.

    Anybody who knows the id could report it, so nothing but the words of a failure depends on it. Raises StoreError.
    """
    under_way = select(batches.c.id).where(batches.c.id == batch, batches.c.state.in_(UNFINISHED))
    with store.reading() as connection:
        if not connection.execute(under_way).first():
            return False
    with store.writing() as connection:
        kept.put(_name(batch), {"unopened": True}, now, connection)
    return True


def take(batch: BatchId, store: Store) -> bool:
    """Return whether that was reported of a batch whose run has ended, and forget it. Raises StoreError."""
    mine = notes.c.name == _name(batch)
    with store.reading() as connection:
        if not connection.execute(select(notes.c.name).where(mine)).first():
            return False
    with store.writing() as connection:
        connection.execute(delete(notes).where(mine))
    return True


def _name(batch: str) -> str:
    return f"unopened:{batch}"

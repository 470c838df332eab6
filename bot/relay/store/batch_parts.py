"""Batches that hold more than a dispatch carries: what their runs ask for, and what becomes of those that cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.core.messages import BatchId
from bot.relay.batches.batch import Batch, BatchState
from bot.relay.store import batch_rows, job_reach
from bot.relay.store.schema import events
from bot.relay.store.store import Store
from bot.rules.wire import envelope
from bot.rules.wire.envelope import SealedItem


def items(connection: Connection, batch: BatchId, after: int = 0) -> list[SealedItem]:
    """Return the items of a batch, from the first behind a number on."""
    mine = select(events).where(events.c.batch == batch, events.c.sequence > after)
    return [
        SealedItem(row.sequence, row.content) for row in connection.execute(mine.order_by(events.c.sequence))
    ]


def rest(store: Store, batch: BatchId, after: int) -> tuple[list[SealedItem], datetime] | None:
    """Return what a batch holds behind a number, and when it was made; None if there is no such batch.

    Of one that is done nothing is left. Raises StoreError.
    """
    with store.reading() as connection:
        found = batch_rows.of_ids([batch], connection).get(batch)
        if found is None:
            return None
        left = [] if found.state is BatchState.DONE else items(connection, batch, after)
    return left, found.created_at


def shorten(connection: Connection, batch: Batch, now: datetime) -> Batch:
    """Take out of a batch what its dispatch did not carry, if its run could not fetch that either.

    It waits in the queue again, behind the batch. Return the batch as it is then.
    """
    mine = items(connection, batch.id)
    carried = envelope.fitting(mine)
    if len(carried) == len(mine) or not job_reach.forget_unless_fetched(connection, batch, now):
        return batch
    beyond = (events.c.batch == batch.id) & (events.c.sequence > carried[-1].sequence)
    connection.execute(update(events).where(beyond).values(batch=None))
    shorter = replace(batch, count=len(carried))
    batch_rows.save(shorter, connection)
    return shorter

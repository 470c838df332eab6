"""What was dispatched a short while ago, by any process: who takes the lead goes on at the same pace."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import case, func, select

from bot.core.messages import BatchId
from bot.relay.batches.batch import BatchState
from bot.relay.batches.creations import CREATING, Spent
from bot.relay.store.schema import batches
from bot.relay.store.store import Store, moment
from bot.rules.wire import envelope


def created_since(since: datetime, store: Store) -> list[tuple[BatchId, Spent]]:
    """Return what may have created something since the moment, at most; raises StoreError."""
    # One whose run has failed was dispatched too, and is done later or never.
    ended_at = func.coalesce(batches.c.done_at, batches.c.dispatched_at)
    at_github = batches.c.state == BatchState.DISPATCHED
    query = select(batches.c.id, batches.c.size, case((~at_github, ended_at)).label("ended_at")).where(
        batches.c.kind.in_(CREATING), at_github | (ended_at >= since.timestamp())
    )
    with store.reading() as connection:
        found = connection.execute(query).all()
    return [
        (BatchId(one.id), Spent(min(one.size, envelope.MAX_PEOPLE), moment(one.ended_at))) for one in found
    ]


def dispatched_since(since: datetime, store: Store) -> list[datetime]:
    """Return when batches were dispatched since then, the oldest first; raises StoreError."""
    at = func.coalesce(batches.c.dispatched_at, batches.c.attempted_at)
    with store.reading() as connection:
        found = connection.execute(select(at).where(at > since.timestamp()).order_by(at)).scalars()
        return [datetime.fromtimestamp(one, UTC) for one in found]

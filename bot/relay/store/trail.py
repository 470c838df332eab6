"""What the store knows of one message, by its id: when it came, in which batch it travels, what became of an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select

from bot.core.messages import DeliveryStatus
from bot.relay.batches.batch import Batch
from bot.relay.store import batch_rows, known
from bot.relay.store.schema import events, orders
from bot.relay.store.store import Store


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A message, an order or a delivery report: its kind, the status of a report, and its batch if it has one."""

    kind: str
    status: str
    received_at: datetime
    sequence: int
    batch: Batch | None


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """What is known of an order; `status` is empty as long as nobody has reported one."""

    status: str
    code: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class StoredTrail:
    """All of it; `is_remembered` says that the message was taken, and its row is purged."""

    items: tuple[StoredItem, ...] = ()
    order: StoredOrder | None = None
    is_remembered: bool = False


def of(message: str, store: Store) -> StoredTrail:
    """Return what the store knows of a MessageSid or of the id of an order; raises StoreError."""
    keys = [message, *(f"{message}:{status}" for status in DeliveryStatus)]
    with store.reading() as connection:
        rows = connection.execute(select(events).where(events.c.key.in_(keys))).all()
        batches = batch_rows.of_ids({row.batch for row in rows if row.batch}, connection)
        order = connection.execute(select(orders).where(orders.c.id == message)).one_or_none()
    items = [
        StoredItem(
            kind=row.kind,
            status=row.key.removeprefix(message).removeprefix(":"),
            received_at=datetime.fromtimestamp(row.received_at, UTC),
            sequence=row.sequence,
            batch=batches.get(row.batch),
        )
        for row in sorted(rows, key=lambda row: row.sequence)
    ]
    return StoredTrail(
        tuple(items),
        _order(order) if order else None,
        is_remembered=not rows and known.is_known(message, store),
    )


def _order(row: Row[Any]) -> StoredOrder:
    created_at, updated_at = (datetime.fromtimestamp(at, UTC) for at in (row.created_at, row.updated_at))
    return StoredOrder(row.status, row.code, created_at, updated_at)

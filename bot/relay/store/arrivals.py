"""Which parts of a text have arrived: the text has arrived once all of them have."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.core.messages import DeliveryReport
from bot.relay.store import upsert
from bot.relay.store.schema import arrivals
from bot.relay.store.store import Store


def all_arrived(report: DeliveryReport, store: Store) -> bool:
    """Store that a part has arrived; return whether all parts of its text have. Raises StoreError.

    Reports may come in any order and repeatedly; if one is lost, the text is never counted as arrived.
    """
    if report.parts == 1:
        return True
    row = {"about": report.about, "part": report.part, "at": report.received_at.timestamp()}
    known = select(func.count()).select_from(arrivals).where(arrivals.c.about == report.about)
    with store.writing() as connection:
        upsert.add_missing(connection, arrivals, [row])
        return connection.execute(known).scalar_one() >= report.parts

"""Which messages of a text that left in several have arrived: only all of them make it arrive."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert

from bot.core.messages import DeliveryReport
from bot.relay.store import Store
from bot.relay.store_schema import arrivals


def completes(report: DeliveryReport, store: Store) -> bool:
    """Note that a message has arrived; tell whether with it every message of its text has. Raises StoreError.

    Reports may come in any order and again; one that is lost leaves the text incomplete, which claims nothing.
    """
    if report.parts == 1:
        return True
    row = {"about": report.about, "part": report.part, "at": report.received_at.timestamp()}
    known = select(func.count()).select_from(arrivals).where(arrivals.c.about == report.about)
    with store.writing() as connection:
        connection.execute(insert(arrivals).values(row).on_conflict_do_nothing())
        return connection.execute(known).scalar_one() >= report.parts

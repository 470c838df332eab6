"""What the relay has taken before, long after its row is gone: keyed digests, which tell nobody what they stand for.

Twilio signs no time: whoever captured a request could deliver it again, signature and all, once its row is purged.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.relay.store import upsert
from bot.relay.store.fingerprints import Fingerprints
from bot.relay.store.schema import known
from bot.relay.store.store import REMEMBERED, Store


def is_known(request: str, store: Store) -> bool:
    """Return whether a request was remembered; raises StoreError."""
    digests = Fingerprints(store.keys).of(request)
    with store.reading() as connection:
        return (
            connection.execute(select(known.c.until).where(known.c.digest.in_(digests))).first() is not None
        )


def remember(request: str, now: datetime, store: Store, during: timedelta = REMEMBERED) -> None:
    """Remember a request that was carried out; raises StoreError."""
    row = {"digest": Fingerprints(store.keys).of(request)[0], "until": (now + during).timestamp()}
    with store.writing() as connection:
        upsert.add_missing(connection, known, [row])

"""Which database a place stands for: the path of a file, or the address of a PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL

from bot.relay.store.database import Database
from bot.relay.store.sqlite import SqliteDatabase


def open_database(place: Path | URL, patience: float) -> Database:
    """Return the database, open; `patience` is how many seconds to wait for a lock. Raises StoreError."""
    if isinstance(place, URL):
        raise NotImplementedError
    return SqliteDatabase(place, patience)

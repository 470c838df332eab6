"""Which database a place stands for: the path of a file, or the address of a PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.core.settings.database_place import SCHEMES
from bot.relay.store.database import Database
from bot.relay.store.sqlite import SqliteDatabase


def of(settings: Settings) -> Path | URL:
    """Return where the relay keeps its store; raises BotError."""
    password = settings.environment.RELAY_DATABASE_PASSWORD
    return parse(settings.config.relay.database, password.get_secret_value() if password else None)


def parse(place: str, password: str | None = None) -> Path | URL:
    """Return a place that somebody wrote; `password` is for a PostgreSQL whose address has none.

    Raises BotError.
    """
    scheme, colon, _ = place.partition("://")
    if not colon:
        return Path(place)
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        url = None
    if url is None or scheme not in SCHEMES or not url.database:
        raise BotError(
            "The address of the store is neither a file nor a PostgreSQL.",
            "Write it like data/relay.db or postgresql://user@host:5432/database.",
        )
    url = url.set(drivername="postgresql")
    return url.set(password=password) if password and not url.password else url


def open_database(place: Path | URL, patience: float, *, upgrades: bool = True) -> Database:
    """Return the database, open; `patience` is how many seconds to wait for a lock. Raises StoreError.

    Without `upgrades` it must have the tables of this version.
    """
    if isinstance(place, URL):
        from bot.relay.store.postgres import PostgresDatabase  # noqa: PLC0415 - a relay with SQLite does without

        return PostgresDatabase(place, patience, upgrades=upgrades)
    return SqliteDatabase(place, patience, upgrades=upgrades)

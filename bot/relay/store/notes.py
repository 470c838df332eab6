"""What the processes of all relays know together, such as what the one that dispatches finds wrong.

A note holds neither a number nor a text of a person. It is written only when it changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.core import clock
from bot.relay.store import upsert
from bot.relay.store.schema import notes
from bot.relay.store.store import Store

Content = dict[str, object]


class SharedNotes:
    """The notes of a store, by name. Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self, name: str) -> Content:
        """Return what is noted; empty if nothing is, or nothing that this version understands."""
        with self._store.reading() as connection:
            return read_in(connection, name)

    def named(self, prefix: str) -> dict[str, Content]:
        """Return the notes whose names begin so."""
        query = select(notes.c.name, notes.c.content).where(notes.c.name.startswith(prefix, autoescape=True))
        with self._store.reading() as connection:
            return {name: _content(found) for name, found in connection.execute(query)}

    def write(self, name: str, content: Content, now: datetime) -> None:
        """Note something in place of what was noted; no content removes the note."""
        with self._store.writing() as connection:
            put(name, content, now, connection)

    def forget(self, prefix: str, before: datetime) -> None:
        """Remove the notes whose names begin so and that have not been written since the moment."""
        old = notes.c.name.startswith(prefix, autoescape=True) & (notes.c.at < before.timestamp())
        with self._store.writing() as connection:
            connection.execute(delete(notes).where(old))

    def change(self, name: str, rule: Callable[[Content], Content], now: datetime) -> Content:
        """Note what a rule makes of what is noted, whatever other processes do meanwhile, and return it."""
        with self._store.writing() as connection:
            before = read_in(connection, name)
            after = rule(before)
            if after != before:
                put(name, after, now, connection)
        return after


def put(name: str, content: Content, now: datetime, connection: Connection) -> None:
    """Write a note within a transaction."""
    if not content:
        connection.execute(delete(notes).where(notes.c.name == name))
        return
    row = {"name": name, "content": json.dumps(content, ensure_ascii=False), "at": now.timestamp()}
    upsert.put(connection, notes, row, "name")


def moment_of(value: object) -> datetime | None:
    """Return a moment that a note holds; None where it holds none."""
    try:
        return clock.read_iso(value) if isinstance(value, str) else None
    except ValueError:
        return None


def read_in(connection: Connection, name: str) -> Content:
    """Return what is noted, within a transaction."""
    return _content(
        connection.execute(select(notes.c.content).where(notes.c.name == name)).scalar_one_or_none()
    )


def _content(found: str | None) -> Content:
    try:
        content = json.loads(found) if found else {}
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}

"""Writes a group of items into PostgreSQL in one exchange, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from bot.relay.store.group import PendingRow, Stored
from bot.relay.store.lock import StoreError

# Sequence numbers are handed out in the order of the rows. Returns each key that is stored, and whether it is new.
_STORE = """
WITH item AS (
    SELECT * FROM unnest(
        %(keys)s::text[], %(kinds)s::text[], %(received)s::float8[], %(due)s::float8[], %(contents)s::text[]
    ) WITH ORDINALITY AS item (key, kind, received_at, due_at, content, place)
), before AS (
    SELECT old.key, known.sequence
    FROM unnest(%(digest_keys)s::text[], %(digests)s::text[]) AS old (key, digest) JOIN known USING (digest)
), made AS (
    INSERT INTO events (key, kind, received_at, due_at, content)
    SELECT key, kind, received_at, due_at, content FROM item
    WHERE key NOT IN (SELECT key FROM before) ORDER BY place
    ON CONFLICT (key) DO NOTHING RETURNING key, sequence
), whose AS (
    INSERT INTO people (digest, sequence)
    SELECT person.digest, made.sequence
    FROM unnest(%(people_keys)s::text[], %(people)s::text[]) AS person (key, digest) JOIN made USING (key)
    ON CONFLICT DO NOTHING
)
SELECT key, sequence, true FROM made
UNION ALL SELECT key, sequence, false FROM before
UNION ALL SELECT events.key, events.sequence, false FROM events JOIN item USING (key)
"""
_KNOWN = "SELECT key, sequence FROM events WHERE key = ANY(%s)"


def write_group(
    connection: psycopg.Connection[Any], rows: Sequence[PendingRow], begin: str, limits: tuple[str, str]
) -> Sequence[Stored]:
    """Store the rows and commit; `begin` is the first statement. Raises psycopg.Error, or StoreError."""
    first = {row.key: row for row in reversed(rows)}
    own = [row for row in rows if first[row.key] is row]
    values = {
        "keys": [row.key for row in own],
        "kinds": [row.kind for row in own],
        "received": [row.received_at for row in own],
        "due": [row.due_at for row in own],
        "contents": [row.content for row in own],
        "digest_keys": [row.key for row in own for _ in row.digests],
        "digests": [digest for row in own for digest in row.digests],
        "people_keys": [row.key for row in own for _ in row.people],
        "people": [digest for row in own for digest in row.people],
    }
    with connection.pipeline():
        connection.execute(begin, limits)
        answer = connection.execute(_STORE, values)
        connection.commit()
    found = {key: Stored(sequence, new=new) for key, sequence, new in answer.fetchall()}
    missing = [row.key for row in own if row.key not in found]
    if missing:  # another process stored them at the same moment, so this statement does not see them
        late = connection.execute(_KNOWN, (missing,)).fetchall()
        connection.commit()
        found |= {key: Stored(sequence, new=False) for key, sequence in late}
    if len(found) < len(own):
        raise StoreError("an item was deleted while it came again")
    return [
        found[row.key] if first[row.key] is row else Stored(found[row.key].sequence, new=False)
        for row in rows
    ]

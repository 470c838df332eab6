"""Writes a group of items in a few statements, however many they are.

Each statement costs the driver a change of thread, while the event loop parses what comes next: the number of
statements, not of rows, decides how long a commit takes. So the rows go in as one JSON text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from bot.relay.store.lock import StoreError


@dataclass(frozen=True, slots=True)
class Stored:
    """The sequence number of an item, and whether it is new."""

    sequence: int
    new: bool


@dataclass(slots=True, eq=False)
class PendingRow:
    """A row on its way to the disk.

    `digests` would be known had it been stored and purged before; `people` are digests of the person's addresses.
    `until` is by when whoever waits for it needs an answer, by the steady clock; None: no request waits for it.
    """

    key: str
    kind: str
    received_at: float
    due_at: float
    content: str
    digests: Sequence[str] = ()
    people: Sequence[str] = ()
    until: float | None = None
    is_given_up: bool = False
    stored: Stored | None = None
    failure: StoreError | None = None


# Each takes one JSON text. APPEND keeps the order of the rows: their sequence numbers are handed out in it.
_HIGHEST = ""  # in the place of a digest
_PURGED_AND_HIGHEST = """
SELECT digest, sequence FROM known WHERE digest IN (SELECT value FROM json_each(?))
UNION ALL SELECT '', seq FROM sqlite_sequence WHERE name = 'events'
"""
_APPEND = """
INSERT INTO events (key, kind, received_at, due_at, content)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
    json_extract(value, '$[3]'), json_extract(value, '$[4]')
FROM json_each(?) WHERE true ORDER BY key
ON CONFLICT (key) DO NOTHING
"""
_SEQUENCES = """
SELECT json_group_object(key, sequence) FROM events WHERE key IN (SELECT value FROM json_each(?))
"""
_OF_PEOPLE = """
INSERT INTO people (digest, sequence)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?) WHERE true
ON CONFLICT DO NOTHING
"""


def write_group(connection: sqlite3.Connection, rows: Sequence[PendingRow]) -> Sequence[Stored]:
    """Store the rows inside the transaction that is open, and return what became of each; raises sqlite3.Error."""
    digests = json.dumps([digest for row in rows for digest in row.digests])
    purged: dict[str, int] = dict(connection.execute(_PURGED_AND_HIGHEST, (digests,)).fetchall())
    highest = purged.pop(_HIGHEST, 0)
    before = {row.key: purged[digest] for row in rows for digest in row.digests if digest in purged}
    new = [row for row in rows if row.key not in before]
    values = [(row.key, row.kind, row.received_at, row.due_at, row.content) for row in new]
    connection.execute(_APPEND, (json.dumps(values),))
    (found,) = connection.execute(_SEQUENCES, (json.dumps([row.key for row in new]),)).fetchone()
    sequences: dict[str, int] = json.loads(found)
    of_people = [
        (digest, sequences[row.key]) for row in new for digest in row.people if sequences[row.key] > highest
    ]
    if of_people:
        connection.execute(_OF_PEOPLE, (json.dumps(of_people),))
    return _outcomes(rows, before, sequences, highest)


def _outcomes(
    rows: Sequence[PendingRow], before: dict[str, int], sequences: dict[str, int], highest: int
) -> list[Stored]:
    """Return what became of each row: one that is twice in the group is new once."""
    outcomes, seen = [], set[str]()
    for row in rows:
        sequence = before[row.key] if row.key in before else sequences[row.key]
        is_new = row.key not in before and row.key not in seen and sequence > highest
        seen.add(row.key)
        outcomes.append(Stored(sequence, new=is_new))
    return outcomes

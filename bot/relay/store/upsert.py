"""Adding rows that may be there already, which each database writes in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

Row = Mapping[str, object]


def add_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Add rows, except those whose key is known; return how many were added, if it was one."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - a relay with SQLite does without

        return connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows).rowcount
    return connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows).rowcount


def put(connection: Connection, table: Table, row: Row, *key: str) -> None:
    """Add a row, or change the one that has its key."""
    values = {name: value for name, value in row.items() if name not in key}
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - as above

        theirs = postgresql.insert(table).values(row)
        connection.execute(theirs.on_conflict_do_update(index_elements=key, set_=values))
    else:
        ours = sqlite.insert(table).values(row)
        connection.execute(ours.on_conflict_do_update(index_elements=key, set_=values))

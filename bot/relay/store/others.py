"""Whether other processes have a store open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from bot.relay.store.database import Database
from bot.relay.store.postgres_names import PROGRAM
from bot.relay.store.sqlite import SqliteDatabase

_SESSIONS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND split_part(application_name, ' ', 1) = :program AND application_name <> current_setting('application_name')"
)


def use(database: Database) -> bool:
    """Return whether another process has the database open; raises one of its failures.

    Of a PostgreSQL also what a machine left that is gone, until the server notices.
    """
    if isinstance(database, SqliteDatabase):
        database.disconnect()
        database.engine.dispose()
        return use_file(database.file)
    with database.reading() as connection:
        return bool(connection.execute(_SESSIONS, {"program": PROGRAM}).scalar_one())


def use_file(file: Path) -> bool:
    """Try to get the file of a database alone, which fails while another has it open (sqlite.org/wal.html#noshm)."""
    try:
        with closing(sqlite3.connect(file, timeout=0)) as alone:
            alone.execute("PRAGMA locking_mode = EXCLUSIVE")
            alone.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:  # whoever opens it next says what else is wrong
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False

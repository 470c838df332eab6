"""What the disk and SQLite alone cost here."""

from __future__ import annotations

import os
import sqlite3
import statistics
import time
from contextlib import closing
from pathlib import Path

from benches._load import Load

_WRITES = 200
_PAGE = b"x" * 4096


def sync_milliseconds(folder: Path) -> float:
    """Return the median time in which a page that is appended to a file reaches the disk."""
    file = folder / "sync"
    taken = []
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        for _ in range(_WRITES):
            begun = time.perf_counter()
            os.write(number, _PAGE)
            os.fdatasync(number)
            taken.append(time.perf_counter() - begun)
    finally:
        os.close(number)
        file.unlink()
    return statistics.median(taken) * 1000


def file_system(folder: Path) -> str:
    """Return the type of the file system of a folder: in a tmpfs nothing is ever written to a disk."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    fitting = [(place, kind) for place, kind in mounts if folder.resolve().is_relative_to(place)]
    return max(fitting, key=lambda one: len(one[0]))[1] if fitting else "an unknown file system"


def bare_sqlite(folder: Path, seconds: float) -> Load:
    """Insert rows one after another for so many seconds, each on the disk before the next."""
    load = Load()
    file = folder / "bare.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE IF NOT EXISTS rows (content TEXT)",
        ):
            connection.execute(statement)
        before = begun = time.perf_counter()
        while before < begun + seconds:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO rows VALUES (?)", ("x" * 500,))
            connection.execute("COMMIT")
            now = time.perf_counter()
            load.taken.append(len(load.times))
            load.times.append(now - before)
            before = now
        load.seconds = before - begun
    return load

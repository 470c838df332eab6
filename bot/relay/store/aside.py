"""Copies of a SQLite store, put aside beside it before its tables are changed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from bot.core import to_disk
from bot.core.sentences import Sentence
from bot.relay.store.lock import StoreError, reason_of

_BEFORE = ".before-"


def copy(file: Path, revision: str) -> Path:
    """Copy a database to a file beside it that names the revision it is about to get; raises StoreError.

    It is on the disk before this returns, for its owner alone, and replaces an earlier copy of that name whole.
    """
    copied, part = _name(file, revision), file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)  # of a process that was killed
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        to_disk.flush(part)
        part.replace(copied)
        to_disk.flush(file.parent)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreError(
            Sentence(
                "{file} is not changed to revision {revision}, since no copy of it can be put aside: "
                "{reason}",
                file=file.name,
                revision=revision,
                reason=reason_of(error),
            ),
            Sentence(
                "Make room in its folder for a second {file}, and see that the relay's user may "
                "write there; then start the relay again.",
                file=file.name,
            ),
        ) from error
    return copied


def delete_before(file: Path, moment: datetime) -> None:
    """Delete the copies that were made before a moment: they hold what is to be deleted by then."""
    prefix = _name(file, "").name
    with suppress(OSError):  # the next purge comes to them
        for one in file.parent.iterdir():
            if one.name.startswith(prefix) and one.stat().st_mtime < moment.timestamp():
                one.unlink()


def _name(file: Path, revision: str) -> Path:
    return file.with_name(f"{file.name}{_BEFORE}{revision}")

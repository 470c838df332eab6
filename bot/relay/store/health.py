"""Whether the store can be written and read, as its last uses showed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.core import clock, logs
from bot.relay.batches.batch import Problem
from bot.relay.store.lock import StoreError, reason_of

# sqlite.org/rescode.html: SQLITE_CORRUPT and SQLITE_NOTADB, with all their extended codes.
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY_CODE = 0xFF


class StoreHealth:
    """Remembers the last write that failed, and for good that the file is damaged. Safe for threads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        # Sentences have its name alone: /readyz shows them to everybody.
        self._shown = Path(file.name)
        self._unwritten: Problem | None = None
        self._damage = ""
        self._inode: int | None = None

    def opened(self) -> None:
        """Note which file the name stands for; raises OSError."""
        self._inode = self._file.stat().st_ino

    @property
    def problem(self) -> Problem | None:
        """Why the last write failed; None if it succeeded."""
        return self._unwritten

    def written(self) -> None:
        """Note that a write succeeded which was as large as those that matter."""
        self._unwritten = None

    def failed(self, error: Exception, *, writing: bool) -> StoreError:
        """Note why something failed; return it as an error that holds nothing private."""
        if not self._damage and _shows_damage(error):
            self._damage = reason_of(error)
            found = damaged(self._shown, self._damage)
            logs.trouble("store-damaged", reason=found.message, remedy=found.remedy)
        if self._damage:
            made = damaged(self._shown, self._damage)
        else:
            made = (
                error if isinstance(error, StoreError) else StoreError(f"{self._shown}: {reason_of(error)}")
            )
        if writing or self._damage:
            since = self._unwritten.since if self._unwritten else clock.now()
            self._unwritten = Problem(made.message, made.remedy, since)
        return made

    def require_sound(self) -> None:
        """Raise StoreError once the file is damaged, or is another one: what is written then may be lost."""
        if self._damage:
            raise damaged(self._shown, self._damage)
        try:
            inode = self._file.stat().st_ino
        except OSError:
            inode = None
        if inode != self._inode:
            raise StoreError(
                f"{self._shown} was moved or replaced while the relay ran",
                "Restart the relay. The next run of reconcile brings back the messages that Twilio lists.",
            )


def damaged(file: Path, reason: str) -> StoreError:
    return StoreError(
        f"{file}: {reason}",
        f"Stop the relay, move {file.name}, {file.name}-wal and {file.name}-shm out of their folder, and start it "
        "again with a new store. The next run of reconcile brings back the messages that Twilio lists.",
    )


def _shows_damage(error: Exception) -> bool:
    cause = getattr(error, "orig", None) or error
    return getattr(cause, "sqlite_errorcode", 0) & _PRIMARY_CODE in _DAMAGE

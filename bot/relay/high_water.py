"""Notices that the store lost messages between two starts: cut short, replaced, or brought back from an old copy.

A small file beside the database holds the highest sequence number that was given. It holds nothing else, so it is
enough to write it a little later than the messages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from bot.core import clock, logs
from bot.relay.batch import Problem
from bot.relay.store import Store
from bot.relay.store_schema import events

# sqlite.org/autoinc.html: an ordinary table, which may be written.
_HIGHEST = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_RAISE = text("UPDATE sqlite_sequence SET seq = :highest WHERE name = :name")
_SET = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :highest)")


@dataclass(frozen=True, slots=True)
class _Mark:
    """The highest sequence number given, and since when how many of the last ones are missing."""

    highest: int = 0
    missing: int = 0
    since: str = ""


class HighWater:
    """The mark of one store. `recovered_at` returns when reconcile last succeeded, None if that is not known."""

    def __init__(self, store: Store, recovered_at: Callable[[], datetime | None] = lambda: None) -> None:
        self._store = store
        self._file = store.file.with_name(f"{store.file.name}.mark")
        self._recovered_at = recovered_at

    @property
    def problem(self) -> Problem | None:
        """What the store lost, until reconcile has brought back what it can."""
        mark = self._read()
        if not mark.missing:
            return None
        since = clock.read_iso(mark.since)
        recovered = self._recovered_at()
        if recovered and recovered > since:
            return None
        return Problem(
            f"{self._store.file.name} lacks the last {mark.missing} messages that it had before the relay started: it "
            "was cut short, replaced, or brought back from an older copy.",
            "The next run of reconcile brings back what Twilio lists; run it now by *Actions -> reconcile*. Tapped "
            "buttons, locations and orders of other systems are not in that list.",
            since,
        )

    def compare(self) -> None:
        """Compare the store with the mark; to be called before the first message is taken. Raises StoreError.

        What is missing keeps its numbers: no later message gets one of them.
        """
        mark = self._read()
        with self._store.writing() as connection:
            highest = _highest(connection)
            if highest < mark.highest:
                row = {"name": events.name, "highest": mark.highest}
                if not connection.execute(_RAISE, row).rowcount:
                    connection.execute(_SET, row)
        if highest < mark.highest:
            missing = mark.highest - highest
            self._write(_Mark(mark.highest, missing, clock.iso(clock.now())))
            logs.trouble(
                "store-cut",
                count=missing,
                reason="The store lacks the last messages that it had before this start.",
                remedy="Run the workflow reconcile: it brings back what Twilio lists.",
            )

    def note(self) -> None:
        """Write the mark if it is behind the store; raises StoreError."""
        with self._store.reading() as connection:
            highest = _highest(connection)
        mark = self._read()
        recovered = bool(mark.missing) and self.problem is None
        if highest > mark.highest or recovered:
            kept = _Mark() if recovered else mark
            self._write(_Mark(max(highest, mark.highest), kept.missing, kept.since))

    def _read(self) -> _Mark:
        try:
            content = json.loads(self._file.read_text(encoding="utf-8"))
            mark = _Mark(int(content["highest"]), int(content["missing"]), str(content["since"]))
            if mark.missing:
                clock.read_iso(mark.since)
        except (OSError, ValueError, KeyError, TypeError):
            return _Mark()
        return mark

    def _write(self, mark: _Mark) -> None:
        new = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            new.write_text(json.dumps(asdict(mark)), encoding="utf-8")
            new.chmod(0o600)
            new.replace(self._file)
        except OSError:  # a disk that takes nothing is the store's own trouble
            with suppress(OSError):
                new.unlink(missing_ok=True)


def _highest(connection: Connection) -> int:
    return int(connection.execute(_HIGHEST, {"name": events.name}).scalar_one_or_none() or 0)

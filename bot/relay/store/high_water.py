"""Notices that the store lost messages between two starts: cut short, replaced, or brought back from an old copy.

A small file outside of the database holds the highest sequence number that was given. It holds nothing else, so it is
enough to write it a little later than the messages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.core import clock, logs
from bot.relay.batches.batch import Problem
from bot.relay.store.store import Store

_MOST = 10**12


@dataclass(frozen=True, slots=True)
class _Highest:
    """The highest sequence number given, and since when how many of the last ones are missing."""

    highest: int = 0
    missing: int = 0
    since: str = ""


class HighWater:
    """The file of one store. `recovered_until` returns up to when reconcile has recorded all, None if not known."""

    def __init__(self, store: Store, recovered_until: Callable[[], datetime | None] = lambda: None) -> None:
        self._store = store
        self._database = store.database
        self._file = store.database.highest_file
        self._recovered_until = recovered_until

    @property
    def problem(self) -> Problem | None:
        """What the store lost, until reconcile has brought back what it can."""
        noted = self._read()
        if not noted.missing:
            return None
        since = clock.read_iso(noted.since)
        recovered = self._recovered_until()
        if recovered and recovered > since:
            return None
        return Problem(
            f"{self._database.name} lacks the last {noted.missing} messages that it had before the relay started: it "
            "was cut short, replaced, or brought back from an older copy.",
            "The relay wakes reconcile, which brings back what Twilio lists, once they are older than "
            "`reconcile.lost_after`. Tapped buttons, locations and orders of other systems are not in that list.",
            since,
        )

    def compare(self) -> bool:
        """Return whether the store lacks what was noted; to be called before the first message is taken.

        What is missing keeps its numbers: no later message gets one of them. Raises StoreError.
        """
        if not self._file:
            return False
        noted = self._read()
        with self._store.writing() as connection:
            highest = self._database.highest(connection)
            if highest < noted.highest:
                self._database.raise_highest(connection, noted.highest)
        if highest >= noted.highest:
            return False
        missing = noted.highest - highest
        self._write(_Highest(noted.highest, noted.missing + missing, clock.iso(clock.now())))
        logs.trouble(
            "store-cut",
            count=missing,
            reason="The store lacks the last messages that it had before this start.",
            remedy="The workflow reconcile is woken to bring back what Twilio lists.",
        )
        return True

    def note(self) -> None:
        """Write down the highest number if it has grown; raises StoreError."""
        if not self._file:
            return
        with self._store.reading() as connection:
            highest = self._database.highest(connection)
        noted = self._read()
        recovered = bool(noted.missing) and self.problem is None
        if highest > noted.highest or recovered:
            kept = _Highest() if recovered else noted
            self._write(_Highest(max(highest, noted.highest), kept.missing, kept.since))

    def _read(self) -> _Highest:
        if not self._file:
            return _Highest()
        try:
            content = json.loads(self._file.read_text(encoding="utf-8"))
            noted = _Highest(int(content["highest"]), int(content["missing"]), str(content["since"]))
            if noted.missing:
                clock.read_iso(noted.since)
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return _Highest()
        # A number that no store reaches comes of a damaged file, and would use up the numbers that are left.
        return noted if 0 <= noted.highest <= _MOST and 0 <= noted.missing <= _MOST else _Highest()

    def _write(self, noted: _Highest) -> None:
        if not self._file:
            return
        new = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            new.write_text(json.dumps(asdict(noted)), encoding="utf-8")
            new.chmod(0o600)
            new.replace(self._file)
        except OSError:  # a disk that takes nothing is the store's own trouble
            with suppress(OSError):
                new.unlink(missing_ok=True)

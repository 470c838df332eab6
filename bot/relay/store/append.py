"""How items are stored: a thread of its own commits, each time all that wait, so that one fsync serves them all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

from bot.core import logs
from bot.relay.store import deadline
from bot.relay.store.database import Database
from bot.relay.store.group import PendingRow, Stored
from bot.relay.store.health import StoreHealth
from bot.relay.store.lock import StoreError

Done = Callable[[Sequence[PendingRow]], None]
# How long somebody waits for a commit beyond their deadline: it has begun, and usually ends well.
GRACE_SECONDS = 0.3
_INTERRUPTED = "the commit was interrupted"
_ENDLESS = "it is locked by an earlier write that does not end"


class Appender:
    """Group commit. Safe for threads."""

    def __init__(self, database: Database, health: StoreHealth, patience: float) -> None:
        self._database = database
        self._health = health
        self._patience = patience
        self._queue: SimpleQueue[tuple[Sequence[PendingRow], Done] | None] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def close(self) -> None:
        """Commit what waits, end the thread and its connection; what is submitted later starts both again."""
        with self._starting:
            if self._thread:
                self._queue.put(None)
                self._thread.join()
                self._thread = None
            self._database.disconnect()

    def submit(self, entries: Sequence[PendingRow], done: Done) -> None:
        """Queue the entries; `done` is called on another thread with them and whatever was stored along with them.

        By then each has either what was stored or its failure.
        """
        self._queue.put((entries, done))
        if not self._thread:
            with self._starting:
                if not self._thread:
                    self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
                    self._thread.start()

    def append(self, entry: PendingRow) -> Stored:
        """Return once the entry is on disk; raises StoreError when it is not."""
        settled = threading.Event()
        self.submit([entry], lambda _: settled.set())
        if not settled.wait(deadline.remaining(self._patience) + GRACE_SECONDS):
            raise self.give_up(entry)
        if entry.stored:
            return entry.stored
        raise entry.failure or StoreError(_INTERRUPTED)

    def give_up(self, entry: PendingRow) -> StoreError:
        """Return why an entry was not stored in time; it may still be, and is recognised when it comes again."""
        entry.is_given_up = True
        return self._health.failed(StoreError(_ENDLESS, self._database.locked_remedy), writing=True)

    def _run(self) -> None:
        while waiting := self._queue.get():
            group = [waiting]
            ends = False
            with suppress(Empty):
                while not ends:
                    another = self._queue.get_nowait()
                    ends = another is None
                    group += [another] if another else []
            self._store(group)
            if ends:
                return

    def _store(self, group: Sequence[tuple[Sequence[PendingRow], Done]]) -> None:
        rows = [row for entries, _ in group for row in entries if not row.is_given_up]
        is_written = bool(rows) and self._commit(rows)
        waiters: dict[Done, list[PendingRow]] = {}
        for entries, done in group:
            waiters.setdefault(done, []).extend(entries)
        for done, theirs in waiters.items():
            try:
                done(theirs)
            except Exception as error:  # noqa: BLE001 - such as an event loop that was closed: others wait too
                logs.trouble("answer-not-possible", reason=type(error).__name__)
        if is_written:  # those who wait for an answer come first
            self._database.announce_group()

    def _commit(self, group: Sequence[PendingRow]) -> bool:
        """Store the group in one transaction: all of it, or none, and everybody who waits gets the failure."""
        failure: StoreError | None = None
        outcomes: Sequence[Stored] = ()
        deadline.set_moment(min((row.until for row in group if row.until is not None), default=None))
        try:
            self._health.require_sound()
            outcomes = self._database.write_group(group)
            self._health.written()
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait get an answer
            failure = self._health.failed(error, writing=True)
        for index, entry in enumerate(group):
            entry.stored = None if failure else outcomes[index]
            entry.failure = failure
        return not failure

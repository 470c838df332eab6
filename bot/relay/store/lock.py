"""Who may write: one thread of one process at a time."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.relay.store import deadline

_RETRY_SECONDS = 0.001
# While another process changes the tables, before which it copies the store.
UPGRADE_SECONDS = 60.0
_UNWRITABLE = "Check the disk (full? read-only?) and the folder of relay.database in config.yml."
LOCKED = (
    "Another program holds the database: end it (`fuser` with the file of relay.database names it). "
    "Twilio delivers again meanwhile."
)
_STOPPING = "Twilio delivers again meanwhile."


class StoreError(BotError):
    """The store cannot be written or read."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(
            Sentence("The message store does not work ({reason}).", reason=reason),
            remedy or (LOCKED if "locked" in reason else _UNWRITABLE),
        )
        self.reason = reason


def reason_of(error: Exception) -> str:
    """Return what went wrong, without the statement and its parameters, which hold private data."""
    if isinstance(error, StoreError):
        return error.reason
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


class WriteLock:
    """A lock among the threads of this process, and by a file next to the database among processes."""

    def __init__(self, database: Path, patience: float) -> None:
        """`patience` is how many seconds to wait for another process. Raises OSError."""
        self.patience = patience
        self._threads = threading.Lock()
        descriptor = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(descriptor, "r+b", buffering=0)

    def close(self) -> None:
        """Close the file; a second time does nothing, and closes nobody else's."""
        self._file.close()

    @contextmanager
    def threads(self) -> Iterator[None]:
        """Keep other threads out; raises StoreError when another one writes too long."""
        if not self._threads.acquire(timeout=deadline.remaining(self.patience)):
            raise StoreError("it is locked by an earlier write that does not end")
        try:
            yield
        finally:
            self._threads.release()

    @contextmanager
    def processes(self) -> Iterator[None]:
        """Keep other processes out, after other threads; the kernel releases the lock when this process dies.

        Raises StoreError when another process holds it too long.
        """
        until = clock.steady() + deadline.remaining(self.patience)
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if clock.steady() > until:
                    raise StoreError("it is locked by another process") from None
                clock.sleep(_RETRY_SECONDS)
            except ValueError:  # closed
                raise StoreError("the relay is stopping", _STOPPING) from None
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

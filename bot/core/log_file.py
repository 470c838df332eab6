"""A log file into which several processes write: each record is one write at the end, and one of them rotates it."""

from __future__ import annotations

import fcntl
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path

from bot.core import clock

KEPT_FILES = 5
# Who logs may be about to answer Twilio.
_PATIENCE_SECONDS = 0.2
_LOOK_SECONDS = 0.002
_RETRY_SECONDS = 30.0


class LogFile(logging.Handler):
    """Fails with one line on standard error, and goes on once the file can be written again."""

    def __init__(self, file: Path, most_bytes: int) -> None:
        """Open the file, which is renamed before it grows beyond `most_bytes`; raises OSError."""
        super().__init__()
        self._file = file.absolute()
        self._most_bytes = most_bytes
        self._descriptor: int | None = None
        self._failing = False
        self._not_before = 0.0  # by the steady clock
        self._open()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._write(f"{self.format(record)}\n".encode(errors="replace"))
            self._failing = False
        except (OSError, ValueError) as error:
            self.close_file()  # the next record opens it anew
            if not self._failing:
                reason = error.strerror if isinstance(error, OSError) else type(error).__name__
                _complain(f"The log file {self._file} cannot be written ({reason}); its lines are only here.")
            self._failing = True

    def close(self) -> None:
        self.close_file()
        super().close()

    def close_file(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with suppress(OSError):
                os.close(descriptor)

    def _write(self, content: bytes) -> None:
        descriptor = self._open() if self._descriptor is None else self._descriptor
        size = os.fstat(descriptor).st_size
        if (size and size + len(content) > self._most_bytes) or not self._is_current(descriptor):
            self._rotate(len(content))
            descriptor = self._open()  # also gives the lock back
        while content:  # the disk may take a part alone
            content = content[os.write(descriptor, content) :]

    def _open(self) -> int:
        self.close_file()
        # O_APPEND: whoever else writes, each write lands at the end as a whole (open(2)).
        self._descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
        return self._descriptor

    def _is_current(self, descriptor: int) -> bool:
        """Return whether the name still stands for the open file, which another process may have rotated."""
        try:
            return os.path.samestat(os.stat(self._file), os.fstat(descriptor))
        except FileNotFoundError:
            return False

    def _rotate(self, more: int) -> None:
        """Rename the file and its predecessors, unless another process just has; raises OSError.

        If another one has begun to and was halted, lines go to the open file, which grows beyond its size meanwhile.
        """
        descriptor = self._open()
        if clock.steady() < self._not_before:
            return
        if not _locked(descriptor):  # which is until it is closed
            self._not_before = clock.steady() + _RETRY_SECONDS
            return
        found = os.fstat(descriptor)
        if not self._is_current(descriptor) or not found.st_size or found.st_size + more <= self._most_bytes:
            return
        for number in range(KEPT_FILES, 0, -1):
            older = self._numbered(number)
            newer = self._numbered(number - 1) if number > 1 else self._file
            with suppress(FileNotFoundError):
                newer.replace(older)

    def _numbered(self, number: int) -> Path:
        return self._file.with_name(f"{self._file.name}.{number}")


def _locked(descriptor: int) -> bool:
    """Lock the file unless another process keeps it; a rename takes it no longer than a moment."""
    until = clock.steady() + _PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if clock.steady() > until:
                return False
            clock.sleep(_LOOK_SECONDS)
        else:
            return True


def _complain(sentence: str) -> None:
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{sentence}\n")

"""How a process that stored something wakes the one that dispatches, at once and on whichever machine."""

from __future__ import annotations

import os
import secrets
import select
import socket
import threading
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import Self


class Bell(ABC):
    """Rung by whoever stored something, heard by everybody who waits. A ring may be lost: look once a second, too."""

    @abstractmethod
    def ring(self) -> None:
        """Wake all that wait, in every process that shares the store; never raises."""

    @abstractmethod
    def wait(self, seconds: float) -> bool:
        """Return once somebody rings, at the latest after the seconds; whether somebody rang. For one thread.

        What was rung before the first wait of this process may be missed, what is rung later is not.
        """

    @abstractmethod
    def close(self) -> None:
        """Stop listening."""


class SocketBell(Bell):
    """A datagram socket for each process that waits, beside the file of the database. Needs Linux, for long paths."""

    def __init__(self, file: Path) -> None:
        self._folder, self._prefix = file.parent, f"{file.name}.bell-"
        self._lock = threading.Lock()
        self._waits_on: socket.socket | None = None
        self._path: Path | None = None
        self._rings_with: socket.socket | None = None

    def ring(self) -> None:
        with self._lock, suppress(OSError):
            self._rings_with = self._rings_with or _socket()
            for name in os.listdir(self._folder):
                if name.startswith(self._prefix):
                    self._send(self._rings_with, name)

    def wait(self, seconds: float) -> bool:
        listening = self._listen()
        if listening is None:
            threading.Event().wait(seconds)
            return False
        rung = bool(select.select([listening], [], [], max(0.0, seconds))[0])
        with suppress(BlockingIOError):
            while listening.recv(1):
                pass
        return rung

    def close(self) -> None:
        with self._lock:
            for one in (self._waits_on, self._rings_with):
                if one:
                    one.close()
            if self._path:
                self._path.unlink(missing_ok=True)
            self._waits_on = self._rings_with = self._path = None

    def _listen(self) -> socket.socket | None:
        """Return the socket of this process; None where there can be none, as on a full disk."""
        with self._lock, suppress(OSError):
            if not self._waits_on:
                made = _socket()
                name = f"{self._prefix}{os.getpid()}-{secrets.token_hex(4)}"
                with _ShortName(self._folder) as folder:
                    made.bind(f"{folder.path}/{name}")
                self._waits_on, self._path = made, self._folder / name
                self._path.chmod(0o600)
        return self._waits_on

    def _send(self, sender: socket.socket, name: str) -> None:
        try:
            with _ShortName(self._folder) as folder:
                sender.sendto(b"!", f"{folder.path}/{name}")
        except ConnectionRefusedError:  # its process was killed
            (self._folder / name).unlink(missing_ok=True)
        except OSError:  # full: it is being woken already
            pass


class _ShortName:
    """A short name for a folder: the address of a socket has room for 107 bytes (unix(7))."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self._descriptor = os.open(self._folder, os.O_PATH | os.O_CLOEXEC)
        self.path = f"/proc/self/fd/{self._descriptor}"
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    made.settimeout(0)
    return made

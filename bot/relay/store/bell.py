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
    """Rung by whoever stored something, heard by the process that dispatches.

    A ring may be lost: look once a second, too.
    """

    def __init__(self) -> None:
        # Whether this process has anything to do at once when somebody rings.
        self.attentive = False
        self._pair: tuple[socket.socket, socket.socket] | None = None
        self._making = threading.Lock()

    @abstractmethod
    def ring(self) -> None:
        """Wake whoever listens, in every process that shares the store; never raises."""

    @abstractmethod
    def listen(self) -> None:
        """Hear from now on what is rung, also by other processes; never raises."""

    @abstractmethod
    def stop_listening(self) -> None:
        """Hear nothing from now on; never raises."""

    @abstractmethod
    def _listening(self) -> int | None:
        """Return the descriptor that becomes readable when another process rings; None if there is none."""

    @abstractmethod
    def _drain(self) -> bool:
        """Take in what other processes have rung; return whether any has. Raises OSError, ValueError."""

    def ring_here(self) -> None:
        """Wake the thread that waits in this process, if it is attentive."""
        if self.attentive:
            self.wake()

    def wake(self) -> None:
        """End the wait of this process, attentive or not."""
        with suppress(OSError):  # full: it is being woken already
            self._own()[1].send(b"!")

    def wait(self, seconds: float) -> bool:
        """Return when woken, at the latest after the seconds; whether anybody did. For one thread."""
        inner = self._own()[0]
        others = self._listening() if self.attentive else None
        heard = select.poll()  # not select(2), which knows no descriptor from 1024 on
        try:
            heard.register(inner, select.POLLIN)
            if others is not None:
                heard.register(others, select.POLLIN)
            woken = inner.fileno() in [ready for ready, _ in heard.poll(max(0.0, seconds) * 1000)]
            with suppress(BlockingIOError):
                while inner.recv(4096):
                    pass
            # Also what nobody waits for: a queue that is full would be kept for us.
            rung = self._drain()
        except (OSError, ValueError):  # closed, or the connection is lost
            threading.Event().wait(min(seconds, 0.1))
            return False
        return woken or (rung and self.attentive)

    def close(self) -> None:
        """Stop listening for good."""
        self.stop_listening()
        for one in self._own():
            one.close()

    def _own(self) -> tuple[socket.socket, socket.socket]:
        """Return the sockets by which this process wakes itself."""
        with self._making:
            if not self._pair:
                self._pair = socket.socketpair()
                for one in self._pair:
                    one.settimeout(0)
            return self._pair


class SocketBell(Bell):
    """A datagram socket for each process that listens, beside the file of the database. Needs Linux, for long paths."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._folder, self._prefix = file.parent, f"{file.name}.bell-"
        self._lock = threading.Lock()
        self._listens_on: socket.socket | None = None
        self._path: Path | None = None
        self._rings_with: socket.socket | None = None
        self._closed = False

    def ring(self) -> None:
        if self._listens_on:  # who dispatches is in this process, and no other one listens
            self.ring_here()
            return
        with self._lock, suppress(OSError):
            if self._closed:
                return
            self._rings_with = self._rings_with or _socket()
            self._send_all(self._rings_with)

    def listen(self) -> None:
        self.attentive = True
        with self._lock:
            if not self._listens_on:
                made = _socket()
                try:
                    self._path = self._bind(made)
                    self._listens_on = made
                    self._send_all(made)  # which removes what killed processes have left
                except OSError:  # such as on a full disk: a look once a second has to do
                    if not self._listens_on:
                        made.close()

    def _bind(self, made: socket.socket) -> Path:
        name = f"{self._prefix}{os.getpid()}-{secrets.token_hex(4)}"
        with _ShortName(self._folder) as folder:
            made.bind(f"{folder.path}/{name}")
        path = self._folder / name
        path.chmod(0o600)
        return path

    def stop_listening(self) -> None:
        self.attentive = False
        with self._lock:
            if self._listens_on:
                self._listens_on.close()
            if self._path:
                with suppress(OSError):
                    self._path.unlink(missing_ok=True)
            self._listens_on = self._path = None

    def close(self) -> None:
        super().close()
        with self._lock:
            self._closed = True
            if self._rings_with:
                self._rings_with.close()

    def _listening(self) -> int | None:
        return self._listens_on.fileno() if self._listens_on else None

    def _drain(self) -> bool:
        rung, listens_on = False, self._listens_on
        with suppress(BlockingIOError):
            while listens_on and listens_on.recv(1):
                rung = True
        return rung

    def _send_all(self, sender: socket.socket) -> None:
        for name in os.listdir(self._folder):
            if name.startswith(self._prefix) and self._folder / name != self._path:
                self._send(sender, name)

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

"""A service that behaves badly in one manner, to whatever request."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

_HTML = b"<html><body>Welcome to the router</body></html>"
_ANSWERS = {
    "garbage": b"\x00\xff\x13\x37 nothing of HTTP\r\n\r\n\r\n",
    "500": b"HTTP/1.1 500 Broken\r\nContent-Length: 4\r\nConnection: close\r\n\r\noops",
    "html": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b"
        % (len(_HTML), _HTML)
    ),
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
}
_DRIPS = {
    "drip-headers": (b"", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000),
    "drip-body": (b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"{" * 10_000),
}
_HUGE = 20 * 1024 * 1024
DRIP_SECONDS = 0.3


class IllService:
    """Listens on a free port of this computer until it is left; the manners are the keys above, `hang` and `huge`."""

    def __init__(self, manner: str) -> None:
        self._manner, self._over = manner, threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        # A thread that waits in accept() would hold the socket open.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            if self._manner == "hang":
                self._over.wait()
            elif self._manner == "huge":
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % _HUGE)
                for _ in range(_HUGE // 65536):
                    connection.sendall(b"7" * 65536)
            elif self._manner in _DRIPS:
                at_once, slowly = _DRIPS[self._manner]
                connection.sendall(at_once)
                for byte in slowly:
                    if self._over.wait(DRIP_SECONDS):
                        break
                    connection.sendall(bytes([byte]))
            else:
                connection.sendall(_ANSWERS[self._manner])

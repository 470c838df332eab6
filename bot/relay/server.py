"""granian, with workers that share a socket which was made before it started."""

from __future__ import annotations

import multiprocessing
import socket
from typing import Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer


class Server(MPServer):
    """Worker processes that answer at one socket; without one, each makes its own for the same address."""

    def __init__(self, listening: socket.socket | None, **options: Any) -> None:
        super().__init__(**options)
        self._listening = listening
        if listening:  # the workers inherit it; from Python 3.14 on they would not by default
            multiprocessing.set_start_method("fork", force=True)

    def _init_shared_socket(self) -> None:
        if not self._listening:
            super()._init_shared_socket()  # type: ignore[no-untyped-call] # granian's
            return
        # What granian does where the kernel cannot share a port among sockets (granian/server/mp.py).
        self._listening.setblocking(False)  # noqa: FBT003 - Python's own signature
        make: Any = SocketHolder  # its stub lacks the arguments
        self._shd = make(fd=self._listening.fileno(), uds=False, backlog=self.backlog)
        self._sso = self._listening

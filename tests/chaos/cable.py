"""A network cable between a relay and its database, which can be pulled out and put in again."""

from __future__ import annotations

import select
import socket
import struct
import threading
from contextlib import suppress

_CHUNK = 65536
_RESET = struct.pack("ii", 1, 0)  # socket(7), SO_LINGER: what is closed so is reset


class Cable:
    """Passes on what comes to `port`; while it is `cut`, it carries nothing either way, and says so to nobody."""

    def __init__(self, target: int) -> None:
        """`target` is a port of this machine."""
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._listener.getsockname()[1])
        self._whole = threading.Event()
        self._whole.set()
        self._closed = False
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._whole.clear()

    def mend(self) -> None:
        """Carry on, with what was sent meanwhile."""
        self._whole.set()

    def close(self) -> None:
        self._closed = True
        self._whole.set()
        self._listener.close()
        with self._lock:
            for end in self._ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._closed:
            try:
                near = self._listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        self._whole.wait()
        try:
            far = socket.create_connection(("127.0.0.1", self._target), 5)
        except OSError:  # nobody listens: the caller learns it as from the kernel
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            near.close()
            return
        other = {near: far, far: near}
        with self._lock:
            self._ends |= other.keys()
        try:
            while not self._closed:
                for one in select.select([near, far], [], [], 1)[0]:
                    self._whole.wait()
                    data = one.recv(_CHUNK)
                    if not data:
                        return
                    other[one].sendall(data)
        except OSError:
            return
        finally:
            with self._lock:
                self._ends -= other.keys()
            for one in other:
                one.close()

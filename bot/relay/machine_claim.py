"""A right that one process of a machine has, for what only one should do and the store cannot decide."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress


class MachineClaim:
    """An abstract Unix socket of a name: the kernel gives it to one process, and releases it when that ends (unix(7)).

    Only Linux has them; elsewhere every process has the right.
    """

    def __init__(self, name: str) -> None:
        self._name = f"\0auditoria360-relay {name}"
        self._socket: socket.socket | None = None

    def take(self) -> bool:
        """Return whether this process has the right; it keeps it until it ends."""
        if self._socket or sys.platform != "linux":
            return True
        claim = socket.socket(socket.AF_UNIX)
        with suppress(OSError):
            claim.bind(self._name)
            self._socket = claim
            return True
        claim.close()
        return False

    def release(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

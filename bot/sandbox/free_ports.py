"""A port for a server that a later process opens."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress

# Below those that systems give to outgoing connections (Linux: from 32768 on), which would take a free one meanwhile.
_FIRST, _LAST = 20_000, 32_000


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    while True:
        port = secrets.choice(range(_FIRST, _LAST))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port

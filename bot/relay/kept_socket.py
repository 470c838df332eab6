"""The socket that systemd keeps while the relay restarts: who calls meanwhile waits, and is not refused.

The relay makes the socket and hands it to systemd, which gives it to the next process (sd_notify(3), `FDSTORE=1`;
sd_listen_fds(3)), for as long as the service is to run (systemd.service(5), `FileDescriptorStoreMax=`).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping, Sequence

from bot.core.settings import config

_NAME = "relay"
_FIRST = 3  # SD_LISTEN_FDS_START
_DEFER_SECONDS = 5


class Supervisor:
    """systemd as the process that started this one, if it did and listens."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = config.process_environment() if environ is None else environ

    def socket_for(self, host: str, port: int) -> socket.socket | None:
        """Return the socket that it keeps for that address; one for another address it keeps no longer."""
        if not self._address:
            return None
        wanted = {info[4][:2] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        found = None
        for one in self._given():
            if found is None and one.getsockname()[:2] in wanted:
                found = one
            else:
                one.close()
                self._notify(f"FDSTOREREMOVE=1\nFDNAME={_NAME}")
        return found

    def make_socket(self, host: str, port: int, backlog: int) -> socket.socket | None:
        """Return a new socket that it keeps from now on; None where nobody would. Raises OSError."""
        if not self._address:
            return None
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.create_server(address[:2], family=family, backlog=backlog)
        # A connection comes to the relay with its request: one that is accepted at the moment of a stop is closed
        # unanswered if nothing of it has been read (tcp(7)).
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, _DEFER_SECONDS)
        self._notify(f"FDSTORE=1\nFDNAME={_NAME}", [made.fileno()])
        return made

    def note_ready(self) -> None:
        """Report that a process answers: `systemctl start` waits for the first, and fails where none comes."""
        self._notify("READY=1")

    @property
    def _address(self) -> str:
        # An abstract socket is written with @ (sd_notify(3)).
        return self._environ.get("NOTIFY_SOCKET", "").replace("@", "\0", 1)

    def _given(self) -> Iterator[socket.socket]:
        if self._environ.get("LISTEN_PID") != str(os.getpid()):
            return
        for place in range(int(self._environ.get("LISTEN_FDS", "0"))):
            os.set_inheritable(_FIRST + place, False)  # noqa: FBT003 - Python's own signature
            yield socket.socket(fileno=_FIRST + place)

    def _notify(self, message: str, descriptors: Sequence[int] = ()) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
            connection.connect(self._address)
            socket.send_fds(connection, [message.encode()], descriptors)

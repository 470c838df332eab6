"""The relay as systemd runs it: what it hands over is given to the process that follows (sd_notify(3))."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.relay.process import Relay

# Gives the descriptors the numbers from 3 on, and becomes a process of Python.
_START = """
import os, sys
given = [int(one) for one in sys.argv.pop(1).split()]
for place, one in enumerate(given):
    os.dup2(one, 3 + place)
    os.close(one)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(given)))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


class Systemd:
    """Keeps the descriptors of one service, and counts how often it reported that it is ready."""

    def __init__(self, folder: Path) -> None:
        self.address = folder / "notify"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.address))
        self._socket.setblocking(False)
        self.kept: list[int] = []
        self.ready = 0

    def listen(self) -> None:
        """Take what the service has reported so far."""
        while True:
            try:
                message, descriptors, _, _ = socket.recv_fds(self._socket, 4096, 8)
            except BlockingIOError:
                return
            fields = dict(line.split("=", 1) for line in message.decode().splitlines())
            self.ready += fields.get("READY") == "1"
            if fields.get("FDSTORE") == "1":
                assert fields["FDNAME"] == "relay"
                self.kept += descriptors
            if fields.get("FDSTOREREMOVE") == "1":
                self.close()

    def start(self, *arguments: str, folder: Path, variables: Mapping[str, str]) -> subprocess.Popen[str]:
        """Start a process of Python as the service."""
        return subprocess.Popen(
            [sys.executable, "-c", _START, " ".join(map(str, self.kept)), *arguments],
            cwd=folder,
            env={**variables, "NOTIFY_SOCKET": str(self.address)},
            pass_fds=self.kept,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        while self.kept:
            os.close(self.kept.pop())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._socket.close()


class SupervisedRelay(Relay):
    """A relay that is started as systemd starts it."""

    systemd: Systemd

    def run(self, file_bytes: int | None = None) -> subprocess.Popen[str]:
        assert file_bytes is None
        return self.systemd.start("-m", "bot.cli", "relay", folder=self.folder, variables=self.variables)

    def restart(self) -> None:
        """End it and start it again as `systemctl restart` does."""
        assert self.process
        self.systemd.listen()
        self.process.terminate()
        self.process.communicate(timeout=30)
        assert self.process.returncode == 0
        self.start()

"""Relays that a drill starts itself: with a clock that is moved, or beside the world's own."""

from __future__ import annotations

import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.chaos.arena import Arena
from tests.journeys.processes import relay_command, relay_environment

_SOURCE = Path(__file__).parent / "moved_clock.c"


class ClockUnavailableError(Exception):
    """There is no C compiler to make the moved clock with."""


class MovedRelay:
    """The arena's relay with a clock of its own; `move` lets it step while it runs."""

    def __init__(self, arena: Arena) -> None:
        compiler = shutil.which("cc")
        if compiler is None:
            raise ClockUnavailableError("cc (Debian: gcc) is needed to move a clock")
        self._arena = arena
        self._offset = arena.world.folder / "clock-offset"
        self._library = arena.world.folder / "moved_clock.so"
        self._process: subprocess.Popen[bytes] | None = None
        self.move(0)
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O2", "-o", self._library, _SOURCE, "-ldl"], check=True
        )

    def move(self, seconds: int) -> None:
        """Let the relay's clock differ from the true one by so many seconds from now on."""
        content = struct.pack("=q", seconds)
        if self._offset.exists():
            with self._offset.open("r+b") as file:  # the relay has mapped this very file
                file.write(content)
        else:
            self._offset.write_bytes(content)

    def start(self) -> None:
        world = self._arena.world
        with (world.folder / "moved.out").open("ab") as output:
            self._process = subprocess.Popen(
                relay_command(world.folder / "config.yml"),
                cwd=world.folder,
                env={
                    **relay_environment(world),
                    "LD_PRELOAD": str(self._library),
                    "MOVED_CLOCK": str(self._offset),
                },
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._arena.until(self._is_ready, "the relay with the moved clock", 30)

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self._arena.world.relay_url}/healthz", timeout=2).status_code == 200
        except requests.RequestException:
            return False


@contextmanager
def moved_relay(arena: Arena, seconds: int = 0) -> Iterator[MovedRelay]:
    """Replace the world's relay by one whose clock differs by so many seconds; the true one is back at the end."""
    relay = MovedRelay(arena)
    arena.world.stop_relay()
    relay.move(seconds)
    relay.start()
    try:
        yield relay
    finally:
        relay.kill()
        arena.world.start_relay()


def python_children(folder: Path) -> list[int]:
    """Return the processes that work in a folder, such as a relay's worker beside its main process."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            if (
                (entry / "cwd").resolve() == folder
                and b"relay" in command
                and sys.executable.encode() in command
            ):
                found.append(int(entry.name))
        except OSError:
            continue
    return found

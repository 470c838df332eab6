"""How a sandbox ends: whatever ends it, none of its processes and no port of it is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli import sandbox_end, sandbox_start
from bot.core import clock
from bot.sandbox.client import SandboxClient
from bot.sandbox.emulator.addresses import Addresses
from bot.sandbox.world import World
from tests.stage import CONFIG, ROOT

_SECONDS = 60.0
_PAUSE_SECONDS = 0.05


class Terminal:
    """A terminal in which `bot sandbox` runs, with a workflow in the middle of its work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._screen, inner = os.openpty()
        # What nohup started ignores the end of its terminal, and so do those that it starts.
        before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "sandbox", "--folder", str(folder)],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "LANG": "en"},
            stdin=subprocess.DEVNULL,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        signal.signal(signal.SIGHUP, before)
        os.close(inner)
        self._until((folder / "world.json").exists)
        client = SandboxClient(Addresses(**json.loads((folder / "world.json").read_text("utf-8"))))
        client.schedule("reconcile")
        self._until(lambda: any("scripts/" in each for each in self.left().values()))

    def close(self) -> None:
        os.close(self._screen)
        self.process.send_signal(signal.SIGHUP)

    def left(self) -> dict[int, str]:
        """Return what runs of it beside the sandbox itself: the processes in its folder, or that name it."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_text("utf-8", "replace").replace("\0", " ")
                is_inside = (entry / "cwd").readlink().is_relative_to(self.folder)
            except OSError:  # it has ended, or is another user's
                continue
            if command and (is_inside or str(self.folder) in command) and int(entry.name) != self.process.pid:
                found[int(entry.name)] = command
        return found

    def until_nothing_is_left(self) -> None:
        self._until(lambda: not self.left())

    def _until(self, condition: Callable[[], object]) -> None:
        deadline = clock.now().timestamp() + _SECONDS
        while not condition():
            assert clock.now().timestamp() < deadline, self.left()
            clock.sleep(_PAUSE_SECONDS)


@pytest.fixture(name="terminal")
def _terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "sandbox")
    yield terminal
    if terminal.process.poll() is None:
        terminal.process.kill()
        terminal.process.wait()
    for pid in terminal.left():
        os.kill(pid, signal.SIGKILL)


def test_with_its_terminal_a_sandbox_ends_whole(terminal: Terminal) -> None:
    terminal.close()

    terminal.process.wait(_SECONDS)
    assert terminal.left() == {}
    assert not (terminal.folder / "world.json").exists()


def test_who_asks_for_its_end_again_and_again_does_not_disturb_it(terminal: Terminal) -> None:
    while terminal.process.poll() is None:
        terminal.process.send_signal(signal.SIGTERM)
        terminal.process.send_signal(signal.SIGINT)
        clock.sleep(_PAUSE_SECONDS)

    assert terminal.left() == {}
    assert not (terminal.folder / "world.json").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_when_it_is_killed_nothing_outlives_it(terminal: Terminal) -> None:
    terminal.process.kill()

    terminal.process.wait(_SECONDS)
    terminal.until_nothing_is_left()


def test_a_signal_raises_once_and_is_as_before_afterwards() -> None:
    before = [signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with pytest.raises(KeyboardInterrupt):
        _hang_up_and_insist()

    assert [signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


def _hang_up_and_insist() -> None:
    with sandbox_end.by_signals():
        try:
            signal.raise_signal(signal.SIGHUP)
        finally:
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)


def test_one_that_nohup_started_goes_on_without_its_terminal() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with sandbox_end.by_signals():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_other_ports_than_the_usual_ones_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world = World(tmp_path / "sandbox", ROOT, config=CONFIG)
    try:
        sandbox_start.greet(world)
    finally:
        world.stop()

    first, *_ = capsys.readouterr().out.splitlines()
    assert first == "The usual ports 8360 to 8363 are not all free: this sandbox has others."

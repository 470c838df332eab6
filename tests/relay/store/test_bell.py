"""The bell of a store in a file: whoever dispatches hears at once what another process stored."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bot.core import clock
from bot.relay.store.bell import SocketBell
from tests.architecture import ROOT
from tests.relay.harness import wait_until

_LISTENS = """
import sys
from pathlib import Path
from bot.relay.store.bell import SocketBell
bell = SocketBell(Path(sys.argv[1]))
bell.listen()
print("listens", flush=True)
print(bell.wait(60), flush=True)
"""


@contextmanager
def open_bell(file: Path) -> Iterator[SocketBell]:
    bell = SocketBell(file)
    try:
        yield bell
    finally:
        bell.close()


def sockets(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if ".bell-" in name]


def test_a_ring_ends_the_wait_of_whoever_listens_and_of_nobody_else(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    with open_bell(file) as rings, open_bell(file) as listens, open_bell(file) as does_not:
        listens.listen()
        rings.ring()

        assert listens.wait(10)
        assert not listens.wait(0)
        assert not does_not.wait(0)
        assert len(sockets(tmp_path)) == 1
    assert sockets(tmp_path) == []


def test_a_long_path_rings_too(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    with open_bell(folder / "relay.db") as rings, open_bell(folder / "relay.db") as listens:
        listens.listen()
        rings.ring()

        assert listens.wait(10)


def test_what_a_killed_process_listened_on_is_removed_and_the_others_still_hear(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    command = [sys.executable, "-c", _LISTENS, str(file)]
    with (
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed,
        open_bell(file) as listens,
        open_bell(file) as rings,
    ):
        assert killed.stdout
        assert killed.stdout.readline() == "listens\n"
        listens.listen()
        assert len(sockets(tmp_path)) == 2
        killed.kill()
        killed.wait()
        rings.ring()

        assert listens.wait(10)
        assert len(sockets(tmp_path)) == 1


def test_who_listens_anew_removes_what_a_killed_process_left(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    command = [sys.executable, "-c", _LISTENS, str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout
        assert killed.stdout.readline() == "listens\n"
        killed.kill()
    with open_bell(file) as listens:
        assert len(sockets(tmp_path)) == 1
        listens.listen()

        assert len(sockets(tmp_path)) == 1
        assert not listens.wait(0)


def test_a_process_that_is_stopped_holds_up_nobody_who_rings(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    command = [sys.executable, "-c", _LISTENS, str(file)]
    with (
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as stopped,
        open_bell(file) as rings,
    ):
        assert stopped.stdout
        assert stopped.stdout.readline() == "listens\n"
        stopped.send_signal(signal.SIGSTOP)
        began = clock.steady()
        for _ in range(2000):  # more than its queue takes
            rings.ring()
        assert clock.steady() - began < 5
        stopped.send_signal(signal.SIGCONT)

        assert stopped.stdout.readline() == "True\n"


def test_it_is_heard_among_thousands_of_connections(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with ExitStack() as stack:
        for _ in range(1100):
            stack.callback(os.close, os.dup(0))
        rings, listens = stack.enter_context(open_bell(file)), stack.enter_context(open_bell(file))
        listens.listen()
        rings.ring()

        assert listens.wait(10)


def test_where_no_socket_can_be_made_the_wait_still_ends_in_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with open_bell(tmp_path / "file" / "relay.db") as bell:
        bell.listen()
        bell.ring()

        assert not bell.wait(0.05)


def test_who_is_busy_is_woken_by_nobody_but_itself_and_hears_later_what_was_rung(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    with open_bell(file) as rings, open_bell(file) as listens:
        listens.listen()
        listens.attentive = False
        rings.ring()
        listens.ring()
        assert not listens.wait(0.05)
        listens.wake()
        assert listens.wait(10)

        listens.attentive = True
        rings.ring()
        assert listens.wait(10)


@pytest.mark.parametrize("times", [1, 2])
def test_one_that_is_closed_rings_for_nobody_and_raises_nothing(tmp_path: Path, times: int) -> None:
    bell = SocketBell(tmp_path / "relay.db")
    bell.listen()
    for _ in range(times):
        bell.close()
    bell.ring()
    bell.wake()

    assert not bell.wait(0.01)
    wait_until(lambda: sockets(tmp_path) == [])

"""A relay of two processes, of which the one that dispatches is stopped for longer than its lease, or killed."""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
import requests

from bot.core import clock
from bot.core.messages import Event
from bot.relay.serve import STOP_SECONDS
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import wait_until
from tests.relay.process import Relay, running


@pytest.fixture(name="github")
def _github() -> Iterator[FakeGitHub]:
    with fake_github() as github:
        yield github


def leader(relay: Relay) -> int:
    """Return the process that dispatches, 0 while there is none."""
    with closing(sqlite3.connect(relay.folder / "data" / "relay.db")) as connection:
        found = connection.execute("SELECT owner FROM leases WHERE name = 'dispatcher'").fetchone()
    return int(found[0].split(":")[1]) if found and found[0] else 0


def deliver(relay: Relay, number: int) -> None:
    """Send a message until it is taken, as Twilio does: a connection may be with the process that is stopped."""

    def is_taken() -> bool:
        with suppress(requests.RequestException):
            return relay.deliver(number, str(number), seconds=1) == 200
        return False

    wait_until(is_taken)


def halt(relay: Relay, process: int) -> None:
    """Stop a process while it writes nothing: one that is stopped in the middle of a write holds up all others."""
    with (relay.folder / "data" / "relay.db.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.kill(process, signal.SIGSTOP)
        threads = Path("/proc", str(process), "task")
        # The signal takes effect once one of them has received it.
        wait_until(
            lambda: all(
                (one / "stat").read_text().rpartition(")")[2].split()[0] == "T" for one in threads.iterdir()
            )
        )


def received(relay: Relay, github: FakeGitHub) -> list[str]:
    """Return the texts that GitHub got, as often as it got them."""
    vault = Vault([relay.key])
    payloads = [body["client_payload"] for body in github.dispatches]
    return [one.message.text for each in payloads for one in envelope.open_payload(each, vault, Event).items]


def seconds_to_stop(relay: Relay) -> float:
    assert relay.process
    relay.process.send_signal(signal.SIGTERM)
    began = clock.steady()
    assert relay.ended() == 0
    return clock.steady() - began


def test_one_that_is_stopped_loses_the_lead_and_when_it_wakes_dispatches_nothing_of_the_other_s(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with running(Relay(tmp_path, github.url, workers=2)) as relay:
        relay.start()
        wait_until(lambda: "worker-started" in relay.log() and leader(relay))
        stopped = leader(relay)
        deliver(relay, 1)
        github.wait(1)
        halt(relay, stopped)
        try:
            deliver(relay, 2)
            wait_until(lambda: leader(relay) not in (0, stopped))
            wait_until(lambda: "2" in received(relay, github))
        finally:
            os.kill(stopped, signal.SIGCONT)
        wait_until(lambda: "lead-lost" in relay.log())
        successor = leader(relay)
        deliver(relay, 3)
        wait_until(lambda: "3" in received(relay, github))
        assert leader(relay) == successor != stopped

        os.kill(successor, signal.SIGKILL)
        deliver(relay, 4)
        with github.changed:
            for which in range(len(github.runs)):
                github.end("success", which)
        wait_until(lambda: "4" in received(relay, github))

        assert received(relay, github) == ["1", "2", "3", "4"]
        assert len(set(github.batches())) == len(github.batches())


def test_one_that_is_still_loading_when_the_relay_stops_delays_nothing(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with running(Relay(tmp_path, github.url, workers=4)) as relay:
        relay.start()  # the first of them answers
        assert seconds_to_stop(relay) < STOP_SECONDS - 3  # when the server kills it


# What Python runs first in each process of the relay: all workers but the first stop short between fork and loading.
STOPS_SHORT = """
import os, time
import granian.server.mp

def load_env(files):
    try:
        os.close(os.open({first!r}, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        time.sleep(60)

granian.server.mp.load_env = load_env
"""


def test_one_that_has_not_begun_to_load_when_the_relay_stops_delays_nothing(
    tmp_path: Path, github: FakeGitHub
) -> None:
    (tmp_path / "sitecustomize.py").write_text(STOPS_SHORT.format(first=str(tmp_path / "first")))
    relay = Relay(tmp_path, github.url, workers=2)
    relay.set_environment("PYTHONPATH", str(tmp_path))
    with running(relay):
        relay.start()
        assert seconds_to_stop(relay) < STOP_SECONDS - 3  # when the server kills it

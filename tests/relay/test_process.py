"""The relay as it really runs: a process of its own, over loopback, killed and stopped in every way.

A start takes seconds of a busy machine: tests that leave the relay as it is share one.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from bot.adapters.twilio.signature import sign
from bot.core import contact_keys
from bot.core.messages import Event, Order
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from bot.rules.wire.envelope import AnyItem
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import ACCOUNT, OPERATOR_TOKEN, PUBLIC_URL, TOKEN, environment, wait_until

ROOT = Path(__file__).parents[2]
RECEIVE = "/api/notifications/webhook/twilio"
STATUS = "/api/notifications/gateway/status"
SEND = "/api/notifications/send-enhanced"


class Relay:
    """A relay in a folder of its own."""

    def __init__(self, folder: Path, github_url: str) -> None:
        self.folder = folder
        self.key = contact_keys.new_key()
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[str] | None = None
        self._environment = {
            **environment(github_url, self.key),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
        }
        (folder / "config.yml").write_text(
            f"relay: {{public_url: '{PUBLIC_URL}', port: {self.port}}}\n"
            "dispatch: {check_run_every: 1s, gather: 1s}\n"
        )

    def run(self, file_bytes: int | None = None) -> subprocess.Popen[str]:
        """Start a process; with `file_bytes` no file may grow beyond that size, as on a full disk."""

        def limit() -> None:
            if file_bytes is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

        return subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "relay"],
            cwd=self.folder,
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,  # noqa: PLW1509 - it only sets a limit, nothing that a thread could hold
        )

    def start(self, file_bytes: int | None = None) -> None:
        self.process = self.run(file_bytes)
        wait_until(self.is_ready, 30)

    def is_ready(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.process.communicate()[1]
        try:
            return requests.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def worker(self) -> int:
        """Return the process that answers, 0 while there is none."""
        assert self.process
        pid = self.process.pid
        return int([*Path(f"/proc/{pid}/task/{pid}/children").read_text().split(), "0"][0])

    def kill(self) -> None:
        """End both processes with -9, and return when nobody listens any more."""
        assert self.process
        worker = self.worker()
        self.process.kill()
        os.kill(worker, signal.SIGKILL)
        self.ended()

    def ended(self) -> int:
        """Wait for the end, close what is open, return the exit code."""
        assert self.process
        self.process.communicate(timeout=30)
        wait_until(self.is_silent)
        return self.process.returncode

    def is_silent(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) != 0

    def deliver(self, number: int, text: str = "Bom dia") -> int:
        form = {
            "MessageSid": f"SM{number:032x}",
            "AccountSid": ACCOUNT,
            "From": "+5511987654321",
            "To": "+15551234567",
            "Body": text,
        }
        headers = {"X-Twilio-Signature": sign(PUBLIC_URL + RECEIVE, form, TOKEN)}
        return requests.post(self.url + RECEIVE, form, headers=headers, timeout=20).status_code

    def order(self, key: str) -> str:
        """Order a message and return its id."""
        body = {"destination": "+5511987654321", "message": "Aviso", "type": "sms", "provider": "twilio"}
        headers = {"Authorization": f"Bearer {OPERATOR_TOKEN}", "Idempotency-Key": key}
        answer = requests.post(self.url + SEND, json=body, headers=headers, timeout=20)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["data"]["id"])

    def order_status(self, order: str) -> str:
        headers = {"Authorization": f"Bearer {OPERATOR_TOKEN}"}
        url = f"{self.url}/api/notifications/messages/{order}"
        return str(requests.get(url, headers=headers, timeout=20).json()["status"])

    def status(self) -> dict[str, dict[str, int]]:
        headers = {"Authorization": f"Bearer {OPERATOR_TOKEN}"}
        found: dict[str, dict[str, int]] = requests.get(self.url + STATUS, headers=headers, timeout=20).json()
        return found

    def log(self) -> str:
        return (self.folder / "logs" / "communication_gateway.log").read_text()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(relay: Relay) -> Iterator[Relay]:
    try:
        yield relay
    finally:
        if relay.process and relay.process.poll() is None:
            relay.process.terminate()
            relay.ended()


@pytest.fixture(name="github")
def _github() -> Iterator[FakeGitHub]:
    with fake_github() as github:
        yield github


@pytest.fixture(name="relay")
def _relay(tmp_path: Path, github: FakeGitHub) -> Iterator[Relay]:
    with running(Relay(tmp_path, github.url)) as relay:
        yield relay


@pytest.fixture(name="shared", scope="module")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Relay, FakeGitHub]]:
    """A relay for tests that leave it as it is."""
    with fake_github() as github, running(Relay(tmp_path_factory.mktemp("relay"), github.url)) as relay:
        relay.start()
        yield relay, github


def dispatched(relay: Relay, github: FakeGitHub, kind: type[AnyItem]) -> list[AnyItem]:
    """Return the items of a kind that GitHub got, in order, repetitions left out."""
    vault = Vault([relay.key])
    items = [
        item
        for body in github.dispatches
        if envelope.CARRIES[body["event_type"]] is kind
        for item in envelope.open_sealed(body["client_payload"], vault, kind)[1]
    ]
    return list({item.sequence: item for item in items}.values())


def received(relay: Relay, github: FakeGitHub) -> list[str]:
    """Return the texts that GitHub got."""
    return [event.message.text for event in dispatched(relay, github, Event)]


def test_a_message_travels_to_the_end_and_the_relay_stops_cleanly(relay: Relay, github: FakeGitHub) -> None:
    relay.start()
    assert relay.deliver(1, "um segredo") == 200
    github.wait(1)
    with github.changed:
        github.end("success")
    wait_until(lambda: relay.status()["queue"]["messages"] == 0)

    assert received(relay, github) == ["um segredo"]
    relay.process.send_signal(signal.SIGTERM)  # type: ignore[union-attr] # it was started
    assert relay.ended() == 0
    steps = [line.split()[2] for line in relay.log().splitlines()]
    assert steps == [
        "relay-started",
        "message-stored",
        "batch-made",
        "batch-dispatched",
        "run-succeeded",
        "relay-stopped",
    ] or sorted(steps[1:3]) == ["batch-made", "message-stored"]  # those two happen at the same time
    assert "segredo" not in relay.log()
    assert "987654321" not in relay.log()


def test_kill_9_before_the_dispatch_neither_loses_nor_doubles_a_message_or_an_order(
    relay: Relay, github: FakeGitHub
) -> None:
    relay.start()
    with github.changed:  # GitHub does not answer while this is held
        assert [relay.deliver(number, str(number)) for number in range(5)] == [200] * 5
        order = relay.order("fatura-42")
        relay.kill()
    relay.start()
    assert relay.deliver(0, "0") == 200
    assert relay.deliver(5, "5") == 200
    assert relay.order("fatura-42") == order
    wait_until(lambda: set(received(relay, github)) == {"0", "1", "2", "3", "4", "5"}, 30)
    wait_until(lambda: relay.order_status(order) == "dispatched")
    with github.changed:
        for which in range(len(github.runs)):
            github.end("success", which)
    wait_until(lambda: relay.order_status(order) == "handled")

    assert len(received(relay, github)) == 6
    assert {item.id for item in dispatched(relay, github, Order)} == {order}
    assert "987654321" not in relay.log()


def test_no_orphan_keeps_the_port(relay: Relay) -> None:
    relay.start()
    worker = relay.worker()
    os.kill(relay.process.pid, signal.SIGKILL)  # type: ignore[union-attr] # it was started
    relay.ended()

    wait_until(
        lambda: (
            not Path(f"/proc/{worker}/cmdline").exists() or not Path(f"/proc/{worker}/cmdline").read_text()
        )
    )


def test_a_worker_that_dies_is_replaced(shared: tuple[Relay, FakeGitHub]) -> None:
    relay, _ = shared
    worker = relay.worker()
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: relay.worker() not in (0, worker), 20)
    wait_until(relay.is_ready)

    assert relay.deliver(0, "0") == 200


def test_ctrl_c_stops_it(relay: Relay) -> None:
    relay.start()
    for pid in (relay.worker(), relay.process.pid):  # type: ignore[union-attr] # it was started
        os.kill(pid, signal.SIGINT)  # as a terminal does, to the whole group

    assert relay.ended() == 0


def test_a_full_disk_is_answered_503_and_nothing_is_claimed(relay: Relay, github: FakeGitHub) -> None:
    relay.start(file_bytes=200_000)
    with github.changed:  # nothing is dispatched and wiped meanwhile
        answers = [relay.deliver(number, "x" * 1500) for number in range(100)]
        assert answers[0] == 200
        assert answers[-1] == 503
        relay.kill()
    relay.start()
    wait_until(lambda: len(received(relay, github)) >= answers.count(200), 30)

    assert len(received(relay, github)) == answers.count(200)


def test_a_body_that_is_too_large_is_answered_413(shared: tuple[Relay, FakeGitHub]) -> None:
    relay, _ = shared
    answer = requests.post(relay.url + RECEIVE, data=b"x" * 600_000, timeout=10)

    assert answer.status_code == 413


def test_many_deliveries_at_once(shared: tuple[Relay, FakeGitHub]) -> None:
    relay, github = shared
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda number: relay.deliver(number % 100, str(number % 100)), range(200)))
    assert answers == [200] * 200
    wait_until(lambda: len(received(relay, github)) == 100, 30)

    assert sorted(map(int, received(relay, github))) == list(range(100))

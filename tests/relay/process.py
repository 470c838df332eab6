"""The relay as a process of its own, started, killed and asked over loopback."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from bot.adapters.twilio.signature import sign
from bot.core import contact_keys
from bot.rules.people.relay_keys import relay_key
from bot.sandbox.free_ports import free_port
from tests.relay.harness import ACCOUNT, OPERATOR_TOKEN, PUBLIC_URL, TOKEN, environment, wait_until

ROOT = Path(__file__).parents[2]
RECEIVE = "/api/notifications/webhook/twilio"
STATUS = "/api/notifications/gateway/status"
SEND = "/api/notifications/send-enhanced"


class Relay:
    """A relay in a folder of its own."""

    def __init__(
        self, folder: Path, github_url: str, *, workers: int = 1, settings: str = "", **variables: str
    ) -> None:
        self.folder = folder
        self.key = contact_keys.new_key()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[str] | None = None
        self.variables = {
            **environment(github_url),
            "CONTACT_KEY": "",  # a relay needs only its share
            "RELAY_KEY": relay_key([self.key]),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "LANG": "en",
            **variables,
        }
        (folder / "config.yml").write_text(
            f"relay: {{public_url: '{PUBLIC_URL}', port: {self.port}, workers: {workers}{settings}}}\n"
            "dispatch: {check_run_every: 1s, gather: 1s}\n"
        )

    def set_environment(self, name: str, value: str) -> None:
        self.variables[name] = value

    def run(self, file_bytes: int | None = None) -> subprocess.Popen[str]:
        """Start a process; with `file_bytes` no file may grow beyond that size, as on a full disk."""

        def limit() -> None:
            if file_bytes is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

        return subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "relay"],
            cwd=self.folder,
            env=self.variables,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,  # noqa: PLW1509 - it only sets a limit, nothing that a thread could hold
        )

    def start(self, file_bytes: int | None = None) -> None:
        self.process = self.run(file_bytes)
        wait_until(self.is_ready)

    def is_ready(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.process.communicate()[1]
        try:
            return requests.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:  # a kept socket accepts what nobody answers yet
            return False

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        assert self.process
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def worker(self) -> int:
        """Return the first process that answers, 0 while there is none."""
        return [*self.workers(), 0][0]

    def kill(self) -> None:
        """End all processes with -9, and return when nobody listens any more."""
        assert self.process
        workers = self.workers()
        self.process.kill()
        for worker in workers:
            with suppress(ProcessLookupError):  # it died with its parent
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

    def deliver(
        self,
        number: int,
        text: str = "Bom dia",
        through: int = 0,
        headers: Mapping[str, str] | None = None,
        seconds: float = 20,
    ) -> int:
        """Send a message as Twilio does and return the status, through the port of a proxy where one is given."""
        headers = {"X-Twilio-Signature": self.signature(number, text), **(headers or {})}
        url = f"http://127.0.0.1:{through or self.port}{RECEIVE}"
        return requests.post(url, self.form(number, text), headers=headers, timeout=seconds).status_code

    def form(self, number: int, text: str = "Bom dia") -> dict[str, str]:
        """Return a message as Twilio delivers it."""
        return {
            "MessageSid": f"SM{number:032x}",
            "AccountSid": ACCOUNT,
            "From": f"+55119{87_000_000 + number}",
            "To": "+15551234567",
            "Body": text,
        }

    def signature(self, number: int, text: str = "Bom dia") -> str:
        return sign(PUBLIC_URL + RECEIVE, self.form(number, text), TOKEN)

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


@contextmanager
def running(relay: Relay) -> Iterator[Relay]:
    try:
        yield relay
    finally:
        if relay.process and relay.process.poll() is None:
            relay.process.terminate()
            relay.ended()

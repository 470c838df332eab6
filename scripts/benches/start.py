"""Time how soon a job sends its first request: its script in a fresh interpreter, up to the first bytes on the wire.

Prints the CPU seconds of a fresh installation, whose modules Python has yet to compile, as on a runner of GitHub; then
medians of further runs, with the ratio of their CPU time to that of `python -c pass`. Takes half a minute and leaves
nothing behind.

Usage: scripts/bench start [RUNS]
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bot.core import clock
from bot.core.contact_keys import new_key
from bot.core.messages import (
    Address,
    BatchId,
    DeliveryReport,
    DeliveryStatus,
    Event,
    InboundMessage,
    MessageSid,
    Order,
)
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from bot.rules.wire.about import About
from bot.rules.wire.envelope import SealedItem

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60
PERSON, OURS = Address.parse("+5511987654321"), Address.parse("+15551234567")
ISSUE = {"issue": {"number": 1}}
SID = MessageSid("SM" + "0" * 32)


class Taken(NamedTuple):
    cpu: float
    elapsed: float


def main(runs: str = "5") -> None:
    count, key = int(runs), new_key()
    with tempfile.TemporaryDirectory(prefix="bench-start-") as name, closing(listening()) as listener:
        folder = Path(name)
        environment = variables(folder, key, listener.getsockname()[1])
        print(f"{'seconds':<24} {'fresh':>8} {'CPU':>8} {'ratio':>8} {'elapsed':>8}")
        base = show("python -c pass", 0, [ended(environment) for _ in range(count)])
        for script in sorted((ROOT / "scripts").glob("*.py")):
            (folder / "event.json").write_text(json.dumps(event(script.stem, Vault(key.split(",")))))
            compiled = environment | {"PYTHONPYCACHEPREFIX": str(folder / script.stem)}
            taken = [until_asked(script, compiled, listener) for _ in range(count + 1)]
            show(script.stem, base, taken[1:], f"{taken[0].cpu:.3f}")


def listening() -> socket.socket:
    """Return the socket that stands for GitHub and Twilio."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(SECONDS)
    return listener


def variables(folder: Path, key: str, port: int) -> dict[str, str]:
    """Return the environment of a job whose services are all on the port."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
        "TWILIO_AUTH_TOKEN": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "TWILIO_PHONE_NUMBER": OURS.wire,
        "TWILIO_API_URL": f"http://127.0.0.1:{port}",
        "GITHUB_TOKEN": "made-up-github-token",
        "GITHUB_REPOSITORY": "nobody/nothing",
        "GITHUB_API_URL": f"http://127.0.0.1:{port}",
        "GITHUB_EVENT_PATH": str(folder / "event.json"),
        "CONTACT_KEY": key,
    }


def event(job: str, vault: Vault) -> dict[str, Any]:
    """Return an event that gives the job something to do."""
    items: dict[str, Sequence[envelope.Item]] = {
        "record_messages": [Event(1, clock.now(), InboundMessage(SID, PERSON, OURS, "Oi"))],
        "record_delivery": [
            DeliveryReport(1, clock.now(), SID, DeliveryStatus.DELIVERED, PERSON, str(About(1, 2)))
        ],
        "send_notification": [Order(1, clock.now(), "order-1", PERSON, "Oi", by="bench")],
    }
    sealed = [
        SealedItem(item.sequence, envelope.seal_item(item, vault.relay_keys)) for item in items.get(job, ())
    ]
    batch = envelope.payload(sealed, BatchId("1"), vault.relay_keys)
    payload = {"client_payload": batch} if sealed else ISSUE
    return {"repository": {"private": True}, **payload}


def ended(environment: dict[str, str]) -> Taken:
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", "pass"], env=environment)
    return Taken(cpu_of(process), time.perf_counter() - begun)


def until_asked(script: Path, environment: dict[str, str], listener: socket.socket) -> Taken:
    """Start a job and end it at its first request."""
    begun = time.perf_counter()
    command = [sys.executable, str(script)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1)
            elapsed = time.perf_counter() - begun
            os.kill(process.pid, signal.SIGKILL)  # before it learns that no one answers
    finally:
        os.kill(process.pid, signal.SIGKILL)  # Popen.kill could take its end, and what it took, from us
    return Taken(cpu_of(process), elapsed)


def cpu_of(process: subprocess.Popen[bytes]) -> float:
    """Wait for the end of a process; return the seconds of CPU that it took."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def show(what: str, base: float, taken: list[Taken], fresh: str = "") -> float:
    cpu, elapsed = median(one.cpu for one in taken), median(one.elapsed for one in taken)
    print(f"{what:<24} {fresh:>8} {cpu:>8.3f} {cpu / (base or cpu):>8.1f} {elapsed:>8.3f}", flush=True)
    return cpu

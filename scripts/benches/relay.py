"""Time the relay's answers to webhooks: a real process, over loopback, signatures checked, messages on the disk.

Prints the median and the 95th percentile beside two baselines of the same run: the same server answering a list,
and SQLite alone inserting and committing a row. Takes a few seconds and leaves nothing behind.

GAP is a pause before each request, in milliseconds: an idle machine answers more slowly than a busy one, since its
threads have to wake first.

Usage: scripts/bench relay [REQUESTS [GAP]]
"""

from __future__ import annotations

import http.client
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from bot.adapters.twilio.signature import sign
from bot.core.contact_keys import new_key
from bot.sandbox.free_ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
ACCOUNT = "AC" + "0" * 32
TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"  # noqa: S105 - made up
PUBLIC_URL = "https://relay.example.com"
PATH = "/api/notifications/webhook/twilio"
LIST = "/api/notifications/providers"
OPERATOR = {"Authorization": "Bearer 0123456789abcdef01234567"}
START_SECONDS = 20
WARM_UP = 20
ROWS = (WEBHOOK, HEALTH, BARE) = (
    "webhook: checked, stored, answered",
    "the same server: a list",
    "SQLite alone: insert, commit",
)


def main(requests: str = "500", gap: str = "0") -> None:
    run(int(requests), float(gap))


def run(requests: int, gap: float) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-relay-") as folder:
        port = free_port()
        relay = start(Path(folder), port)
        try:
            client = wait_for(port)
            bare = BareSqlite(Path(folder) / "bare.db")
            for number in range(WARM_UP):
                deliver(client, number)
            times: dict[str, list[float]] = {name: [] for name in ROWS}
            # In turns, so that other load on this machine slows all three alike.
            for number in range(WARM_UP, WARM_UP + requests):
                steps: tuple[Callable[[], None], ...] = (
                    partial(deliver, client, number),
                    partial(exchange, client, "GET", LIST, None, OPERATOR),
                    bare.insert,
                )
                for name, step in zip(ROWS, steps, strict=True):
                    time.sleep(gap / 1000)
                    times[name].append(timed(step))
            bare.close()
            client.close()
        finally:
            relay.terminate()
            relay.wait(timeout=20)
    turns = f"{requests} of each, in turns" + (f", {gap:g} ms apart" if gap else "")
    print(f"{turns:<40} {'median':>8} {'p95':>8}  milliseconds")
    for name, taken in times.items():
        print(f"{name:<40} {middle(taken, 50):>8.2f} {middle(taken, 95):>8.2f}")


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    (folder / "config.yml").write_text(f"relay: {{public_url: '{PUBLIC_URL}', port: {port}}}\n")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": "+15551234567",
        "GITHUB_TOKEN": "made-up-github-token",
        "GITHUB_REPOSITORY": "nobody/nothing",
        "GITHUB_API_URL": f"http://127.0.0.1:{free_port()}",  # no one answers: only the relay is measured
        "CONTACT_KEY": new_key(),
        "GATEWAY_API_TOKENS": f"bench:{OPERATOR['Authorization'].removeprefix('Bearer ')}",
    }
    command = [sys.executable, "-m", "bot.cli", "relay"]
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 - our own


def wait_for(port: int) -> http.client.HTTPConnection:
    deadline = time.monotonic() + START_SECONDS
    while True:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            exchange(client, "GET", "/readyz")
        except (OSError, RuntimeError):
            client.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return client


def deliver(client: http.client.HTTPConnection, number: int) -> None:
    form = {
        "MessageSid": f"SM{number:032x}",
        "AccountSid": ACCOUNT,
        "From": "+5511987654321",
        "To": "+15551234567",
        "Body": "Bom dia, preciso da segunda via da guia do FGTS",
        "NumMedia": "0",
        "NumSegments": "1",
        "ApiVersion": "2010-04-01",
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": sign(PUBLIC_URL + PATH, form, TOKEN),
    }
    exchange(client, "POST", PATH, urlencode(form), headers)


def exchange(
    client: http.client.HTTPConnection,
    method: str,
    path: str,
    body: str | None = None,
    headers: dict[str, str] | None = None,
) -> None:
    client.request(method, path, body, headers or {})
    answer = client.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")


class BareSqlite:
    """SQLite without our code: what a commit that reaches the disk costs here."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE rows (content TEXT)",
        ):
            self._connection.execute(statement)

    def insert(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO rows VALUES (?)", ("x" * 500,))
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def timed(step: Callable[[], None]) -> float:
    before = time.perf_counter()
    step()
    return (time.perf_counter() - before) * 1000


def middle(taken: list[float], percent: int) -> float:
    return sorted(taken)[min(len(taken) - 1, len(taken) * percent // 100)]

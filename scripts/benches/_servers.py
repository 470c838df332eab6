"""Starts what is compared: the relay, and what people would write instead of it."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import yaml

from benches import _messages
from benches._processes import Usage, family, usage
from bot.core.contact_keys import new_key
from bot.sandbox.free_ports import free_port
from tests.postgres import apart, end_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent
OTHERS = Path(__file__).parent / "others"
CACHE = ROOT / ".venv" / "bench"
OPERATOR = "0123456789abcdef01234567"
START_SECONDS = 30
INSTALL_SECONDS = 300


class LeftOutError(Exception):
    """A server that cannot be measured here; the text says why."""


@dataclass
class Server:
    """A server that runs."""

    name: str
    port: int
    pid: int
    stores: bool = False  # whether it takes a message only once
    also: tuple[int, ...] = ()  # other processes that work for it

    def usage(self) -> Usage:
        return usage(self.pid, *self.also)


def workers_of_relay(asked: int | None) -> int:
    """Return how many processes of the relay answer."""
    return asked or min(4, os.cpu_count() or 1)


@contextmanager
def relay(folder: Path, database: str, workers: int, also: tuple[int, ...] = ()) -> Iterator[Server]:
    """Start the relay in a folder of its own; no one answers for GitHub: only taking messages is measured."""
    port = free_port()
    place, password = apart(database)
    settings = {
        "public_url": _messages.PUBLIC_URL,
        "port": port,
        "database": place,
        "workers": workers,
    }
    (folder / "config.yml").write_text(yaml.safe_dump({"relay": settings}))
    environment = {
        "PYTHONPATH": str(ROOT),
        "TWILIO_ACCOUNT_SID": _messages.ACCOUNT,
        "TWILIO_AUTH_TOKEN": _messages.TOKEN,
        "TWILIO_PHONE_NUMBER": "+15551234567",
        "GITHUB_TOKEN": "made-up-github-token",
        "GITHUB_REPOSITORY": "nobody/nothing",
        "GITHUB_API_URL": f"http://127.0.0.1:{free_port()}",
        "CONTACT_KEY": new_key(),
        "GATEWAY_API_TOKENS": f"bench:{OPERATOR}",
        "RELAY_DATABASE_PASSWORD": password,
    }
    command = [sys.executable, "-m", "bot.cli", "relay"]
    with _serving("relay", command, environment, port, folder) as process:
        yield Server(_named("the relay", workers), port, process.pid, stores=True, also=also)


@contextmanager
def bare_flask(workers: int) -> Iterator[Server]:
    """Start a Flask view that does nothing, on the server that the relay uses."""
    port = free_port()
    options = ("--interface", "wsgi", "--no-ws", "--log-level", "warning", "--workers", str(workers))
    command = [sys.executable, "-m", "granian", *options, "--port", str(port), "bare_flask:app"]
    with _serving("flask", command, {}, port, OTHERS) as process:
        yield Server(_named("bare Flask, same server", workers), port, process.pid)


@contextmanager
def fastapi(processes: int) -> Iterator[Server]:
    """Start FastAPI with Twilio's validator, as uvicorn starts it."""
    venv, lock = CACHE / "fastapi", OTHERS / "requirements.txt"
    uv = str(Path(sys.executable).with_name("uv"))
    steps = (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(venv)],
        [
            uv,
            "pip",
            "sync",
            "--quiet",
            "--compile-bytecode",
            "--python",
            str(venv / "bin" / "python"),
            str(lock),
        ],
    )
    _install(venv, lock, steps)
    port = free_port()
    options = ["--port", str(port), "--no-access-log", "--log-level", "warning", "--workers", str(processes)]
    command = [str(venv / "bin" / "python"), "-m", "uvicorn", "with_fastapi:app", *options]
    with _serving("fastapi", command, {}, port, OTHERS) as process:
        yield Server(_named("FastAPI, Twilio's validator", processes), port, process.pid)


@contextmanager
def express(processes: int) -> Iterator[Server]:
    """Start Express with Twilio's validator, as node starts it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise LeftOutError("node or npm is not installed; Debian's packages are nodejs and npm")
    modules, lock = CACHE / "express", OTHERS / "package-lock.json"
    modules.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "with_express.js"):
        shutil.copy(OTHERS / name, modules)
    _install(
        modules, lock, ([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(modules)],)
    )
    port = free_port()
    environment = {"PORT": str(port), "PROCESSES": str(processes), "NODE_ENV": "production"}
    with _serving("express", [node, "with_express.js"], environment, port, modules) as process:
        yield Server(_named("Express, Twilio's validator", processes), port, process.pid)


def _named(name: str, processes: int) -> str:
    return f"{name}, {processes} process{'es' if processes > 1 else ''}"


def _install(place: Path, lock: Path, steps: Sequence[list[str]]) -> None:
    """Install what a lock file names, unless it is there; raises LeftOutError."""
    wanted, stamp = hashlib.sha256(lock.read_bytes()).hexdigest(), place / "installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing {place.name} (once) ...", file=sys.stderr)
    place.parent.mkdir(parents=True, exist_ok=True)
    log = CACHE / f"{place.name}-install.log"
    with log.open("wb") as output:
        for step in steps:
            try:
                subprocess.run(step, check=True, stdout=output, stderr=output, timeout=INSTALL_SECONDS)  # noqa: S603 - our own
            except (OSError, subprocess.SubprocessError) as error:
                raise LeftOutError(
                    f"its packages cannot be installed without a network; see {log}"
                ) from error
    stamp.write_text(wanted)


@contextmanager
def _serving(
    name: str, command: list[str], environment: Mapping[str, str], port: int, folder: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server; kill it in the end at once, since what it has acknowledged has to outlive that."""
    log = CACHE / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    common = {
        "WEBHOOK_PATH": _messages.PATH,
        "WEBHOOK_URL": _messages.URL,
        "TWILIO_AUTH_TOKEN": _messages.TOKEN,
    }
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own
            command,
            cwd=folder,
            env={"PATH": os.environ["PATH"], **common, **environment},
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, which takes no lock
        )
    try:
        _wait_for(process, port, log)
        yield process
    finally:
        members = [*family(process.pid)]
        for one in members:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise LeftOutError(f"it does not start; see {log}") from None
            time.sleep(0.05)
        else:
            return

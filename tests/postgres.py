"""A PostgreSQL server of our own, from Debian's package: on a free port, by another user where we are root."""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from bot.sandbox.free_ports import free_port

MISSING = "PostgreSQL is not installed; Debian's package is postgresql."
_USER = "bot"
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None)  # loaded before any fork
_START_SECONDS = 60
_STOP_SECONDS = 20


def programs() -> Path | None:
    """Return the folder with initdb and postgres, which Debian keeps off the path; None if not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: -float(one.parent.name))
    return next((one for one in folders if (one / "postgres").exists()), None)


class Postgres:
    """A server with databases of its own; a context manager. Tests may do without its promise to reach the disk."""

    def __init__(self, *, durable: bool = False) -> None:
        """Create its files; raises FileNotFoundError with MISSING."""
        found = programs()
        if not found:
            raise FileNotFoundError(MISSING)
        self._programs = found
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.password = secrets.token_hex(12)
        # Not below a folder of pytest: the other user may not enter it.
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        secret = self.folder / "password"
        secret.write_text(self.password)
        self._other_user: str | None = None
        if os.geteuid() == 0:  # initdb refuses root
            account = _account()
            self._other_user = account.pw_name
            for path in (self.folder, secret):
                os.chown(path, account.pw_uid, account.pw_gid)
        options = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", "-D", self._data, "-U", _USER, f"--pwfile={secret}", *options)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def pid(self) -> int:
        """The process that all others of the server belong to; raises RuntimeError while it does not run."""
        if not self._process:
            raise RuntimeError("This PostgreSQL does not run.")
        return self._process.pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the server and wait until it answers; after `stop` or `kill` with the same port and databases."""
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": ""}
        if not self._durable:
            # What is committed outlives a kill, no power cut.
            settings |= {"fsync": "off", "full_page_writes": "off"}
        (self._data / "postmaster.pid").unlink(missing_ok=True)  # of one that was killed
        command = [str(self._programs / "postgres"), "-D", str(self._data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd="/",
                stdout=log,
                stderr=log,
                user=self._other_user,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, which takes no lock
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it as an administrator does; what is under way is rolled back."""
        if self._process:
            # A "fast" shutdown: postgresql.org/docs/current/server-shutdown.
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """Kill it with everything it runs."""
        if self._process:
            children = (
                Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
            )
            for one in (self._process.pid, *map(int, children)):
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            self._process.wait()
            while any(Path("/proc", one, "cmdline").exists() for one in children):
                time.sleep(0.005)
            self._process = None

    def close(self) -> None:
        """Stop it and delete its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self) -> str:
        """Return the address of a new, empty database, with its password."""
        name = f"d{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name}")
        return f"postgresql://{_USER}:{self.password}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, database: str = "postgres") -> list[str]:
        """Carry out a statement as the administrator and return a line for each row.

        `database` is a name or an address.
        """
        connection = ("-h", "127.0.0.1", "-p", str(self.port), "-U", _USER)
        answer = self._run("psql", *connection, "-d", database, "-XAtqc", statement)
        return answer.splitlines()

    def _answers(self) -> bool:
        try:
            return self.execute("SELECT 1") == ["1"]
        except RuntimeError:
            return False

    def _run(self, program: str, *arguments: object) -> str:
        done = subprocess.run(
            [str(self._programs / program), *map(str, arguments)],
            cwd="/",
            env={**os.environ, "PGPASSWORD": self.password},
            user=self._other_user,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr}")
        return done.stdout


def apart(address: str) -> tuple[str, str]:
    """Return the address of a database as config.yml may have it, and the password for the environment."""
    before, _, host = address.rpartition("@")
    rest, _, password = before.rpartition(":") if before.count(":") > 1 else (before, "", "")
    return (f"{rest}@{host}" if before else address), password


def end_with_parent() -> None:
    """Have the kernel kill this process, not yet what it will be, when the one that starts it dies (prctl(2))."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise FileNotFoundError("There is no user postgres or nobody to run PostgreSQL as.")

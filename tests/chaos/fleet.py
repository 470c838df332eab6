"""A world with several relays that share a PostgreSQL, behind a real nginx that is configured as the manual shows."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests
import yaml
from sqlalchemy import make_url

from bot.core import clock
from bot.core.errors import BotError
from bot.relay.store import lease_owner
from bot.sandbox.emulator.relay_process import START_SECONDS
from bot.sandbox.free_ports import free_port
from tests.chaos.arena import Arena, ProxiedWorld
from tests.chaos.cable import Cable
from tests.journeys.processes import relay_command, relay_environment
from tests.postgres import Postgres, apart, end_with_parent
from tests.stage import ROOT
from tests.warm import WarmPython

NGINX_MISSING = "nginx is not installed; Debian's package is nginx."
_LEADER = "SELECT owner FROM leases WHERE name = 'dispatcher'"
_DISPATCHED = re.compile(r" batch-dispatched .*?batch=(\S+)")


def nginx_program() -> str | None:
    """Return where nginx is, which Debian keeps off the path of users; None if it is not installed."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


class Member:
    """One of the relays, with a cable of its own to the database."""

    def __init__(self, folder: Path, name: str, database: str) -> None:
        self._folder, self.name, self.port = folder, name, free_port()
        place, self._password = apart(database)
        url = make_url(place)
        self.cable = Cable(url.port or 0)
        self._database = url.set(port=self.cable.port).render_as_string()
        self._log = folder / "logs" / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, config: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        own = {"port": self.port, "log_file": str(self._log), "database": self._database}
        file = self._folder / f"{self.name}.yml"
        file.write_text(yaml.safe_dump({**config, "relay": {**config["relay"], **own}}), encoding="utf-8")
        with (self._folder / "relay.out").open("ab") as output:
            self._process = subprocess.Popen(
                relay_command(file),
                cwd=self._folder,
                env={**environment, "RELAY_DATABASE_PASSWORD": self._password},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, which takes no lock
            )

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def is_ready(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def send(self, kind: signal.Signals) -> None:
        """Send a signal to all its processes: to halt them, to let them go on, to end them."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, kind)

    def end(self, kind: signal.Signals = signal.SIGKILL) -> None:
        if self._process:
            if kind is signal.SIGTERM:
                self._process.terminate()
            else:
                self.send(kind)
            self._process.wait(30)
            self._process = None

    def has(self, pid: int) -> bool:
        """Whether a process is one of this relay's."""
        try:
            return self.runs and os.getpgid(pid) == self._process.pid  # type: ignore[union-attr] # it runs
        except ProcessLookupError:
            return False

    @property
    def dispatched(self) -> list[str]:
        """The batches that it has dispatched, in order."""
        return _DISPATCHED.findall(self._log.read_text("utf-8")) if self._log.exists() else []


class Fleet(ProxiedWorld):
    """The relays and nginx stand where a world's one relay stands."""

    def __init__(
        self, folder: Path, tree: Path, changes: Mapping[str, Any], postgres: Postgres, nginx: str
    ) -> None:
        self.database = postgres.create()
        self.postgres = postgres
        super().__init__(folder, tree, changes)
        self.members: list[Member] = []
        self._program = nginx
        self._nginx: subprocess.Popen[bytes] | None = None

    def add_members(self, count: int) -> None:
        self.members += [Member(self.folder, f"relay-{number + 1}", self.database) for number in range(count)]

    def start_relay(self) -> None:
        """Start nginx and all relays that do not run, and wait until each is ready."""
        self._write_config()
        if not self._nginx:
            self._start_nginx()
        for member in self.members:
            if not member.runs:
                member.start(self._config, relay_environment(self))
        until = clock.now().timestamp() + 2 * START_SECONDS
        while not all(member.is_ready() for member in self.members):
            if clock.now().timestamp() > until:
                raise BotError((self.folder / "relay.out").read_text("utf-8", "replace")[-2000:])
            clock.sleep(0.05)

    def stop_relay(self, kind: signal.Signals = signal.SIGTERM) -> int | None:
        """Stop them all, and nginx."""
        for member in self.members:
            member.send(signal.SIGCONT)
            member.end(kind)
        if self._nginx:
            self._nginx.kill()
            self._nginx.wait()
            self._nginx = None
        return 0

    def stop(self) -> None:
        super().stop()
        for member in self.members:
            member.cable.close()

    def leading(self) -> Member:
        """Wait until one of the relays that run leads, and return it."""
        return self.sandbox.until(self._leading, "a relay that leads", 30)

    def _leading(self) -> Member | None:
        with suppress(RuntimeError):
            for owner in self.postgres.execute(_LEADER, self.database):
                pid = lease_owner.process_of(owner)
                return next((one for one in self.members if one.has(pid)), None)
        return None

    @property
    def dispatched(self) -> list[str]:
        """The batches that any relay has dispatched; one that two have is in it twice."""
        return [batch for member in self.members for batch in member.dispatched]

    def _start_nginx(self) -> None:
        folder = self.folder / "nginx"
        folder.mkdir(exist_ok=True)
        (folder / "relay.conf").write_text(self._as_documented(), encoding="utf-8")
        paths = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{one}_temp_path {folder}/{one};\n" for one in paths)
        (folder / "nginx.conf").write_text(
            # One process, so that nothing outlives it.
            f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
            f"events {{}}\nhttp {{ access_log off;\n{temporary}include {folder}/relay.conf; }}\n"
        )
        with (folder / "out").open("ab") as output:
            self._nginx = subprocess.Popen(
                [self._program, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"],
                stdout=output,
                stderr=output,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - as above
            )

    def _as_documented(self) -> str:
        """Return the manual's configuration, with our addresses and without TLS."""
        text = (ROOT / "docs" / "nginx.conf").read_text("utf-8")
        (server, *_) = servers = re.findall(r"^ +server 10\.0\.0\..*\n", text, re.MULTILINE)
        ours = "".join(re.sub(r"10\.0\.0\.\d+:8360", f"127.0.0.1:{one.port}", server) for one in self.members)
        text = text.replace("".join(servers), ours)
        text = text.replace("listen 443 ssl", f"listen {self.relay_url.removeprefix('http://')}")
        return re.sub(r"^ +ssl_.*\n", "", text, flags=re.MULTILINE)


class FleetArena(Arena):
    """The world of a drill, with several relays; `fleet` is that world."""

    relays = 2
    fleet: Fleet

    def __init__(self, python: WarmPython, folder: Path, changes: Mapping[str, Any] | None = None) -> None:
        self.postgres = Postgres(durable=True)
        try:
            super().__init__(python, folder, changes)
        except BaseException:
            self.postgres.close()
            raise

    def make_world(self, folder: Path, tree: Path, changes: Mapping[str, Any]) -> ProxiedWorld:
        nginx = nginx_program()
        if not nginx:
            raise FileNotFoundError(NGINX_MISSING)
        self.postgres.start()
        self.fleet = Fleet(folder, tree, changes, self.postgres, nginx)
        self.fleet.add_members(self.relays)
        return self.fleet

    def __enter__(self) -> Self:
        try:
            return super().__enter__()
        except BaseException:
            self.postgres.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self.postgres.close()


class ThreeArena(FleetArena):
    """The same with three."""

    relays = 3

"""Processes that a journey starts beside the world's own, and those of the world that it kills."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import requests
import yaml

from bot.sandbox.client import SandboxClient
from bot.sandbox.free_ports import free_port
from bot.sandbox.world import World


class Relay:
    """One more `bot relay` on the database of a world, on a port and with a log of its own."""

    def __init__(self, world: World, name: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._log = world.folder / "logs" / f"{name}.log"
        config = yaml.safe_load((world.folder / "config.yml").read_text("utf-8"))
        config["relay"] |= {"port": port, "log_file": str(self._log)}
        file = world.folder / f"{name}.yml"
        file.write_text(yaml.safe_dump(config), encoding="utf-8")
        with (world.folder / f"{name}.out").open("wb") as output:
            self.process = subprocess.Popen(
                relay_command(file),
                cwd=world.folder,
                env=relay_environment(world),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8") if self._log.exists() else ""

    def is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False


@contextmanager
def second_relay(world: World, name: str = "second") -> Iterator[Relay]:
    """Start a second relay and wait until it takes messages; it is gone at the end."""
    relay = Relay(world, name)
    try:
        world.sandbox.until(relay.is_ready, "the second relay", 20)
        yield relay
    finally:
        relay.process.kill()
        relay.process.wait(10)


def relay_command(config: Path) -> list[str]:
    return [sys.executable, "-m", "bot.cli", "relay", "--config", str(config)]


def relay_environment(world: World) -> Mapping[str, str]:
    return {**world.environment, "PATH": str(Path(sys.executable).parent), "LANG": "en"}


def pid_of(sandbox: SandboxClient, script: str, folder: Path) -> int:
    """Return the process with which a step runs a script in a world's folder, as soon as there is one."""

    def look() -> int | None:
        return next((pid for pid in map(int, _numbers()) if _runs(pid, script, folder)), None)

    return sandbox.until(look, f"the process of {script}", 20)


def _numbers() -> Iterator[str]:
    return (name for name in os.listdir("/proc") if name.isdigit())


def _runs(pid: int, script: str, folder: Path) -> bool:
    with suppress(OSError):
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        # Not the shell that starts it, whose last argument only names the script.
        is_script = script.encode() in command[1:]
        return is_script and Path(os.readlink(f"/proc/{pid}/cwd")).is_relative_to(folder)
    return False

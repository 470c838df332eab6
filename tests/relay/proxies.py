"""Real proxies before a relay, configured as the setup writes their files, without certificates."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from bot.operate.setup import service_files
from bot.operate.setup.service_files import ProxySite
from bot.sandbox.free_ports import free_port
from tests.relay.harness import wait_until

SITE = "https://relay.example.com"


def _nginx(folder: Path, site: ProxySite, port: int) -> list[str]:
    text = re.sub(r"^ +ssl_.*\n", "", service_files.nginx(site), flags=re.MULTILINE)
    assert "listen 443 ssl;" in text
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    paths = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    (folder / "relay.conf").write_text(text)
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
        "events { worker_connections 1024; }\nhttp { access_log off;\n"
        + "".join(f"{one}_temp_path {folder}/{one};\n" for one in paths)
        + f"include {folder}/relay.conf; }}\n"
    )
    return ["-p", str(folder), "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"]


def _caddy(folder: Path, site: ProxySite, port: int) -> list[str]:
    text = service_files.caddy(site)
    for written, here in (
        ("relay.example.com {", f"http://127.0.0.1:{port} {{"),
        ("{\n\tservers {", "{\n\tadmin off\n\tauto_https off\n\tservers {"),
    ):
        assert written in text
        text = text.replace(written, here)
    (folder / "Caddyfile").write_text(text)
    return ["run", "--config", "Caddyfile", "--adapter", "caddyfile"]


PROXIES: Mapping[str, Callable[[Path, ProxySite, int], list[str]]] = {"nginx": _nginx, "caddy": _caddy}


@contextmanager
def proxy(name: str, relay_port: int, folder: Path) -> Iterator[int]:
    """Yield the port of a proxy; skips the test where its package is missing, but not on a build machine."""
    # Debian keeps nginx off the path of users.
    program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"needs the Debian package {name}")
    port = free_port()
    arguments = PROXIES[name](folder, ProxySite(SITE, (f"127.0.0.1:{relay_port}",)), port)
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"]}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen([program, *arguments], cwd=folder, env=environment, stderr=output)
    try:
        wait_until(lambda: _answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200
    except requests.RequestException:
        return False

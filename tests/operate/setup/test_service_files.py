"""The unit and the proxies' files: what the documents show, well formed, closed, and no way in for a hostile name."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from bot.core.errors import BotError
from bot.operate.setup import service_files
from bot.operate.setup.service_files import Home, ProxySite
from tests.stage import ROOT

EXAMPLE = "https://bot.your-domain.com"
SEVERAL = ("10.0.0.11:8360", "10.0.0.12:8360")


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("relay.service", service_files.unit(Home())),
        ("nginx.conf", service_files.nginx(ProxySite(EXAMPLE, SEVERAL))),
        ("Caddyfile", service_files.caddy(ProxySite(EXAMPLE))),
    ],
)
def test_the_documents_show_what_the_setup_writes(document: str, text: str) -> None:
    assert (ROOT / "docs" / document).read_text("utf-8") == text


HOMES = {
    "as documented": Home(),
    "in a folder of /srv": Home(folder=PurePosixPath("/srv/bot da Ana")),
    "in somebody's home": Home(
        "ana", PurePosixPath("/home/ana/bot"), PurePosixPath("/home/ana/venv/bin/bot")
    ),
}


@pytest.mark.parametrize("home", HOMES.values(), ids=HOMES)
def test_systemd_takes_the_unit_and_finds_it_closed(tmp_path: Path, home: Home) -> None:
    if not (analyze := shutil.which("systemd-analyze")):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs the Debian package systemd")
    program = tmp_path / "bot"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "relay.service"
    unit.write_text(service_files.unit(home).replace(str(home.program), str(program)))
    verified, judged = (
        subprocess.run([analyze, *arguments, unit], capture_output=True, text=True, check=False)
        for arguments in (["verify"], ["security", "--offline=true", "--threshold=30"])
    )

    assert (verified.returncode, verified.stderr) == (0, "")
    assert judged.returncode == 0, judged.stdout


def test_a_folder_of_var_lib_is_made_by_systemd() -> None:
    lines = service_files.unit(Home()).splitlines()

    assert "StateDirectory=auditoria360" in lines
    assert "WorkingDirectory=/var/lib/auditoria360" in lines
    assert not any(line.startswith(("ReadWritePaths=", "ExecStartPre=")) for line in lines)


def test_a_relay_in_a_home_can_read_its_program_and_write_its_folder_alone() -> None:
    lines = service_files.unit(HOMES["in somebody's home"]).splitlines()

    assert "ProtectHome=read-only" in lines
    assert "ReadWritePaths=/home/ana/bot" in lines
    assert "User=ana" in lines


def test_a_python_in_a_home_is_not_hidden_from_a_relay_that_lives_elsewhere() -> None:
    needed = [PurePosixPath("/home/ana/.local/share/uv/python/bin/python3.11")]

    assert "ProtectHome=read-only" in service_files.unit(Home(needed=needed)).splitlines()
    assert "ProtectHome=true" in service_files.unit(Home()).splitlines()


def test_a_wrong_configuration_is_not_started_again_and_again() -> None:
    assert "RestartPreventExitStatus=2" in service_files.unit(Home()).splitlines()


@pytest.mark.parametrize(
    "home",
    [
        Home(user="ana\nExecStartPre=/bin/sh"),
        Home(folder=PurePosixPath("/srv/%n")),
        Home(program=PurePosixPath('/opt/"; /bin/sh')),
        Home(user=""),
    ],
)
def test_a_name_that_systemd_would_read_otherwise_is_refused(home: Home) -> None:
    with pytest.raises(BotError, match="cannot stand in a unit"):
        service_files.unit(home)


@pytest.mark.parametrize(
    "url", ["https://", "https://a b.com", "https://x.com;include", "https://x{y.com", ""]
)
def test_an_address_without_a_host_that_can_be_served_is_refused(url: str) -> None:
    with pytest.raises(BotError, match="no host"):
        ProxySite(url)


def test_the_files_of_a_proxy_name_the_host_the_port_and_where_the_relay_listens() -> None:
    site = ProxySite("https://bot.escritorio.com.br:8443", ("[::1]:9000",))

    assert "bot.escritorio.com.br:8443 {" in service_files.caddy(site)
    assert "reverse_proxy [::1]:9000 {" in service_files.caddy(site)
    nginx = service_files.nginx(site)
    assert "listen 8443 ssl;" in nginx
    assert "server_name bot.escritorio.com.br;" in nginx
    assert nginx.count("server [::1]:9000 ") == 2
    assert "{{" not in nginx + service_files.caddy(site) + service_files.unit(Home())

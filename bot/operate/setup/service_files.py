"""The files that give the relay a home on a server: a unit for systemd, and the lines of a proxy with TLS before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bot.core.errors import BotError
from bot.core.sentences import Sentence

_STATE = PurePosixPath("/var/lib")
_FOLDER = _STATE / "auditoria360"
_PROGRAM = PurePosixPath("/opt/auditoria360/.venv/bin/bot")
# What ProtectHome=true would hide (systemd.exec(5)).
_HOMES = tuple(map(PurePosixPath, ("/home", "/root", "/run/user")))
# What the files take as a name or a path as it stands: nothing that ends a line, a string, or a directive.
_PLAIN = re.compile(r"[\w@+,.:/ -]+", re.ASCII)
_SITE = re.compile(r"[\w.-]+|\[[0-9A-Fa-f:.]+\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a relay lives: its user, the program, and the folder with config.yml and .env.

    `needed` is what the program reads elsewhere: the code of a clone, the Python that a virtual environment stands for.
    """

    user: str = "auditoria360"
    folder: PurePosixPath = _FOLDER
    program: PurePosixPath = _PROGRAM
    needed: Sequence[PurePosixPath] = ()


@dataclass(frozen=True, slots=True)
class ProxySite:
    """The address that Twilio calls, and where the relays listen, each as host:port; raises BotError."""

    public_url: str
    relays: Sequence[str] = ("127.0.0.1:8360",)

    def __post_init__(self) -> None:
        if not _SITE.fullmatch(self.host):
            raise BotError(
                "relay.public_url names no host that a proxy could serve.",
                "Write the address that Twilio calls, such as https://bot.escritorio.com.br.",
            )

    @property
    def host(self) -> str:
        """Its name; an IPv6 address in brackets."""
        name = urlsplit(self.public_url).hostname or ""
        return f"[{name}]" if ":" in name else name

    @property
    def port(self) -> int:
        return urlsplit(self.public_url).port or 443


def unit(home: Home) -> str:
    """Return the unit; raises BotError where a name or a path cannot stand in one."""
    for value in (home.user, str(home.folder), str(home.program)):
        if not _PLAIN.fullmatch(value):
            raise BotError(
                Sentence("{value} cannot stand in a unit of systemd.", value=ascii(value)),
                "Use letters, digits and - _ . alone in the names of the relay's user, its folder and the program's.",
            )
    return _filled(
        "relay.service",
        user=home.user,
        folder=str(home.folder),
        place=_place(home.folder),
        program=f'"{home.program}"' if " " in str(home.program) else str(home.program),
        protect_home="read-only" if in_homes(home.folder, home.program, *home.needed) else "true",
    )


def nginx(site: ProxySite) -> str:
    """Return the lines for nginx."""
    wanted, other = ("several", "one") if len(site.relays) > 1 else ("one", "several")
    text = _filled("nginx.conf", port=str(site.port), name=site.host)
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(_placed(other))]
    return "".join(
        line.replace(_placed("relay"), relay)
        for line in "".join(lines).replace(_placed(wanted), "").splitlines(keepends=True)
        for relay in (site.relays if _placed("relay") in line else [""])
    )


def caddy(site: ProxySite) -> str:
    """Return the file for Caddy."""
    return _filled(
        "Caddyfile",
        site=site.host if site.port == 443 else f"{site.host}:{site.port}",
        relays=" ".join(site.relays),
    )


def _place(folder: PurePosixPath) -> str:
    """Return the lines for its folder: below /var/lib systemd itself makes it, for this user alone."""
    if folder != _STATE and folder.is_relative_to(_STATE):
        name = folder.relative_to(_STATE)
        if " " not in str(name):
            return f"StateDirectory={name}\nStateDirectoryMode=0700\nWorkingDirectory={folder}"
    quoted = f'"{folder}"' if " " in str(folder) else str(folder)
    return f"WorkingDirectory={folder}\nReadWritePaths={quoted}"


def in_homes(*paths: PurePosixPath) -> list[PurePosixPath]:
    """Return those that a closed unit would hide from the relay."""
    return [path for path in paths if any(path.is_relative_to(home) for home in _HOMES)]


def _filled(file: str, /, **values: str) -> str:
    text = (files(__package__) / "files" / file).read_text("utf-8")
    for name, value in values.items():
        text = text.replace(_placed(name), value)
    return text


def _placed(name: str) -> str:
    """Return how a file shows where a value comes."""
    return f"{{{{{name}}}}}"

"""The step that writes the files for the server: a unit for systemd, and the lines of nginx and of Caddy.

They come into a folder beside config.yml, from which an administrator copies them: the setup itself never needs root.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shlex
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import bot
from bot.core import to_disk
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings.relay import RelaySection
from bot.operate.setup import service_files
from bot.operate.setup.installation import Installation
from bot.operate.setup.service_files import Home, ProxySite
from bot.operate.setup.steps import Change, Place, Step

UNIT = "auditoria360-relay.service"
CADDYFILE = "Caddyfile"
# Caddy has one file for all its sites.
_FOR_CADDY = "written; add it to the Caddyfile of other sites, or where there are none: {command}"
# The files, and where each belongs on the server.
PLACES: Mapping[str, str] = {
    UNIT: f"/etc/systemd/system/{UNIT}",
    "nginx.conf": "/etc/nginx/conf.d/relay.conf",
    CADDYFILE: "/etc/caddy/Caddyfile",
}


class HostFiles(Step):
    """The files for this installation: its host, its user, its folder."""

    id = "host-files"
    place = Place.COMPUTER
    title = "Files for the server"

    def changes(self, installation: Installation) -> Sequence[Change]:
        return [
            self._change(installation.host_folder / name, text)
            for name, text in texts(installation).items()
            if _read(installation.host_folder / name) != text
        ]

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:
        file = installation.host_folder / str(undo["file"])
        found, before = _read(file), undo["before"]
        if found is None or _digest(found) != undo["written"]:
            return None
        return Change(
            str(file),
            "as the setup wrote it",
            "as before" if before is not None else "removed",
            partial(_restore, file, before),
        )

    @staticmethod
    def _change(file: Path, text: str) -> Change:
        before = _read(file)
        return Change(
            str(file),
            "not there" if before is None else "differs",
            Sentence(
                _FOR_CADDY if file.name == CADDYFILE else "written; to use it: {command}",
                command=shlex.join(("sudo", "install", "-m", "644", str(file), PLACES[file.name])),
            ),
            partial(_write, file, text),
            {"file": file.name, "written": _digest(text), "before": before},
        )


def texts(installation: Installation) -> Mapping[str, str]:
    """Return the files by their names; those of a proxy only once the public address is known. Raises BotError."""
    found = {UNIT: service_files.unit(home_of(installation))}
    if installation.answers.public_url:
        site = ProxySite(installation.answers.public_url, (_address(installation.config.relay),))
        found |= {"nginx.conf": service_files.nginx(site), CADDYFILE: service_files.caddy(site)}
    return found


def home_of(installation: Installation) -> Home:
    """Return where this relay lives: in this folder, with this program, as this user, but never as root."""
    try:
        user = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # a user without a name, as in some containers
        user = "root"
    return Home(
        user=Home().user if user == "root" else user,
        folder=PurePosixPath(installation.folder.resolve()),
        program=PurePosixPath(Path(sys.prefix) / "bin" / "bot"),
        needed=[
            PurePosixPath(path.resolve())
            for path in (Path(sys.prefix), Path(sys.executable), Path(bot.__file__))
        ],
    )


def _address(relay: RelaySection) -> str:
    """Return where a proxy on this machine reaches the relay."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what the setting may hold
    host = everywhere.get(relay.host, relay.host)
    return f"[{host}]:{relay.port}" if ":" in host else f"{host}:{relay.port}"


def _read(file: Path) -> str | None:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BotError(
            Sentence("{file} cannot be read.", file=file),
            "Move it away, and run the same command again.",
        ) from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(exist_ok=True)
        to_disk.replace(file, text)
    except OSError as error:
        raise BotError(
            Sentence("{file} cannot be written ({reason}).", file=file, reason=error.strerror or error),
            to_disk.MAKE_ROOM
            if to_disk.is_full(error)
            else "Name another folder for the files of the server, which this user may write to.",
        ) from error


def _restore(file: Path, before: str | None) -> None:
    if before is not None:
        _write(file, before)
        return
    file.unlink(missing_ok=True)
    if not any(file.parent.iterdir()):
        file.parent.rmdir()


STEPS: Sequence[Step] = (HostFiles(),)

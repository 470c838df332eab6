"""Lets one at a time change an installation: a setup, a change of the connection, a rotation.

Two would undo each other's changes, mix the credentials of two accounts, and lose the notes by which they resume.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import env_lines

NAME = ".setup-lock"
CONSOLE = "console"  # the first word of what is done on its pages, where there is no command to name
_CREDENTIALS = "rotate"  # the second one of a rotation there
_LONGEST_BYTES = 200
# Some have it for a moment, such as whoever looks who has it.
_PATIENCE_SECONDS, _LOOK_EVERY_SECONDS = 0.3, 0.02


class TurnTakenError(BotError):
    """Something else is changing the installation."""


@contextmanager
def taken(folder: Path, *words: str) -> Iterator[None]:
    """Hold the turn of the folder that `.env` is in; raises TurnTakenError, which says what has it.

    The words are those of a command, or CONSOLE and what is done there. The kernel gives the turn back when this
    process dies. The file stays: another process may be about to lock it.
    """
    path = _path(folder)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise BotError(
            Sentence("{file} cannot be written ({why}).", file=path, why=error.strerror or "?"),
            "Run the command as the user that owns this folder.",
        ) from error
    try:
        until = clock.on_the_wire() + _PATIENCE_SECONDS
        while not _locked(descriptor, fcntl.LOCK_EX):
            if clock.on_the_wire() >= until:
                raise _refusal(descriptor)
            clock.sleep(_LOOK_EVERY_SECONDS)
        with suppress(OSError):  # a full disk: whoever is refused meanwhile is not told by whom
            os.ftruncate(descriptor, 0)
            program = () if words[:1] == (CONSOLE,) else ("bot",)
            os.pwrite(descriptor, f"{os.getpid()} {' '.join((*program, *words))}".encode(), 0)
        _give_to_owner_of(path.parent, descriptor)
        yield
    finally:
        os.close(descriptor)


def in_the_way(folder: Path) -> TurnTakenError | None:
    """Return what `taken` would refuse with at this moment; None where nothing has the turn."""
    try:
        descriptor = os.open(_path(folder), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return None if _locked(descriptor, fcntl.LOCK_SH) else _refusal(descriptor)
    finally:
        os.close(descriptor)


def _path(folder: Path) -> Path:
    """Return the file that is locked: beside `.env` itself, which several folders may have a link to."""
    return (folder / env_lines.NAME).resolve().parent / NAME


def _locked(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _give_to_owner_of(folder: Path, descriptor: int) -> None:
    """Give the lock file to the folder's owner, who could not open it after root made it."""
    file, owner = os.fstat(descriptor), folder.stat()
    if os.geteuid() == 0 and file.st_uid != owner.st_uid and file.st_nlink == 1:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _refusal(descriptor: int) -> TurnTakenError:
    process, _, command = os.pread(descriptor, _LONGEST_BYTES, 0).decode("utf-8", "replace").partition(" ")
    process = process or "?"
    if command.startswith(f"{CONSOLE} {_CREDENTIALS}"):
        what = Sentence(
            "A credential is being changed on the console's pages already (process {process}).",
            process=process,
        )
    elif command.startswith(CONSOLE):
        what = Sentence(
            "The connection is being changed on the console's pages already (process {process}).",
            process=process,
        )
    else:
        what = Sentence(
            "`{command}` is at work in this folder already (process {process}).",
            command=command or "bot",
            process=process,
        )
        return TurnTakenError(what, "Nothing was changed. Wait until it ends, or end it, then try again.")
    return TurnTakenError(what, "Nothing was changed. Wait until it ends, then try again.")

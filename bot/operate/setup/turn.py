"""Lets one setup at a time work on a folder: two would undo each other's changes and lose notes of them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.core.errors import BotError
from bot.core.sentences import Sentence

NAME = ".setup-lock"


@contextmanager
def taken(folder: Path, *command: str) -> Iterator[None]:
    """Hold the folder's turn, beside the journal; raises BotError, which names the process that has it.

    The kernel gives it back when this process dies. The file stays: another process may be about to lock it.
    """
    path = folder / NAME
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise BotError(
            Sentence("{file} cannot be written ({why}).", file=path, why=error.strerror or "?"),
            "Run the command as the user that owns this folder.",
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _refusal(descriptor) from None
        with suppress(OSError):  # a full disk: whoever is refused meanwhile is not told by whom
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()} {' '.join(('bot', *command))}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _refusal(descriptor: int) -> BotError:
    process, _, command = os.pread(descriptor, 200, 0).decode("utf-8", "replace").partition(" ")
    return BotError(
        Sentence(
            "`{command}` is at work in this folder already (process {process}).",
            command=command or "bot",
            process=process or "?",
        ),
        "Nothing was changed. Wait until it ends, or end it, and run the command again.",
    )

"""The file `.env`: changed in one step, with all other lines as they are, and closed to everybody else."""

from __future__ import annotations

import errno
import fcntl
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from bot.core import clock, to_disk
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import env_lines

# What every reader of such files takes literally, and what it takes literally between single quotes.
_PLAIN = re.compile(r"[\w:+,./=@-]*", re.ASCII)
_QUOTED = re.compile(r"[!-~]*")
_MISREAD = re.compile(r"['\\$]")
_PATIENCE_SECONDS, _LOOK_EVERY_SECONDS = 10.0, 0.01  # a change takes as long as the disk needs to write it
# NFS locks no folder that is open for reading alone, and some file systems lock nothing.
_NO_LOCKS = frozenset({errno.EBADF, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP})


class EnvFile:
    """`.env` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / ".env"

    def read(self) -> dict[str, str]:
        """Return its variables; none where there is no file. Raises ConfigError where it cannot be read."""
        return env_lines.values(self.path)

    def change(self, changes: Mapping[str, str | None]) -> None:
        """Set variables, and remove those that are None; the rest stays as it is, comments and line ends too.

        A variable in the file keeps its place. Readers see the old file or the new one, never a mixture.
        Raises ValueError for a value with letters that readers disagree on, BotError where the file is out of reach, or
        a line that is wrong would let a variable read otherwise than it was set.
        """
        self.revise(lambda _: changes)

    def revise(self, rule: Callable[[Mapping[str, str]], Mapping[str, str | None]]) -> None:
        """Change it as `change` does, to what a rule makes of its variables, which nobody else changes meanwhile."""
        try:
            with self._alone():
                self._write(rule(self.read()))
        except OSError as error:
            raise BotError(
                Sentence("{file} cannot be written ({why}).", file=self.path, why=error.strerror),
                to_disk.MAKE_ROOM
                if to_disk.is_full(error)
                else "Run the command in the relay's folder, as a user who may write there.",
            ) from error

    def _write(self, changes: Mapping[str, str | None]) -> None:
        given = {name: None if value is None else _written(value) for name, value in changes.items()}
        text = _changed(self._text(), given)
        found = env_lines.read(text)
        if any(found.get(name) != value for name, value in changes.items()):
            raise BotError(
                next(
                    iter(env_lines.broken(self.path)), Sentence("{file} cannot be changed.", file=self.path)
                ),
                "Nothing was changed. Run the same command again then.",
            )
        to_disk.replace(self.path, text, to_disk.PRIVATE)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads and processes out by a lock of the folder, which outlives each file in it.

        Raises OSError where there is no such folder, BotError where somebody else does not end.
        """
        folder = self.path.resolve().parent
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            until = clock.steady() + _PATIENCE_SECONDS
            while not _locked(descriptor):
                if clock.steady() >= until:
                    raise BotError(
                        Sentence("Something else is changing {file} and does not end.", file=self.path),
                        Sentence(
                            "Nothing was changed. Try again in a minute; `fuser -v {folder}` names what holds it.",
                            folder=folder,
                        ),
                    )
                clock.sleep(_LOOK_EVERY_SECONDS)
            yield
        finally:
            os.close(descriptor)

    def _text(self) -> str:
        env_lines.text(self.path)  # raises where it cannot be read
        return self.path.read_bytes().decode("utf-8") if self.path.exists() else ""


def _locked(descriptor: int) -> bool:
    """Lock a folder, and return whether nobody else has."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return True


def _written(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    if _QUOTED.fullmatch(value) and not _MISREAD.search(value):
        return f"'{value}'"
    raise ValueError("a value with letters that readers of .env disagree on")


def _changed(text: str, changes: Mapping[str, str | None]) -> str:
    """Return the text with the changes, taken piece by piece as its reader does: a value may have several lines."""
    end = "\r\n" if "\r\n" in text else "\n"
    pieces = list(parse_stream(StringIO(text, newline="")))
    # Of a variable that occurs twice the last one counts.
    last = {piece.key: place for place, piece in enumerate(pieces)}
    kept = "".join(
        _piece(piece, changes, end, counts=last[piece.key] == at) for at, piece in enumerate(pieces)
    )
    if kept and not kept.endswith(("\n", "\r")):
        kept += end
    added = [
        f"{name}={value}{end}" for name, value in changes.items() if name not in last and value is not None
    ]
    return "".join([kept, *added])


def _piece(piece: Binding, changes: Mapping[str, str | None], end: str, *, counts: bool) -> str:
    """Return a piece of the file as it shall be; empty lines before what is removed stay."""
    text = piece.original.string
    if piece.key is None or piece.key not in changes:
        return text
    before = re.match(r"(?:[^\S\r\n]*(?:\r\n|\n|\r))*", text)
    empty = before[0] if before else ""
    value = changes[piece.key]
    if value is None or not counts:
        return empty
    export = re.match(r"\s*(export[^\S\r\n]+)?", text)
    return f"{empty}{export[1] or '' if export else ''}{piece.key}={value}{end}"

"""The file `.env`: changed in place of all others' lines, in one step, readable by its owner alone."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

from bot.errors import BotError

_PLAIN = re.compile(r"[\w:+,./=@-]*")


class EnvFile:
    """`.env` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / ".env"

    def read(self) -> dict[str, str]:
        """Return the variables that stand in it; none where there is no file."""
        return {name: value for name, value in dotenv_values(self.path).items() if value is not None}

    def change(self, changes: Mapping[str, str | None]) -> None:
        """Set variables, and take out those that are None; all else stays as it is, comments too.

        Whoever reads meanwhile sees the old file or the new one. Raises BotError where it cannot be written.
        """
        if any(value is not None and not _PLAIN.fullmatch(value) for value in changes.values()):
            raise ValueError("a value with letters that would need quotes")
        try:
            kept = "".join(_without(binding, changes) for binding in self._bindings())
            if kept and not kept.endswith("\n"):
                kept += "\n"
            added = [f"{name}={value}\n" for name, value in changes.items() if value is not None]
            self._write("".join([kept, *added]))
        except OSError as error:
            raise BotError(
                f"{self.path} cannot be written ({error.strerror}).",
                "Run the command in the relay's folder, as a user who may write there.",
            ) from error

    def _bindings(self) -> list[Binding]:
        """Return the file piece by piece, as its reader takes it: a value in quotes may have several lines."""
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        return list(parse_stream(StringIO(text)))

    def _write(self, text: str) -> None:
        target = self.path.resolve()  # it may be a link to another place
        descriptor, temporary = tempfile.mkstemp(prefix=".env.", dir=target.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                _keep_rights(target, temporary)
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _to_disk(target.parent)


def _keep_rights(target: Path, temporary: str) -> None:
    before = target.stat()
    if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(temporary, before.st_uid, before.st_gid)
    os.chmod(temporary, before.st_mode & 0o777)


def _to_disk(folder: Path) -> None:
    """Have the new name survive a power cut: a token that Twilio showed once must not be lost."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _without(binding: Binding, changes: Mapping[str, str | None]) -> str:
    """Return a piece of the file as it stands, or only the empty lines before it where the variable is changed."""
    text = binding.original.string
    if binding.key not in changes:
        return text
    empty = re.match(r"(?:[^\S\n]*\n)*", text)
    return empty[0] if empty else ""

"""The file `.env`: changed in place of all others' lines, in one step, readable by its owner alone."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from bot.errors import BotError

_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=")
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
            kept = [line for line in self._lines() if _name(line) not in changes]
            added = [f"{name}={value}" for name, value in changes.items() if value is not None]
            self._write("\n".join([*kept, *added]) + "\n")
        except OSError as error:
            raise BotError(
                f"{self.path} cannot be written ({error.strerror}).",
                "Run the command in the relay's folder, as a user who may write there.",
            ) from error

    def _lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []

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


def _name(line: str) -> str:
    found = _ASSIGNMENT.match(line)
    return found[1] if found else ""

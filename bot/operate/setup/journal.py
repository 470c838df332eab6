"""What the setup changed and what was there before, so that it can be taken back.

No secret of ours is in it, but an address that Twilio called before is, whole, whatever its owner wrote into it:
nobody but the file's owner can read it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.core import to_disk
from bot.core.errors import BotError
from bot.core.sentences import Sentence

NAME = ".setup-journal"


@dataclass(frozen=True, slots=True)
class Entry:
    """A change of a step that can be taken back."""

    step: str
    what: str
    undo: Mapping[str, Any]


class Journal:
    """The file in the relay's folder; an entry is on the disk before its change is made."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def entries(self) -> list[Entry]:
        """Return the entries, oldest first; raises BotError where the file cannot be read."""
        try:
            lines = self.path.read_text("utf-8").splitlines() if self.path.exists() else []
            return [Entry(**json.loads(line)) for line in lines]
        except (OSError, ValueError, TypeError) as error:
            raise BotError(
                Sentence("{file} cannot be read.", file=self.path),
                "Nothing was changed. Take the file away to go on without taking back what it lists.",
            ) from error

    def note(self, entry: Entry) -> None:
        """Add an entry, unless an earlier run noted that change already: what was there before it counts."""
        known = self.entries()
        if not any((one.step, one.what) == (entry.step, entry.what) for one in known):
            self._write([*known, entry])

    def drop(self, entry: Entry) -> None:
        self._write([one for one in self.entries() if one != entry])

    def _write(self, entries: list[Entry]) -> None:
        if not entries:
            self.path.unlink(missing_ok=True)
            return
        lines = [json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in entries]
        to_disk.replace(self.path, "".join(lines), to_disk.PRIVATE)

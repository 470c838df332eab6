"""What the setup changed and what was there before, so that it can be taken back.

No secret of ours is in it, but an address that Twilio called before is, whole, whatever its owner wrote into it:
nobody but the file's owner can read it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
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
            return [_entry(json.loads(line)) for line in lines]
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise self.unreadable() from error

    def unreadable(self) -> BotError:
        """Return the error of a journal that does not hold what a step needs to take its change back."""
        return BotError(
            Sentence("{file} cannot be read.", file=self.path),
            "Nothing was changed. Take the file away to go on without taking back what it lists.",
        )

    def note(self, entry: Entry) -> None:
        """Add an entry. Of a change that an earlier run made too, what was there `before` that one counts."""
        known, added = self.entries(), entry
        for one in known:
            if (one.step, one.what) == (entry.step, entry.what):
                kept = {"before": one.undo["before"]} if "before" in one.undo else {}
                added = replace(entry, undo={**entry.undo, **kept})
        others = [one for one in known if (one.step, one.what) != (entry.step, entry.what)]
        self._write([*others, added])

    def drop(self, entry: Entry) -> None:
        self._write([one for one in self.entries() if one != entry])

    def _write(self, entries: list[Entry]) -> None:
        if not entries:
            self.path.unlink(missing_ok=True)
            return
        lines = [json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in entries]
        to_disk.replace(self.path, "".join(lines), to_disk.PRIVATE)


def _entry(found: Any) -> Entry:
    match found:
        case {"step": str(step), "what": str(what), "undo": dict(undo)}:
            return Entry(step, what, undo)
    raise TypeError

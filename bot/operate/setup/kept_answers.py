"""The harmless answers of a setup that did not come to its end, kept beside the journal for the next run to offer.

No secret is ever in it; phones for alerts are people's numbers, and count as one. Nobody but its owner can read it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from bot.core import to_disk

NAME = ".setup-answers"
HARMLESS = frozenset({"language", "account_sid", "sms_number", "whatsapp_number", "repository", "public_url"})
_LONGEST = 300  # characters; no answer of these is as long
_LARGEST = 64 * 1024  # bytes


class KeptAnswers:
    """The file in the relay's folder. Comfort alone: where it cannot be read or written, the answers are asked for."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def read(self) -> Mapping[str, str]:
        """Return what an earlier run was answered; empty where that is not known. Each is still to be checked."""
        try:
            if self._path.is_symlink() or self._path.stat().st_size > _LARGEST:
                return {}
            found = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: value for name, value in found.items() if name in HARMLESS and _is_plain(value)}

    def keep(self, field: str, value: str) -> bool:
        """Add an answer, and return whether it is kept: some are not for keeping."""
        if field not in HARMLESS or not _is_plain(value) or self._path.is_symlink():
            return False
        text = json.dumps({**self.read(), field: value}, ensure_ascii=False)
        try:
            to_disk.replace(self._path, f"{text}\n", to_disk.PRIVATE)
        except OSError:
            return False
        return True

    def forget(self) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _is_plain(value: object) -> bool:
    """Whether this can be an answer, and shown as one: it holds nothing that would move a terminal's cursor."""
    return isinstance(value, str) and value.isprintable() and 0 < len(value) <= _LONGEST

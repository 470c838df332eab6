"""What checks ask about, each thing asked once however many checks want it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bot.core.settings import Settings

Known = TypeVar("Known")


class _Once:
    """An answer, or the error in place of it, found out by the first who asks while the others wait."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_known = False
        self.value: Any = None
        self.error: BaseException | None = None


@dataclass(frozen=True)
class Facts:
    """An installation: the settings, the folder that holds `.env`, and whatever has been found out about it.

    `environ` is what `.env` and the process give; `settings` were made of it.
    """

    settings: Settings
    folder: Path
    file: Path
    environ: Mapping[str, str] = field(repr=False)
    _known: dict[str, _Once] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def once(self, name: str, find: Callable[[], Known]) -> Known:
        """Return what `find` returns, asked at most once for each name; raises again what it raised."""
        with self._lock:
            one = self._known.setdefault(name, _Once())
        with one.lock:
            if not one.is_known:
                try:
                    one.value = find()
                except Exception as error:  # noqa: BLE001 - kept for everybody who asks
                    one.error = error
                one.is_known = True
        if one.error:
            raise one.error
        found: Known = one.value
        return found

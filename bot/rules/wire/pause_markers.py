"""The markers of a conversation's pause: until when it lasts, and that it is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from bot.core import clock


@dataclass(frozen=True, slots=True)
class PauseMarker:
    """Heads a comment that says until when the conversation is paused, as the comment `about` asked.

    `waited` says that it had waited for an answer until then, `by` who asked.
    """

    about: int
    until: datetime = field(compare=False)
    waited: bool = field(compare=False)
    by: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class PauseOverMarker:
    """Heads a comment that ends the pause that the comment `about` asked for; `ended_by` asked for this, 0: nobody."""

    about: int
    ended_by: int = field(default=0, compare=False)


AnyPauseMarker = PauseMarker | PauseOverMarker


def content(marker: AnyPauseMarker) -> tuple[str, dict[str, Any]]:
    """Return the kind of a marker and what it holds."""
    match marker:
        case PauseMarker(about, until, waited, by):
            return "pause", {"pauses": about, "until": clock.iso(until), "waited": waited, "by": by}
        case PauseOverMarker(about, ended_by):
            return "pause-over", {"paused": about, "ended": ended_by}
        case _:
            assert_never(marker)


_KINDS: dict[str, Callable[[dict[str, Any]], AnyPauseMarker]] = {
    "pause": lambda content: PauseMarker(
        int(content["pauses"]),
        clock.read_iso(content["until"]),
        content["waited"] is True,
        str(content["by"]),
    ),
    "pause-over": lambda content: PauseOverMarker(int(content["paused"]), int(content["ended"])),
}


def read(kind: str, content: dict[str, Any]) -> AnyPauseMarker | None:
    """Return the marker of that kind; None for a kind of another module."""
    found = _KINDS.get(kind)
    return found(content) if found else None

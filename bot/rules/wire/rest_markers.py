"""The markers of a conversation's pause: until when it rests, and that it rests no longer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from bot.core import clock


@dataclass(frozen=True, slots=True)
class RestMarker:
    """Heads a comment that says until when the conversation rests, as the comment `about` asked.

    `waited` says that it had waited for an answer until then, `by` who asked.
    """

    about: int
    until: datetime = field(compare=False)
    waited: bool = field(compare=False)
    by: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class RestOverMarker:
    """Heads a comment that ends the pause that the comment `about` asked for; `ended_by` asked for this, 0: nobody."""

    about: int
    ended_by: int = field(default=0, compare=False)


AnyRestMarker = RestMarker | RestOverMarker


def content(marker: AnyRestMarker) -> tuple[str, dict[str, Any]]:
    """Return the kind of a marker and what it holds."""
    match marker:
        case RestMarker(about, until, waited, by):
            return "rest", {"rests": about, "until": clock.iso(until), "waited": waited, "by": by}
        case RestOverMarker(about, ended_by):
            return "rest-over", {"rested": about, "ended": ended_by}
        case _:
            assert_never(marker)


_KINDS: dict[str, Callable[[dict[str, Any]], AnyRestMarker]] = {
    "rest": lambda content: RestMarker(
        int(content["rests"]), clock.read_iso(content["until"]), content["waited"] is True, str(content["by"])
    ),
    "rest-over": lambda content: RestOverMarker(int(content["rested"]), int(content["ended"])),
}


def read(kind: str, content: dict[str, Any]) -> AnyRestMarker | None:
    """Return the marker of that kind; None for a kind of another module."""
    found = _KINDS.get(kind)
    return found(content) if found else None

"""The drills: what is broken on purpose in a whole world while people write and maintainers answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.arena import Arena

Play = Callable[[Arena], None]


@dataclass(frozen=True, slots=True)
class Drill:
    """One thing that is broken; `play` breaks it and puts it right, and all that was taken must then be there once."""

    fault: str
    play: Play
    changes: Mapping[str, Any] = field(default_factory=dict)
    arena: type[Arena] = Arena


DRILLS: list[Drill] = []


def drill(fault: str, arena: type[Arena] = Arena, **changes: Any) -> Callable[[Play], Play]:
    """Add a drill under this name, in a world of this kind, with changes to the configuration."""

    def add(play: Play) -> Play:
        DRILLS.append(Drill(fault, play, changes, arena))
        return play

    return add

"""How much of a sweep each run of the tests plays: points spread over the whole of it, or all with `--all-points`.

A sweep lets a run die after each of its writes in turn. What differs from write to write is which step it is, so some
of them, the first and the last among them, show what breaks the way all of them are made up for; `scripts/test --all`
plays every one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

MOST = 5
_T = TypeVar("_T")


class _Sweeps:
    whole = False


def play_whole(whole: bool) -> None:
    """Let every point of every sweep be played from now on, or some."""
    _Sweeps.whole = whole


def spread(points: Sequence[_T], most: int = MOST) -> list[_T]:
    """Return so many of the points, evenly spread, from the first to the last."""
    last = len(points) - 1
    if _Sweeps.whole or last < most:
        return list(points)
    return [points[round(number * last / (most - 1))] for number in range(most)]

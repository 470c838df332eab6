"""Charts as the rectangles of an SVG: the page draws them without a script, and styles name their colours.

A chart says nothing that its caption and its table do not say too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STEP, GAP, HEIGHT = 10, 2, 60  # in units of the drawing, which is stretched to its place
_LEAST = 2.0  # what is not nothing can be seen


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A rectangle of a bar; `series` says which of the values stacked on each other it is."""

    series: int
    x: float
    y: float
    height: float
    width: float = STEP - GAP


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars beside each other, each of one or more values, the first at the bottom; `most` is the highest bar."""

    parts: tuple[ChartPart, ...]
    most: int
    width: int
    height: int = HEIGHT


def bars(values: Sequence[Sequence[int]]) -> BarChart:
    """Return a chart of bars, the highest as high as the drawing."""
    most = max((sum(bar) for bar in values), default=0)
    parts = tuple(part for place, bar in enumerate(values) for part in _bar(place, bar, most))
    return BarChart(parts, most, len(values) * STEP - GAP)


def _bar(place: int, bar: Sequence[int], most: int) -> list[ChartPart]:
    parts, top = list[ChartPart](), float(HEIGHT)
    for series, value in enumerate(bar):
        height = max(_LEAST, round(value / most * HEIGHT, 1)) if value else 0.0
        top = max(0.0, top - height)
        if value:
            parts.append(ChartPart(series, place * STEP, round(top, 1), height))
    return parts

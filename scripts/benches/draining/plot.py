"""A plot of the times as SVG, with both axes in powers of ten. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Self

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 75, 40, 20, 50
# Of the palette of Okabe and Ito: can be told apart by the colour-blind, on white and on dark.
OURS, LIMIT, GREY = "#0072B2", "#E69F00", "#888888"
NAMED = ((60, "a minute"), (3_600, "an hour"), (86_400, "a day"), (604_800, "a week"))


@dataclass(frozen=True, slots=True)
class Point:
    """So many messages, our seconds and those of the floor."""

    messages: int
    seconds: float
    floor: float
    is_measured: bool


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where a value stands on an axis of powers of ten."""

    low: int
    high: int
    begin: float
    end: float

    @classmethod
    def of(cls, values: Sequence[float], begin: float, end: float) -> Self:
        low, high = floor(log10(min(values))), ceil(log10(max(values)))
        return cls(low, max(high, low + 1), begin, end)

    def at(self, value: float) -> float:
        share = (log10(value) - self.low) / (self.high - self.low)
        return round(self.begin + share * (self.end - self.begin), 1)

    def has(self, value: float) -> bool:
        return self.low <= log10(value) <= self.high


def draw(given: Sequence[Point]) -> str:
    """Return the plot: our times as a line, those not measured hollow, and the floor below."""
    points = sorted(given, key=lambda point: point.messages)
    across = _Axis.of([point.messages for point in points], LEFT, WIDTH - RIGHT)
    up = _Axis.of([time for point in points for time in (point.seconds, point.floor)], HEIGHT - BOTTOM, TOP)
    parts = _grid(across, up)
    for colour, times in ((LIMIT, [one.floor for one in points]), (OURS, [one.seconds for one in points])):
        pairs = zip(points, times, strict=True)
        places = " ".join(f"{across.at(point.messages)},{up.at(time)}" for point, time in pairs)
        parts.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for point in points:
        fill = OURS if point.is_measured else "white"
        place = f'cx="{across.at(point.messages)}" cy="{up.at(point.seconds)}"'
        parts.append(f'<circle {place} r="5" fill="{fill}" stroke="{OURS}" stroke-width="2"/>')
    parts.append(_text(LEFT + 15, TOP + 20, "the bot (hollow: extrapolated)", "start", OURS))
    parts.append(_text(LEFT + 15, TOP + 40, "the floor that GitHub's limits allow", "start", LIMIT))
    parts.append(_text((LEFT + WIDTH) / 2, HEIGHT - 8, "messages at once, each of another person who is new"))
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13"'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {box}>', *parts, "</svg>", ""])


def _grid(across: _Axis, up: _Axis) -> list[str]:
    parts = []
    for power in range(across.low, across.high + 1):
        x = across.at(10**power)
        parts.append(f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="{GREY}" stroke-opacity=".3"/>')
        parts.append(_text(x, HEIGHT - BOTTOM + 18, f"{10**power:,}"))
    for seconds, name in NAMED:
        if up.has(seconds):
            y = up.at(seconds)
            parts.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{GREY}" stroke-opacity=".3"/>')
            parts.append(_text(LEFT - 6, y + 4, name, "end"))
    return parts


def _text(x: float, y: float, words: str, anchor: str = "middle", colour: str = GREY) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{words}</text>'

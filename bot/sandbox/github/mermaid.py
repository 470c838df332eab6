"""Mermaid's charts as pictures, as GitHub draws them: the two kinds that the bot writes (`rules/money/charts.py`).

Anything else of Mermaid stays the code that it is. Sources: mermaid.js.org/syntax/pie.html and xyChart.html.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from html import escape

_SETTINGS = re.compile(r"^%%\{init: (?P<json>\{[^\n]{1,2000}\})\}%%$", re.MULTILINE)
_PIE_TITLE = re.compile(r"^ {4}title (?P<title>[^\n]{1,200})$", re.MULTILINE)
_SLICE = re.compile(r'^ {4}"(?P<name>[^"\n]{1,200})" : (?P<value>\d{1,9}(?:\.\d{1,4})?)$', re.MULTILINE)
_BAR_TITLE = re.compile(r'^ {4}title "(?P<title>[^"\n]{1,200})"$', re.MULTILINE)
_AXIS = re.compile(r'^ {4}x-axis \["(?P<names>[^\n]{1,4000})"\]$', re.MULTILINE)
_BARS = re.compile(r"^ {4}bar \[(?P<values>[^\]\n]{1,4000})\]$", re.MULTILINE)
_BAR = re.compile(r"\d{1,9}(?:\.\d{1,4})?")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_FALLBACK = "#0072B2"
_RADIUS, _WIDTH, _ROW = 80, 640, 24
_HEIGHT, _FOOT, _LEFT = 150, 20, 60
_MOST_NAMES = 16  # under the bars; of more only some


def picture(code: str) -> str:
    """Return the chart as SVG, empty if it is none that is known here."""
    settings = _SETTINGS.search(code)
    theme = _theme(settings["json"]) if settings else {}
    if "pie showData" in code.split("\n"):
        return _pie(code, theme)
    return _bars(code, theme) if "xychart-beta" in code.split("\n") else ""


def _theme(text: str) -> dict[str, object]:
    try:
        return dict(json.loads(text)["themeVariables"])
    except (ValueError, KeyError, TypeError, RecursionError):  # it may be anybody's, and nested very deep
        return {}


def _colour(value: object) -> str:
    return str(value) if _COLOUR.fullmatch(str(value)) else _FALLBACK


def _pie(code: str, theme: dict[str, object]) -> str:
    slices = [(found["name"], float(found["value"])) for found in _SLICE.finditer(code)]
    whole = sum(value for _, value in slices)
    title = _PIE_TITLE.search(code)
    if not whole or not title:
        return ""
    colours = [_colour(theme.get(f"pie{number}")) for number in range(1, len(slices) + 1)]
    height = max(2 * _RADIUS + 20, _ROW * len(slices) + 20)
    parts = [*_slices([value / whole for _, value in slices], colours, height / 2)]
    for row, ((name, value), colour) in enumerate(zip(slices, colours, strict=True)):
        y = height / 2 - _ROW * len(slices) / 2 + _ROW * row + 17
        parts.append(f'<rect x="220" y="{y - 11:.1f}" width="13" height="13" rx="2" fill="{colour}"/>')
        parts.append(_words(242, y, f"{name} [{value:.2f}]"))
    return _svg(title["title"], height, parts)


def _slices(shares: Sequence[float], colours: Sequence[str], middle: float) -> Iterator[str]:
    begun = 0.0
    for share, colour in zip(shares, colours, strict=True):
        # A whole circle has no corners, and its arc would have no length.
        ended = begun + min(share, 0.9999)
        x1, y1 = _on_circle(begun, middle)
        x2, y2 = _on_circle(ended, middle)
        arc = f"A{_RADIUS} {_RADIUS} 0 {int(share > 0.5)} 1 {x2:.1f} {y2:.1f}"
        yield f'<path d="M100 {middle:.1f}L{x1:.1f} {y1:.1f}{arc}Z" fill="{colour}"/>'
        begun += share


def _on_circle(turn: float, middle: float) -> tuple[float, float]:
    angle = 2 * math.pi * turn
    return 100 + _RADIUS * math.sin(angle), middle - _RADIUS * math.cos(angle)


def _bars(code: str, theme: dict[str, object]) -> str:
    title, axis, found = _BAR_TITLE.search(code), _AXIS.search(code), _BARS.search(code)
    if not title or not axis or not found:
        return ""
    names = axis["names"].split('", "')
    bars = found["values"].split(", ")
    if len(names) != len(bars) or not all(map(_BAR.fullmatch, bars)):
        return ""
    values = [float(one) for one in bars]
    most = max(values)
    if not most:
        return ""
    chart = theme.get("xyChart")
    colour = _colour(chart.get("plotColorPalette") if isinstance(chart, dict) else None)
    step = (_WIDTH - _LEFT - 10) / len(values)
    parts = [
        f'<path d="M{_LEFT} 10V{_HEIGHT + 10}H{_WIDTH - 10}" fill="none" stroke="currentColor" opacity=".4"/>'
    ]
    parts += [_words(_LEFT - 8, 20, f"{most:.2f}", "end"), _words(_LEFT - 8, _HEIGHT + 10, "0", "end")]
    every = -(-len(names) // _MOST_NAMES)
    for place, (name, value) in enumerate(zip(names, values, strict=True)):
        x, tall = _LEFT + step * place, _HEIGHT * value / most
        parts.append(
            f'<rect x="{x + step * 0.15:.1f}" y="{_HEIGHT + 10 - tall:.1f}" width="{step * 0.7:.1f}" '
            f'height="{tall:.1f}" fill="{colour}"/>'
        )
        if place % every == 0:
            parts.append(_words(x + step / 2, _HEIGHT + 10 + _FOOT, name, "middle"))
    return _svg(title["title"], _HEIGHT + 20 + _FOOT, parts)


def _words(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    head = (
        f'<svg class="gh-chart" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}">'
    )
    return f"<figure><figcaption>{escape(title)}</figcaption>{head}{''.join(parts)}</svg></figure>\n"

"""Charts that GitHub draws: Mermaid, in the two kinds that need no more than numbers.

Source of the grammar: mermaid.js.org/syntax/pie.html and mermaid.js.org/syntax/xyChart.html.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")

Values = Sequence[tuple[str, Decimal]]


def pie(title: str, values: Values) -> str:
    """Return a pie with its values beside it; parts of less than a cent have none. Nothing where nothing is left."""
    shown = [(name, _cents(value)) for name, value in values]
    parts = [f'    "{_word(name)}" : {value}' for name, value in shown if value > 0]
    return _fenced(["pie showData", f"    title {_word(title)}", *parts]) if parts else ""


def bars(title: str, unit: str, values: Values) -> str:
    """Return one bar for each value, those below zero as zero. Nothing where there is no bar to be seen."""
    heights = [_cents(max(value, Decimal(0))) for _, value in values]
    if not any(heights):
        return ""
    names = ", ".join(f'"{_word(name)}"' for name, _ in values)
    lines = [
        "xychart-beta",
        f'    title "{_word(title)}"',
        f"    x-axis [{names}]",
        f'    y-axis "{_word(unit)}" 0 --> {max(heights)}',
        f"    bar [{', '.join(map(str, heights))}]",
    ]
    return _fenced(lines)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _word(text: str) -> str:
    """Keep a text from ending its string or its line; Mermaid takes `;` and `#` for signs of its own."""
    return " ".join(text.translate(str.maketrans('";#', "', ")).split())


def _fenced(lines: Sequence[str]) -> str:
    return "\n".join(["```mermaid", *lines, "```"])

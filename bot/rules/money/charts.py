"""Charts that GitHub draws: the two kinds of Mermaid that need only numbers.

Source of the grammar: mermaid.js.org/syntax/pie.html and mermaid.js.org/syntax/xyChart.html.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
# Mermaid's own colours are too pale. These can be distinguished on white and on dark, also by the colour-blind: the
# palette of Okabe and Ito.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")

Values = Sequence[tuple[str, Decimal]]


def pie(title: str, values: Values) -> str:
    """Return a pie with its values beside it, without parts of less than a cent; empty if no part is left."""
    shown = [(name, _cents(value)) for name, value in values]
    parts = [f'    "{_word(name)}" : {value}' for name, value in shown if value > 0]
    colours = {f"pie{number}": colour for number, colour in enumerate(_COLOURS, 1)}
    return _fenced(colours, ["pie showData", f"    title {_word(title)}", *parts]) if parts else ""


def bars(title: str, unit: str, values: Values) -> str:
    """Return one bar per value, negative ones as zero; empty if no bar would be visible."""
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
    return _fenced({"xyChart": {"plotColorPalette": _COLOURS[0]}}, lines)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _word(text: str) -> str:
    """Keep a text from ending its string or its line; `;` and `#` have a meaning in Mermaid."""
    return " ".join(text.translate(str.maketrans('";#', "', ")).split())


def _fenced(theme: Mapping[str, object], lines: Sequence[str]) -> str:
    settings = json.dumps({"themeVariables": theme})
    return "\n".join(["```mermaid", f"%%{{init: {settings}}}%%", *lines, "```"])

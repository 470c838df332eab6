"""The part of GitHub's `${{ }}` language that run names and concurrency groups use."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_TEMPLATE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TERM = re.compile(
    r"\s*(?:'(?P<text>(?:[^']|'')*)'"
    r"|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<path>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*))\s*"
)
_WORDS = {"true": True, "false": False, "null": None}


class ExpressionError(ValueError):
    """The expression uses more than names, literals, `||` and `&&`."""


def fill(template: str, contexts: Mapping[str, Any]) -> str:
    """Replace each `${{ expression }}`; an unknown name is empty, as at GitHub."""
    return _TEMPLATE.sub(lambda match: _as_text(evaluate(match[1], contexts)), template)


def evaluate(expression: str, contexts: Mapping[str, Any]) -> Any:
    """Return the value of `a.b || 'text'`; `&&` binds tighter than `||`, and both return an operand."""
    value: Any = None
    for alternative in _split(expression, "||"):
        value = _all_of(alternative, contexts)
        if value:
            return value
    return value


def _all_of(expression: str, contexts: Mapping[str, Any]) -> Any:
    value: Any = None
    for part in _split(expression, "&&"):
        value = _term(part, contexts)
        if not value:
            return value
    return value


def _split(expression: str, operator: str) -> list[str]:
    """Split at an operator, but not inside a quoted text."""
    parts, start, quoted = [], 0, False
    for place, character in enumerate(expression):
        if character == "'":
            quoted = not quoted
        elif not quoted and place >= start and expression.startswith(operator, place):
            parts.append(expression[start:place])
            start = place + len(operator)
    return [*parts, expression[start:]]


def _term(text: str, contexts: Mapping[str, Any]) -> Any:
    match = _TERM.fullmatch(text)
    if match is None:
        raise ExpressionError(f"the sandbox cannot evaluate {text.strip()!r}")
    if match["text"] is not None:
        return match["text"].replace("''", "'")
    if match["number"] is not None:
        return json.loads(match["number"])
    if match["path"] in _WORDS:
        return _WORDS[match["path"]]
    value: Any = contexts
    for name in match["path"].split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)

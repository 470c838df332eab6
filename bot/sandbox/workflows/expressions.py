"""The part of GitHub's `${{ }}` language that run names, concurrency groups and the `if:` of jobs use.

Values, comparison and precedence as in docs.github.com/actions/reference/workflows-and-actions/expressions: texts
compare without regard to case, `&&` binds tighter than `||`, and both return an operand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_TEMPLATE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*+')"
    r"|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_][\w-]*+(?:\.(?:\*|[A-Za-z_][\w-]*+))*+)"
    r"|(?P<sign>\|\||&&|==|!=|[!(),]))\s*"
)
_WORDS = {"true": True, "false": False, "null": None}


class ExpressionError(ValueError):
    """The expression uses more than names, literals, parentheses, comparisons and the functions below."""


def fill(template: str, contexts: Mapping[str, Any]) -> str:
    """Replace each `${{ expression }}`; an unknown name is empty, as at GitHub."""
    return _TEMPLATE.sub(lambda match: _as_text(evaluate(match[1], contexts)), template)


def evaluate(expression: str, contexts: Mapping[str, Any]) -> Any:
    """Return the value of an expression such as `a.b || 'text'`."""
    reader = _Reader(expression, contexts)
    value = reader.any_of()
    if reader.ahead:
        raise ExpressionError(f"the sandbox cannot evaluate {expression.strip()!r}")
    return value


def holds(condition: str, contexts: Mapping[str, Any]) -> bool:
    """Return whether a job with this `if:` starts."""
    return _is_true(evaluate(condition, contexts))


class _Reader:
    """Reads an expression from left to right; all of it is evaluated, which has no effects."""

    def __init__(self, expression: str, contexts: Mapping[str, Any]) -> None:
        self._expression = expression.strip()
        self._contexts = contexts
        self._tokens = _tokens(self._expression)
        self._place = 0

    @property
    def ahead(self) -> str:
        """The next token, or an empty string at the end."""
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def any_of(self) -> Any:
        value = self._all_of()
        while self._takes("||"):
            other = self._all_of()
            value = value if _is_true(value) else other
        return value

    def _all_of(self) -> Any:
        value = self._compared()
        while self._takes("&&"):
            other = self._compared()
            value = other if _is_true(value) else value
        return value

    def _compared(self) -> Any:
        value = self._single()
        while self.ahead in ("==", "!="):
            wanted = self._next() == "=="
            value = _are_equal(value, self._single()) is wanted
        return value

    def _single(self) -> Any:
        part = self._next()
        if part == "!":
            return not _is_true(self._single())
        if part == "(":
            value = self.any_of()
            self._expect(")")
            return value
        if part.startswith("'"):
            return part[1:-1].replace("''", "'")
        if part[:1].isdigit() or part.startswith("-"):
            return json.loads(part)
        if self._takes("("):
            return self._call(part)
        return _WORDS[part] if part in _WORDS else self._named(part)

    def _call(self, name: str) -> Any:
        given = [self.any_of()]
        while self._takes(","):
            given.append(self.any_of())
        self._expect(")")
        function = _FUNCTIONS.get(name.lower())
        if function is None or len(given) != (1 if name.lower().endswith("json") else 2):
            raise ExpressionError(f"the sandbox knows no {name} with {len(given)} values")
        return function(*given)

    def _named(self, path: str) -> Any:
        value: Any = self._contexts
        if not re.match(r"[A-Za-z_]", path):
            raise ExpressionError(f"the sandbox cannot evaluate {self._expression!r}")
        names = path.split(".")
        for place, name in enumerate(names):
            if name == "*":  # the object filter: `labels.*.name` is a list
                return _filtered(value, names[place + 1 :])
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def _next(self) -> str:
        token = self.ahead
        self._place += 1
        return token

    def _takes(self, token: str) -> bool:
        if self.ahead != token:
            return False
        self._place += 1
        return True

    def _expect(self, token: str) -> None:
        if not self._takes(token):
            raise ExpressionError(f"{token!r} is missing in {self._expression!r}")


def _filtered(value: Any, names: Sequence[str]) -> list[Any]:
    """Return what each entry of a list or object has by these names, of those that have it."""
    found = list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list) else []
    for name in names:
        found = [one[name] for one in found if isinstance(one, Mapping) and name in one]
    return found


def _tokens(expression: str) -> list[str]:
    tokens, place = [], 0
    while place < len(expression):
        found = _TOKEN.match(expression, place)
        if found is None:
            raise ExpressionError(f"the sandbox cannot evaluate {expression!r}")
        tokens.append(next(value for value in found.groups() if value is not None))
        place = found.end()
    return tokens


def _is_true(value: Any) -> bool:
    """Return whether a value counts as true: of the texts all but the empty one, and every list."""
    return isinstance(value, list | dict) or value not in (None, False, 0, "")


def _are_equal(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.upper() == other.upper()
    if type(one) is type(other):
        return bool(one == other)
    return _as_number(one) == _as_number(other)


def _as_number(value: Any) -> float:
    """Return the number that a value counts as where types differ; what is none equals nothing."""
    if value is None or value == "":
        return 0.0
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _contains(searched: Any, item: Any) -> bool:
    if isinstance(searched, Sequence) and not isinstance(searched, str):
        return any(_are_equal(each, item) for each in searched)
    return _as_text(item).upper() in _as_text(searched).upper()


def _starts_with(searched: Any, beginning: Any) -> bool:
    return _as_text(searched).upper().startswith(_as_text(beginning).upper())


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "contains": _contains,
    "startswith": _starts_with,
    "fromjson": lambda text: json.loads(_as_text(text)),
    "tojson": json.dumps,
}


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)

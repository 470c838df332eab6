"""What GitHub writes about the `if:` of a job into a run's log archive, JOB-NAME/system.txt, as the line "Expanded".

docs.github.com, "Viewing job condition expression logs". How, from github.com/actions/runner, src/Sdk/Expressions/Sdk
(ExpressionNode, EvaluationContext): what was evaluated is kept as text, in 1 MB, and shown in its place, but for
operators, literals, `contains`, `startsWith` and `endsWith`, of which the operands are shown instead. What was not
evaluated, or found no room, shows as it is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.workflows import expressions

_TOKEN = re.compile(r"\s*('(?:[^']|'')*+'|[\w.*-]++|\|\||&&|==|!=|[!(),])\s*")
_SHOW_OPERANDS = {"contains", "startsWith", "endsWith"}
_ROOM, _A_TEXT, _A_CHARACTER = 1 << 20, 26, 2


def expanded(condition: str, contexts: Mapping[str, Any]) -> str:
    """Return what the line "Expanded" says."""
    tree = _Parser(condition).any_of()
    run = _Run(contexts)
    run.evaluate(tree)
    return run.shown(tree)


@dataclass(eq=False)
class _Node:
    """An operator, a function, or with no operands a literal or a path; `text` is how it is written."""

    name: str
    text: str
    operands: list[_Node]

    @property
    def is_path(self) -> bool:
        return not self.operands and self.name[0].isalpha()


class _Run:
    def __init__(self, contexts: Mapping[str, Any]) -> None:
        self._contexts, self._kept, self._room = contexts, dict[_Node, str](), _ROOM

    def evaluate(self, node: _Node) -> Any:
        value: Any = None
        for operand in node.operands:
            value = self.evaluate(operand)
            true = expressions.holds(operand.text, self._contexts)
            if (node.name == "||" and true) or (node.name == "&&" and not true):
                return value
        if node.name not in {"||", "&&"}:
            value = expressions.evaluate(node.text, self._contexts)
        if node.is_path:
            for _ in node.name.split(".")[1:]:
                self._takes("Object")
        if node.is_path or (node.name.isalpha() and node.name not in _SHOW_OPERANDS):
            text = _formatted(value)
            if self._takes(text):
                self._kept[node] = text
        return value

    def shown(self, node: _Node) -> str:
        if node in self._kept:
            return self._kept[node]
        operands = [self.shown(operand) for operand in node.operands]
        if node.name.isalpha() and operands:
            return f"{node.name}({', '.join(operands)})"
        if node.name == "!":
            return f"!{operands[0]}"
        return f"({f' {node.name} '.join(operands)})" if operands else node.text

    def _takes(self, text: str) -> bool:
        size = _A_TEXT + _A_CHARACTER * len(text.encode("utf-16-le")) // 2
        if size > self._room:
            return False
        self._room -= size
        return True


def _formatted(value: Any) -> str:
    if isinstance(value, str):
        escaped = value.replace("'", "''")
        return f"'{escaped}'"
    return "Object" if isinstance(value, dict) else "Array" if isinstance(value, list) else json.dumps(value)


class _Parser:
    """Reads a condition that the sandbox can evaluate."""

    def __init__(self, condition: str) -> None:
        self._tokens = _TOKEN.findall(condition)

    def any_of(self) -> _Node:
        return self._joined("||", lambda: self._joined("&&", self._compared))

    def _joined(self, sign: str, part: Callable[[], _Node]) -> _Node:
        parts = [part()]
        while self._takes(sign):
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        return _Node(sign, f"({f' {sign} '.join(one.text for one in parts)})", parts)

    def _compared(self) -> _Node:
        node = self._single()
        while self._tokens and self._tokens[0] in {"==", "!="}:
            sign, other = self._tokens.pop(0), self._single()
            node = _Node(sign, f"({node.text} {sign} {other.text})", [node, other])
        return node

    def _single(self) -> _Node:
        token = self._tokens.pop(0)
        if token == "!":
            operand = self._single()
            return _Node("!", f"!{operand.text}", [operand])
        if token == "(":
            node = self.any_of()
            self._tokens.pop(0)
            return node
        if not self._takes("("):
            return _Node(token, token, [])
        given = [self.any_of()]
        while self._takes(","):
            given.append(self.any_of())
        self._tokens.pop(0)
        return _Node(token, f"{token}({', '.join(one.text for one in given)})", given)

    def _takes(self, token: str) -> bool:
        if not self._tokens or self._tokens[0] != token:
            return False
        self._tokens.pop(0)
        return True

"""The sentences that are written in the code, read off its files."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from tests.architecture import MODULES

_WORDS = re.compile(r"[A-Za-z]{2,}[,.:;]? [A-Za-z]{2,}")
_WORD_BESIDE_A_SPACE = re.compile(r"[A-Za-z]{2,}\S* | \S*[A-Za-z]{2,}")
# What makes or lists sentences that a command may end with; `wrong` collects faults of a form.
_MAKERS = re.compile(r"\w+Error|Sentence|wrong|of")
_WHOLE = re.compile(r"[A-Z{].* .*\.")
# Their text never leaves the process: a run shows the type and the place of such an error.
_OUR_FAULTS = {"AssertionError", "RuntimeError", "TypeError", "ValueError"}


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _strings(node: ast.AST) -> list[tuple[str, bool]]:
    """Return each text in the code, and whether it is a piece of an f-string; not what is only logged or documented."""
    found, left = list[tuple[str, bool]](), [node]
    while left:
        one = left.pop()
        if isinstance(one, ast.Call) and _is_for_us(one):
            continue
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
            continue
        if isinstance(one, ast.JoinedStr):
            found += [(str(part.value), True) for part in one.values if isinstance(part, ast.Constant)]
            left += [part for part in one.values if not isinstance(part, ast.Constant)]
            continue
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            found.append((one.value, False))
        left += ast.iter_child_nodes(one)
    return found


def of_settings(module: str) -> Iterator[tuple[str, bool]]:
    """Yield what settings say is expected: what is returned, or given to errors and to makers of types."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            node.keywords = [one for one in node.keywords if one.arg != "description"]  # which editors show
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and node.value:
            yield from _strings(node.value)
        elif isinstance(node, ast.Call) and re.fullmatch(
            r"\w+Error|Sentence|joined|matching", _name(node.func)
        ):
            yield from (found for one in (*node.args, *node.keywords) for found in _strings(one))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            is_ours = node.targets[0].id.startswith(("_", "pattern", "fault", "hint", "found"))
            yield from _strings(node.value) if is_ours else ()


def _is_for_us(call: ast.Call) -> bool:
    is_log = isinstance(call.func, ast.Attribute) and _name(call.func.value) == "logs"
    return is_log or _name(call.func) in _OUR_FAULTS


@cache
def all_strings(module: str) -> list[tuple[str, bool]]:
    return _strings(_tree(module))


def _of_tables(module: str) -> Iterator[tuple[str, bool]]:
    """Yield what constants of the module hold for errors: whole sentences, and the values of tables.

    A table's keys, and lists, are what is looked for in the words of others.
    """
    for node in _tree(module).body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Dict):
            for one in value.values:
                yield from _strings(one)
        elif value:
            said = value.elts if isinstance(value, ast.Tuple) else [value]
            found = [text for one in said if isinstance(one, ast.Constant) for text in _strings(one)]
            yield from (one for one in found if _WHOLE.fullmatch(one[0]))


def of_errors(module: str) -> Iterator[tuple[str, bool]]:
    """Yield what is given to errors, and the reasons and remedies that constants and tables keep for them."""
    if not module.startswith("bot.rules.texts."):  # they have one for each language
        yield from _of_tables(module)
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Call) and _MAKERS.fullmatch(_name(node.func)):
            yield from _strings(node)
    if module.startswith(("bot.adapters.github", "bot.core")):
        yield from (found for found in all_strings(module) if _WHOLE.fullmatch(found[0]))


def unknown(module: str, found: Iterable[tuple[str, bool]], known: Collection[str]) -> list[str]:
    """Return what reads like a sentence and is not among the known ones."""
    return [
        f"{module}: {text}"
        for text, is_piece in found
        if (_WORD_BESIDE_A_SPACE if is_piece else _WORDS).search(re.sub(r"<\w+>|</\w+>", "", text))
        and text not in known
    ]

"""What maintainers read of a run comes from the texts of both languages; an error is translated by its pattern."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.jobs.upkeep.reconcile import STEPS
from bot.rules import texts
from tests.architecture import MODULES, everything_below

PATTERNS = texts.of("pt-BR").errors.patterns
JOBS = [name for name in MODULES if name.startswith("bot.jobs")]
# What every job has below it. Settings list what is wrong in config.yml as `bot config check` does, in English.
BELOW = sorted(
    name
    for name in everything_below("bot.jobs.runner").union(*map(everything_below, JOBS))
    if not name.startswith(("bot.jobs", "bot.core.settings", "bot.rules.texts"))
)
_WORDS = re.compile(r"[A-Za-z]{2,}[,.:;]? [A-Za-z]{2,}")
_WORD_BESIDE_A_SPACE = re.compile(r"[A-Za-z]{2,}\S* | \S*[A-Za-z]{2,}")
# What makes or lists sentences that a run may end with; `wrong` collects faults of a form.
_MAKERS = re.compile(r"\w+Error|Sentence|wrong|of")
# Their text never leaves the process: a run shows the type and the place of such an error.
_OUR_FAULTS = {"AssertionError", "RuntimeError", "TypeError", "ValueError"}
# What reaches only the log, or who started a command or asked the relay: they read English.
_IN_ENGLISH = {
    "bot.adapters.github.issue_eraser": {
        "ERASURE_TOKEN must belong to an administrator of the repository, with Issues: write."
    },
    "bot.adapters.relay_client": {
        "Give its address with --relay, in RELAY_URL or as relay.public_url in config.yml.",
        "Nothing was ordered.",
        "Something other than the relay answers there (HTTP {status}).",
        "The relay asks to slow down.",
        "The relay cannot be reached.",
        "The relay does not know this token.",
        "The relay is out of order (HTTP {status}).",
        "The relay reports a status that this version of `bot` does not know.",
        "Update this checkout.",
        "Use one of its GATEWAY_API_TOKENS.",
    },
}
# In f-strings of jobs: names, and the formats of what systems read.
_NEUTRAL = {"Twilio ", "\n\nTwilio ", ", until ", "until ", "consent ", "ledger ", "gone "}


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


def _is_for_us(call: ast.Call) -> bool:
    is_log = isinstance(call.func, ast.Attribute) and _name(call.func.value) == "logs"
    return is_log or _name(call.func) in _OUR_FAULTS


@cache
def _all_strings(module: str) -> list[tuple[str, bool]]:
    return _strings(_tree(module))


def _unknown(module: str, found: Iterable[tuple[str, bool]]) -> list[str]:
    """Return what reads like a sentence and has no translation."""
    known = PATTERNS.keys() | _NEUTRAL | _IN_ENGLISH.get(module, set())
    return [
        f"{module}: {text}"
        for text, is_piece in found
        if (_WORD_BESIDE_A_SPACE if is_piece else _WORDS).search(re.sub(r"<\w+>|</\w+>", "", text))
        and text not in known
    ]


def _of_errors(module: str) -> Iterator[tuple[str, bool]]:
    """Yield what is given to errors, and the remedies that tables keep for them."""
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Call) and _MAKERS.fullmatch(_name(node.func)):
            yield from _strings(node)
    if module.startswith(("bot.adapters.github", "bot.core")):
        yield from (found for found in _all_strings(module) if re.fullmatch(r"[A-Z{].* .*\.", found[0]))


def test_a_job_words_nothing_itself() -> None:
    assert not [fault for module in JOBS for fault in _unknown(module, _all_strings(module))]


def test_an_error_below_a_job_is_translated() -> None:
    assert not [fault for module in BELOW for fault in _unknown(module, _of_errors(module))]


def test_no_translation_is_left_over() -> None:
    used = {text for name in (*JOBS, *BELOW) for text, _ in _all_strings(name)}

    assert not PATTERNS.keys() - used


def test_each_step_of_reconcile_has_a_heading() -> None:
    assert list(texts.of("pt-BR").summaries.steps) == list(STEPS)

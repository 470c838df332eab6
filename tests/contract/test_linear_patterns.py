"""No pattern of the bot takes more than linear time: a stranger's text would hold up everybody's messages.

Each regular expression is timed, in the way it is used, on texts made of its own fragments: what it looks for and
nearly finds, over and over. CPU time alone counts, and only growth: a busy machine fails nothing.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from re import _constants as codes  # type: ignore[attr-defined] # no public way to see a pattern's parts
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from bot.core.settings import Configuration
from bot.rules.people import keywords
from bot.rules.people.called import Called
from bot.rules.text import as_written, commands, cutting, inert, segments, titles, who_line
from tests.architecture import MODULES

TEXT = 16_000  # the longest text that is read: longer ones are refused or cut before
SAMPLE = 4_000
MOST_FRAGMENTS = 30
SUSPICIOUS_SECONDS = 0.01  # for SAMPLE characters; linear ones take some 0.0003
USES = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")

# Used on values of a few characters alone, or built from one of the account's own.
SHORT: dict[tuple[str, str], str] = {
    (
        "bot.jobs.billing.billing_report",
        r"re.escape(one).replace('\\{number\\}', '\\d+').replace('\\{opens\\}', '.{1,60}')",
    ): "no repetition but that of digits, on sentences of our own",
    (
        "bot.rules.sending.phone_sentences",
        "'|'.join(map(_pattern, sorted(sentences)))",
    ): "bounded repetitions between words of our own sentences, on what we have sent",
    ("bot.core.settings.types", "pattern"): "the forms of Twilio's identifiers, on settings",
    (
        "bot.operate.doctor.report",
        "'|'.join((re.escape(name) for name in names)) or '$^'",
    ): "no repetition; the names of one installation",
}

# They read the project's own workflow files.
OWN_FILES = ("bot.sandbox.workflows.files", "bot.sandbox.workflows.expressions")


@dataclass(frozen=True)
class Pattern:
    module: str
    source: str
    compiled: re.Pattern[str]
    uses: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.module}:{self.source[:40]}"


def _patterns() -> Iterator[Pattern]:
    for module, path in sorted(MODULES.items()):
        text = path.read_text(encoding="utf-8")
        if "import re\n" in text and module not in OWN_FILES:
            yield from _in(module, ast.parse(text))


def _in(module: str, tree: ast.Module) -> Iterator[Pattern]:
    """Yield the patterns that a module writes down, each with the ways in which the module uses it."""
    names = vars(importlib.import_module(module))
    used: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in USES:
            used.setdefault(node.value.id, set()).add(node.attr)
    assigned = {
        id(node.value): target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        function = _function_of_re(node)
        if function is None or not isinstance(node, ast.Call):
            continue
        source = ast.unparse(node.args[0])
        if (module, source) in SHORT:
            continue
        flags = [word.value for word in node.keywords if word.arg == "flags"]
        if function == "compile":
            flags += node.args[1:2]
        written = _value(node.args[0], names)
        text = written.decode("latin-1") if isinstance(written, bytes) else written
        compiled = re.compile(text, _value(flags[0], names) if flags else 0)
        uses = used.get(assigned.get(id(node), ""), {"search"}) if function == "compile" else {function}
        yield Pattern(module, source, compiled, tuple(sorted(uses)))


def _function_of_re(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    called = node.func
    of_re = isinstance(called.value, ast.Name) and called.value.id == "re"
    return called.attr if of_re and called.attr in ("compile", *USES) else None


def _value(node: ast.expr, names: dict[str, Any]) -> Any:
    """Return what an expression of a module's own constants means."""
    return eval(compile(ast.Expression(node), "pattern", "eval"), dict(names))


def _fragments(pattern: re.Pattern[str]) -> list[str]:
    """Return beginnings of what the pattern matches, its literal words, and a character of each of its sets."""
    found = {"a", "1", " ", "\n"}
    for sample in itertools.islice(_samples(list(parser.parse(pattern.pattern, pattern.flags))), 8):
        found |= {"".join(sample[:end]) for end in range(1, len(sample) + 1)}
        found |= set(sample)
    ordered = sorted((one for one in found if 0 < len(one) < 200), key=lambda one: (len(one), one))
    return ordered[:: len(ordered) // MOST_FRAGMENTS + 1]


def _samples(parts: list[Any]) -> Iterator[list[str]]:
    """Yield texts that the parts of a pattern match, each as its pieces; one for each branch."""
    choices = [_piece(code, value) for code, value in parts]
    longest = max(map(len, choices), default=0)
    for place in range(longest):
        yield [piece for choice in choices if choice for piece in choice[min(place, len(choice) - 1)]]


def _piece(code: Any, value: Any) -> list[list[str]]:
    match code:
        case codes.LITERAL:
            return [[chr(value)]]
        case codes.ANY | codes.NOT_LITERAL:
            return [["a" if value != ord("a") else "b"]]
        case codes.IN:
            return [[_member(value)]]
        case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
            return [sample * min(max(value[0], 1), 8) for sample in _samples(list(value[2]))]
        case codes.SUBPATTERN | codes.ATOMIC_GROUP | codes.BRANCH:
            branches = (
                value[1] if code is codes.BRANCH else [value[-1] if isinstance(value, tuple) else value]
            )
            return [sample for branch in branches for sample in _samples(list(branch))]
    return []  # places, and looks ahead and behind, take no characters


def _member(chosen: list[Any]) -> str:
    kinds = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "a"}
    if chosen[0][0] is codes.NEGATE:
        return next(one for one in "a1 -\n\x01" if not _among(chosen[1:], one))
    code, value = chosen[0]
    if code is codes.LITERAL:
        return chr(value)
    return chr(value[0]) if code is codes.RANGE else kinds.get(value, "a")


def _among(chosen: list[Any], character: str) -> bool:
    tests = {
        codes.CATEGORY_DIGIT: str.isdigit,
        codes.CATEGORY_SPACE: str.isspace,
        codes.CATEGORY_WORD: str.isalnum,
    }
    for code, value in chosen:
        if code is codes.LITERAL and chr(value) == character:
            return True
        if code is codes.RANGE and value[0] <= ord(character) <= value[1]:
            return True
        if code is codes.CATEGORY and value in tests and tests[value](character):
            return True
    return False


def _shapes(fragments: list[str]) -> Iterator[Callable[[int], str]]:
    """Yield how to make a text of a length: each fragment repeated, then with every other."""
    for one in fragments:
        yield partial(_filled, one)
        yield partial(_growing, one)
    for one, other in itertools.permutations(fragments, 2):
        yield partial(_filled, one + other)
        yield partial(_halves, one, other)
        yield partial(_led, one, other)


def _growing(one: str, length: int) -> str:
    return " ".join(one * times for times in range(1, int((2 * length / len(one)) ** 0.5)))


def _halves(one: str, other: str, length: int) -> str:
    return _filled(one, length // 2) + _filled(other, length // 2)


def _led(one: str, other: str, length: int) -> str:
    return one + _filled(other, length)


def _filled(fragment: str, length: int) -> str:
    return (fragment * (length // len(fragment) + 1))[:length]


def _seconds(pattern: re.Pattern[str], use: str, text: str) -> float:
    begun = time.thread_time()
    match use:
        case "sub" | "subn":
            getattr(pattern, use)("", text)
        case "finditer":
            list(pattern.finditer(text))
        case _:
            getattr(pattern, use)(text)
    return time.thread_time() - begun


def _is_superlinear(pattern: re.Pattern[str], use: str, make: Callable[[int], str], length: int) -> bool:
    """Measure once, and what took long several times, at each of three lengths; very long is no chance."""
    first = _seconds(pattern, use, make(length))
    if first < SUSPICIOUS_SECONDS:
        return False
    times = 1 if first > 10 * SUSPICIOUS_SECONDS else 4
    quarter, half, whole = (
        min(_seconds(pattern, use, make(length // part)) for _ in range(times)) for part in (4, 2, 1)
    )
    return whole > max(SUSPICIOUS_SECONDS, 3 * half, 9 * quarter)


def slow_texts(pattern: re.Pattern[str], uses: tuple[str, ...]) -> str:
    """Return the beginning of a text on which the pattern takes more than linear time, or an empty string."""
    fragments = _fragments(pattern)
    for use in uses:
        shapes = [(make, SAMPLE) for make in _shapes(fragments)]
        shapes += [(partial(_filled, one), TEXT) for one in fragments]
        for make, length in shapes:
            if _is_superlinear(pattern, use, make, length):
                return f"{use}: {make(length)[:40]!r}...{make(length)[-20:]!r}"
    return ""


PATTERNS = list(_patterns())


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_a_pattern_takes_linear_time_on_its_own_fragments(pattern: Pattern) -> None:
    assert not slow_texts(pattern.compiled, pattern.uses)


@pytest.mark.parametrize(
    "known",
    [
        r"(?P<fence>`+).*?(?P=fence)",
        r"<img\b[^>]*?\bsrc=",
        r"\[!\[[^\]]*\]\(",
        r"https?://\S+\)",
        r"\s+$",
    ],
)
def test_a_pattern_that_is_not_linear_is_found(known: str) -> None:
    assert slow_texts(re.compile(known, re.DOTALL), ("search",))


def test_what_is_left_out_still_exists() -> None:
    for module, source in SHORT:
        tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
        found = {
            ast.unparse(node.args[0])
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and _function_of_re(node)
        }
        assert source in found


HOSTILE = (
    *(
        "`",
        "*",
        "_",
        "~",
        "[",
        "![",
        "[![",
        "<",
        "<img ",
        "<!--",
        '<a b="',
        "&",
        "\\",
        "\n",
        "> ",
        "- ",
        "1. ",
        "|",
    ),
    *(
        "http://a",
        "@a ",
        "a@",
        "a/b#1 ",
        "1 ",
        "R$ 1 ",
        "000201",
        "a.",
        "é",
        "ã",
        "a\u0301",
        "😜",
        '"',
        "“",
        "'a",
    ),
    *(
        "senha: ",
        "/reply ",
        "/reply\n",
        "\n/reply x",
        "On x wrote:\n",
        "Em seg., ",
        "-- \n",
        "sair ",
        "s a i r ",
    ),
    *("\u200b", "\U000e0041", "\u0316\u0301", "\u0301", "\u200d", "# "),
)
VOCABULARY = Configuration().keywords.vocabulary
MET_BY_STRANGERS: dict[str, Callable[[str], object]] = {
    "a comment's command": commands.parse,
    "a comment that may be a mail": commands.depends_on_origin,
    "a quotation": inert.quotation,
    "words": inert.words,
    "the first words": titles.first_words,
    "who writes": lambda text: who_line.renamed(f"{who_line.SIGN}{text}", Called("a"), Called("b"), "{name}"),
    "what was written": as_written.quotation,
    "a keyword": lambda text: keywords.read(text, VOCABULARY),
    "a likely opt-out": lambda text: keywords.reads_like_opt_out(text, VOCABULARY),
    "segments": segments.measure,
    "a plain spelling": segments.transliterate,
    "parts": cutting.split,
}


@pytest.mark.parametrize("met", MET_BY_STRANGERS)
def test_what_meets_a_strangers_text_takes_linear_time(met: str) -> None:
    def seconds(make: Callable[[int], str], length: int) -> float:
        text = make(length)
        begun = time.thread_time()
        MET_BY_STRANGERS[met](text)
        return time.thread_time() - begun

    for make in (partial(_filled, one) for one in HOSTILE):
        if seconds(make, TEXT) > 0.3:
            half = min(seconds(make, TEXT // 2) for _ in range(4))
            assert min(seconds(make, TEXT) for _ in range(3)) < 3 * half, make(40)

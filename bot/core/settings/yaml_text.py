"""The text of config.yml as YAML: its values, the line of each, and what keeps it from being read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import yaml

from bot.core.sentences import Sentence

Path_ = tuple[str | int, ...]
_MOST_BYTES = 1_000_000
_MOST_BRACKETS = 100
_DEEP = "{file}: is nested too deeply."
_CONTROL = "{file}:{line}: holds a character that no text has. Type the line again."
# How the messages of PyYAML begin, which are about its grammar, and what people have written then.
PROBLEMS = {
    "found character '\\t'": "a line begins with a tab; use blanks",
    "found unexpected end of stream": "a quote or a bracket is not closed",
    "expected the node content": "a quote or a bracket is not closed",
    "expected ',' or": "a comma is missing, or a bracket is not closed",
    "expected <block end>": "the line does not begin as far to the right as those that it belongs to",
    "mapping values are not allowed": "a colon stands where none may be: put the text in quotes",
    "could not find expected ':'": "a colon is missing after a name",
    "but found another document": "--- begins a second document",
    "could not determine a constructor": "it holds a tag (!) that a configuration has no use for",
    "found undefined alias": "it refers (*) to something that is not there",
    "found unhashable key": "a list or a section cannot be a name",
}


def read(file: Path) -> tuple[yaml.Node | None, object, list[str]]:
    """Return the file as nodes, which know their lines, and as values; or what is wrong with it."""
    text, fault = _text(file)
    if fault:
        return None, None, [fault]
    try:
        return *_parsed(text), []
    except yaml.MarkedYAMLError as error:
        return None, None, [_not_yaml(file, text, error)]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, None, [Sentence(_CONTROL, file=file, line=line)]
    except RecursionError:
        return None, None, [Sentence(_DEEP, file=file)]
    except (yaml.YAMLError, ValueError, AttributeError, TypeError):
        return None, None, [_unreadable_value(file, text)]


def _is_deep(text: str) -> bool:
    """Return whether so many brackets are open at once that the parser would take seconds, and then give up."""
    levels = itertools.accumulate(1 if bracket in "[{" else -1 for bracket in re.findall(r"[\[\]{}]", text))
    return max(levels, default=0) > _MOST_BRACKETS


def _text(file: Path) -> tuple[str, str]:
    """Return the text, or why there is none."""
    unreadable = (
        "{file}: cannot be read ({why}). Start in the folder that holds it, or name another with --config."
    )
    try:
        if file.exists() and not file.is_file():
            return "", Sentence("{file}: is not a file. Name the file itself with --config.", file=file)
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "?"
        return "", Sentence(unreadable, file=file, why=why)
    if len(content) > _MOST_BYTES:
        return "", Sentence("{file}: is too large to be a configuration.", file=file)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return "", Sentence("{file}: is not UTF-8 text. Save it again as UTF-8.", file=file)
    return text, Sentence(_DEEP, file=file) if _is_deep(text) else ""


def _not_yaml(file: Path, text: str, error: yaml.MarkedYAMLError) -> Sentence:
    line, problem = error.problem_mark.line if error.problem_mark else 0, error.problem or "?"
    known = (ours for begins, ours in PROBLEMS.items() if problem.startswith(begins))
    why = next(known, "it is written as no YAML is")
    if error.context_mark and (error.context or "").startswith(
        ("while parsing a flow", "while scanning a simple key")
    ):
        line = (
            error.context_mark.line
        )  # where the bracket was opened, or the name stands that lacks its colon
    quote = _open_quote(text, error, line)
    if quote is not None:
        line, why = quote, "a quote that opens here is not closed"
    return Sentence("{file}:{line}: is not YAML: {problem}.", file=file, line=line + 1, problem=why)


def _open_quote(text: str, error: yaml.MarkedYAMLError, line: int) -> int | None:
    """Return the line of the quote that nothing closes: YAML stumbles only further down.

    A quote that is left open ends where the next one opens, and what follows that stands where nothing may.
    """
    if error.context_mark and (error.context or "").startswith("while scanning a quoted scalar"):
        return int(error.context_mark.line)
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text, yaml.SafeLoader):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                first, last = token.start_mark.line, token.end_mark.line
                if first < last == line:
                    return int(first)
    return None


def _unreadable_value(file: Path, text: str) -> Sentence:
    """Return the fault of a value that YAML takes for a date or a number and that is none."""
    node = yaml.compose(text, yaml.SafeLoader)
    for scalar in _scalars(node):
        try:
            yaml.SafeLoader("").construct_object(scalar)
        except (yaml.YAMLError, ValueError, AttributeError, TypeError):
            pattern = (
                "{file}:{line}: looks like a date or a number, and is none. Write dates like 2026-11-24."
            )
            return Sentence(pattern, file=file, line=scalar.start_mark.line + 1)
    return Sentence("{file}: a value in it cannot be read. Write dates like 2026-11-24.", file=file)


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from _scalars(entry)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


def _parsed(text: str) -> tuple[yaml.Node | None, object]:
    """Return the YAML in the text as nodes and as values.

    libyaml takes a tenth of the time; the Python parser reads again what it refuses, for its clearer messages.
    """
    with suppress(AttributeError, yaml.YAMLError):
        return _read_by(yaml.CSafeLoader(text))
    return _read_by(yaml.SafeLoader(text))


def _read_by(loader: yaml.SafeLoader | yaml.CSafeLoader) -> tuple[yaml.Node | None, object]:
    node = loader.get_single_node()
    return node, loader.construct_document(node) if node else {}


def lines(node: yaml.Node | None, path: Path_, found: dict[Path_, int]) -> Iterator[tuple[str, int]]:
    """Note the line of every key and entry; yield duplicate keys (YAML would silently take the last)."""
    if isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            found[*path, str(number)] = entry.start_mark.line + 1
            yield from lines(entry, (*path, str(number)), found)
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        place = (*path, str(key.value))
        if place in found:
            yield ".".join(map(str, place)), key.start_mark.line + 1
        found[place] = key.start_mark.line + 1
        yield from lines(value, place, found)

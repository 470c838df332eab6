"""Changes single values in the text of a YAML file; comments, order and everything else stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import yaml

_PLAIN = re.compile(r"[A-Za-z][\w./@:+-]*", re.ASCII)


def changed(text: str, values: Mapping[Sequence[str], str]) -> str:
    """Return the text with other values at these paths, such as ("relay", "public_url"); all are texts.

    A key that is not there is added at the top of its section, a section at the end. Raises yaml.YAMLError for what is
    no YAML, ValueError where a path leads through something other than a section.
    """
    for path, value in values.items():
        text = _changed(text, list(path), value)
    return text


def _changed(text: str, path: list[str], value: str) -> str:
    node = yaml.compose(text, yaml.SafeLoader)
    if node is None:
        return _with_section(text, path, value)
    for depth, key in enumerate(path):
        if not isinstance(node, yaml.MappingNode):
            raise ValueError(".".join(path[:depth]))  # noqa: TRY004 - the value is wrong, not its type in Python
        found = next((pair for pair in node.value if pair[0].value == key), None)
        if not found:
            if not depth:
                return _with_section(text, path, value)
            return _with_key(text, node, path[depth:], value)
        node = found[1]
    start, end = node.start_mark.index, node.end_mark.index
    gap = " " if start == end else ""  # a key without a value
    return f"{text[:start]}{gap}{_written(value)}{text[end:]}"


def _with_section(text: str, path: list[str], value: str) -> str:
    end = "" if not text or text.endswith("\n") else "\n"
    return text + end + _lines(path, "", value)


def _with_key(text: str, section: yaml.MappingNode, path: list[str], value: str) -> str:
    if section.flow_style or not section.value:
        raise ValueError(path[0])
    first = section.value[0][0].start_mark
    start = first.index - first.column
    return text[:start] + _lines(path, " " * first.column, value) + text[start:]


def _lines(path: Sequence[str], indent: str, value: str) -> str:
    keys = "\n".join(f"{indent}{'  ' * depth}{key}:" for depth, key in enumerate(path))
    return f"{keys} {_written(value)}\n"


def _written(value: str) -> str:
    """Return a value as YAML reads it as a text."""
    is_text = _PLAIN.fullmatch(value) and yaml.safe_load(value) == value
    return value if is_text else json.dumps(value, ensure_ascii=False)

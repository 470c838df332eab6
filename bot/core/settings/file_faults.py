"""What is wrong with config.yml, as sentences: where, what was found, what was expected, what may have been meant."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.core.sentences import Sentence, joined
from bot.core.settings.configuration import Configuration
from bot.core.settings.environment import Environment

Path_ = tuple[str | int, ...]

# What stands for a password in an address, which no error repeats.
_PASSWORD = re.compile(r"(?<=://)[^:@]*:.*(?=@)|(?<=password=)[^&\"]*")
# Characters of a wrong value in config.yml that its error repeats.
_MOST_SHOWN = 60

# The type of pydantic's error -> what is expected instead; an example follows.
_EXPECTATIONS = {
    "model_type": "a section with settings below it",
    "dict_type": "a section with settings below it",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number of few digits",
    "int_from_float": "a whole number",
    "finite_number": "a whole number",
    "less_than_equal": "at most {le}",
    "greater_than_equal": "at least {ge}",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "a text",
    "string_unicode": "a text without half characters",
    "string_too_short": "a text that is not empty",
    "string_too_long": "a text of at most {max_length} characters",
    "tuple_type": "a list in brackets",
    "too_short": "a list with at least {min_length} entries",
    "too_long": "a list with at most {max_length} entries",
}


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of a setting, which is the same in every language: `language` is a word of other sentences too."""

    text: str

    def __str__(self) -> str:
        return self.text


def of(file: Path, detail: ErrorDetails, lines: Mapping[Path_, int]) -> str:
    """Return what pydantic found wrong, as a sentence."""
    path: Path_ = detail["loc"]
    place, name = f"{file}:{_line(path, lines)}", _Name(".".join(map(str, path)) or "config.yml")
    if detail["type"] == "extra_forbidden":
        return _unknown(place, name, path)
    if detail["type"] == "missing":
        return Sentence("{place}: {name} is missing.", place=place, name=name)
    if detail["type"] == "invalid_key":
        return Sentence(
            "{place}: {name} cannot be the name of a setting.", place=place, name=f"{detail['input']}"[:40]
        )
    if detail["type"] == "value_error" and isinstance(
        detail["input"], Mapping
    ):  # a section whose settings disagree
        return Sentence(
            "{place}: {name}: expected {expected}.", place=place, name=name, expected=expectation(detail)
        )
    found = _PASSWORD.sub("***", json.dumps(detail["input"], ensure_ascii=False, default=str))
    fault = Sentence(
        "{place}: {name} is {found}; expected {expected}.",
        place=place,
        name=name,
        found=found if len(found) <= _MOST_SHOWN else f"{found[:_MOST_SHOWN]}…",
        expected=expectation(detail),
    )
    return _with_hint(fault, _nearest_value(detail))


def _with_hint(fault: Sentence, nearest: str) -> str:
    return joined([fault, Sentence("Did you mean {nearest}?", nearest=nearest)]) if nearest else fault


def _unknown(place: str, name: _Name, path: Path_) -> str:
    variable = str(path[-1]).upper()
    if variable in Environment.model_fields:
        pattern = "{place}: {name} is not a setting. Take it out, and write {variable} into .env."
        return Sentence(pattern, place=place, name=name, variable=variable)
    known = _names_at(path[:-1])
    nearest = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
    fault = Sentence("{place}: {name} is not a setting.", place=place, name=name)
    if nearest:
        return _with_hint(fault, nearest[0])
    return joined([fault, Sentence("Known here: {known}.", known=", ".join(known))])


def expectation(detail: ErrorDetails) -> str:
    """Return what was expected instead of a wrong value, as the end of a sentence."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in ("enum", "literal_error"):
        return Sentence("one of {known}", known=_choices(context))
    if kind == "value_error":
        (expected,) = context["error"].args
        return expected if isinstance(expected, str) else str(expected)
    if kind.startswith("date_"):
        return "a day, such as 2026-11-24"
    if kind.startswith("datetime_"):
        return "a moment with its offset from UTC, such as 2026-11-24T09:00:00-03:00"
    expected = Sentence(_EXPECTATIONS.get(kind, "another kind of value"), **context)
    example = _example(detail["loc"])
    return (
        Sentence("{expected}, such as {example}", expected=expected, example=example) if example else expected
    )


def _example(path: Path_) -> str:
    """Return the default of a setting as the file would have it; empty if there is none to show."""
    value: object = Configuration()
    for step in path:
        if isinstance(step, int):
            value = value[0] if isinstance(value, tuple) and value else None
        else:
            value = getattr(value, step, None)
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]" if value else "[one, two]"
    return str(value) if isinstance(value, str | int) and value != "" and not isinstance(value, bool) else ""


def _choices(context: Mapping[str, Any]) -> str:
    """Return the values that pydantic lists; it writes the members of an enumeration as Python does."""
    listed = re.sub(r"<[\w.]+: ('[^']*')>", r"\1", str(context["expected"]))
    return listed.replace("'", "").replace(" or ", ", ")


def _nearest_value(detail: ErrorDetails) -> str:
    if detail["type"] not in ("enum", "literal_error"):
        return ""
    choices = {name.lower(): name for name in _choices(detail["ctx"]).split(", ")}
    nearest = difflib.get_close_matches(str(detail["input"]).lower(), list(choices), n=1, cutoff=0.5)
    return choices[nearest[0]] if nearest else ""


def _names_at(path: Path_) -> list[str]:
    model: type[BaseModel] = Configuration
    for step in path:
        known = {field.alias or name: field for name, field in model.model_fields.items()}
        if str(step) not in known:  # a name that the file itself gives, such as a template's
            continue
        annotation = known[str(step)].annotation
        kinds = [kind for kind in (annotation, *get_args(annotation)) if isinstance(kind, type)]
        model = next(kind for kind in kinds if issubclass(kind, BaseModel))
    return [field.alias or name for name, field in model.model_fields.items()]


def _line(path: Path_, lines: Mapping[Path_, int]) -> int:
    path = tuple(map(str, path))  # a name may be a number
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)

"""Reads the lines of a log that `logs` has written, as text or as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.core import clock
from bot.core.log_file import KEPT_FILES

_TEXT = re.compile(r'(\S+) ([A-Z]+) (\S+)((?: \w+=(?:"[^"]*"|[^\s"]*))*)')
_FIELD = re.compile(r' (\w+)=(?:"([^"]*)"|([^\s"]*))')


@dataclass(frozen=True, slots=True)
class LoggedStep:
    """One line: what was done or went wrong, and its fields, each as a text."""

    at: datetime
    name: str
    fields: Mapping[str, str] = field(hash=False)


def read(line: str) -> LoggedStep | None:
    """Return a line as it was logged; None for anything else, such as half of one."""
    with suppress(ValueError, KeyError, AttributeError, RecursionError):
        return _json(line) if line.startswith("{") else _text(line.rstrip("\n"))
    return None


def about(file: Path, name: str, values: Collection[str]) -> list[LoggedStep]:
    """Return the lines whose field of that name has one of the values, the oldest first; raises OSError.

    So has a list of values with commas, each as far as a colon. Lines of the rotated files are among them.
    """
    found: dict[str, LoggedStep] = {}  # a file that is rotated meanwhile is read twice
    wanted = [value.encode() for value in values]
    for content in _lines(file):
        if any(value in content for value in wanted):
            line = content.decode(errors="replace")
            step = read(line)
            if step and not set(values).isdisjoint(_values(step.fields.get(name, ""))):
                found.setdefault(line, step)
    return list(found.values())


def holding(file: Path, names: Collection[str]) -> Iterator[LoggedStep]:
    """Yield the lines with fields of all these names, the oldest first, also of the rotated files; raises OSError."""
    wanted = [name.encode() for name in names]
    for content in _lines(file):
        if all(name in content for name in wanted):
            step = read(content.decode(errors="replace"))
            if step and set(names) <= step.fields.keys():
                yield step


def _values(text: str) -> set[str]:
    return {text, *(one.partition(":")[0] for one in text.split(","))}


def begins(file: Path) -> datetime | None:
    """Return when the oldest line was written that is still there, None if there is none; raises OSError."""
    steps = (read(line.decode(errors="replace")) for line in _lines(file))
    return next((step.at for step in steps if step), None)


def _lines(file: Path) -> Iterator[bytes]:
    rotated = [file.with_name(f"{file.name}.{number}") for number in range(KEPT_FILES, 0, -1)]
    for each in (*rotated, file):
        with suppress(FileNotFoundError), each.open("rb") as opened:
            yield from opened


def _json(line: str) -> LoggedStep:
    read_line = json.loads(line)
    moment, name = clock.read_iso(read_line.pop("time")), str(read_line.pop("step"))
    return LoggedStep(moment, name, {key: str(value) for key, value in read_line.items() if key != "level"})


def _text(line: str) -> LoggedStep | None:
    found = _TEXT.fullmatch(line)
    if not found:
        return None
    fields = {name: quoted or plain for name, quoted, plain in _FIELD.findall(found[4])}
    return LoggedStep(clock.read_iso(found[1]), found[3], fields)

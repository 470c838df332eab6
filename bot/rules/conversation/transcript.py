"""The transcript of a conversation: a plain text that opens anywhere, and in which nobody can forge an entry."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.rules.text.characters import clean
from bot.rules.text.inert import one_line

_INDENT = "    "
_RULE = "=" * 72


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """What somebody said: when, who, the words, the names of files, and of a text that was sent what became of it."""

    moment: str
    who: str = field(repr=False)
    text: str = field(repr=False)
    further: tuple[str, ...] = field(default=(), repr=False)
    fate: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptHead:
    """The head of a transcript: a title, rows of a name and a value, and sentences below them."""

    title: str
    rows: Sequence[tuple[str, str]]
    notes: Sequence[str] = ()


def written(head: TranscriptHead, entries: Iterable[TranscriptEntry]) -> str:
    """Return the text of the file: only what is ours begins a line, everything that was said is indented."""
    width = max((len(name) for name, _ in head.rows), default=0) + 3
    rows = [f"{f'{name}:':<{width}}{one_line(value)}" for name, value in head.rows]
    parts = [head.title, "", *rows, *(["", *head.notes] if head.notes else []), "", _RULE, ""]
    for entry in entries:
        parts += [*_entry(entry), ""]
    return "\n".join(parts)


def encoded(text: str) -> bytes:
    """Return the file: UTF-8 that says so, and line ends that every editor of Windows knows."""
    return codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode("utf-8", "replace")


def _entry(entry: TranscriptEntry) -> Iterable[str]:
    yield f"[{one_line(entry.moment)}] {one_line(entry.who)}"
    for line in clean(entry.text).strip("\n").split("\n") if entry.text.strip() else ():
        yield f"{_INDENT}{line}".rstrip()
    for line in entry.further:
        yield f"{_INDENT}{one_line(line)}"
    if entry.fate:
        yield f"{_INDENT}({entry.fate})"

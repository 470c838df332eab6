"""Reads back what `inert` has written: the words of a stranger, without the marks that keep them from acting."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

_BACKTICKS = re.compile("`+")
# What only we write outside code spans: a picture that is a link, a link, and what is hidden at the end of a line.
_PICTURE = re.compile(r"\[!\[([^\[\]]*)\]\([^()]*\)\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_HIDDEN = re.compile(r" <!-- [^<>]* -->$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def line(markdown: str) -> str:
    """Return the text of a line, with its code spans unwrapped and backslash escapes outside them resolved."""
    return "".join(text if is_code else _unescaped(text) for text, is_code in _segments(markdown))


def quotation(markdown: str) -> str:
    """Return the text that a quotation of ours shows, line by line."""
    return "\n".join(line(one.removeprefix(">").removeprefix(" ")) for one in markdown.split("\n"))


def plain(markdown: str) -> str:
    """Return a line of ours as plain text: also links by their words alone, and without marks of emphasis."""
    return "".join(
        text if is_code else _unescaped(_without_marks(text))
        for text, is_code in _segments(_HIDDEN.sub("", markdown))
    ).strip()


def _without_marks(markdown: str) -> str:
    shown = _LINK.sub(r"\1", _PICTURE.sub(r"\1", markdown)).replace("**", "")
    return shown[1:-1] if len(shown) > 2 and shown[0] == shown[-1] == "_" else shown


def _unescaped(markdown: str) -> str:
    return _ESCAPED.sub(r"\1", markdown)


def _segments(markdown: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a line outside and inside code spans, by CommonMark's rules."""
    closing = _closings(markdown)
    begin = at = 0
    while at < len(markdown):
        fence = _BACKTICKS.match(markdown, at)
        if fence is None:
            at += 2 if _ESCAPED.match(markdown, at) else 1
            continue
        ends = closing.get(len(fence[0]), [])
        found = bisect_left(ends, fence.end())
        if found == len(ends):
            at = fence.end()
            continue
        yield markdown[begin:at], False
        yield _unpadded(markdown[fence.end() : ends[found]]), True
        begin = at = ends[found] + len(fence[0])
    yield markdown[begin:], False


def _closings(markdown: str) -> dict[int, list[int]]:
    """Return where each run of backticks begins, by its length."""
    found: dict[int, list[int]] = {}
    for run in _BACKTICKS.finditer(markdown):
        found.setdefault(len(run[0]), []).append(run.start())
    return found


def _unpadded(content: str) -> str:
    """Return what a code span shows: one blank is stripped from both ends unless it is all blanks."""
    padded = content.startswith(" ") and content.endswith(" ") and content.strip(" ")
    return content[1:-1] if padded else content

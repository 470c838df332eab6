"""What must reach the phone letter by letter: addresses, file names, payment codes, and numbers written with blanks.

Markdown is not read within them, they are not rewritten to cost less, and a long text is not cut inside them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOP = "com|br|net|org|gov|edu|info|biz|io|me|app|dev|co|ly|link|site|online|store|shop|pt|ar|uy|py|us|uk|eu"
_ENDINGS = (
    "pdf|xml|xlsx?|docx?|pptx?|od[stp]|csv|txt|rtf|zip|rar|7z|png|jpe?g|gif|webp|heic"
    "|mp[34]|ogg|opus|ofx|ret|rem|p7s|html?|json"
)
# No pattern may give back what it took: a stranger's text passes here too. A backslash ends an address: it is
# Markdown's, as in `https://a.example/b\_c`.
_ADDRESS = r"""(?:https?://|www\.)[^\s<>\[\]"`“”«»\\]++"""
_MAIL = r"[\w.+-]{1,64}+@(?:[\w-]{1,63}\.)+[\w-]{2,63}"
_BARE = rf"(?:[\w-]{{1,63}}\.)+(?:(?:{_TOP})\b(?:/[^\s<>\[\]\"`“”«»\\]*+)?|[^\W\d_]{{2,24}}/[^\s<>\[\]\"`“”«»\\]++)"
_FILE = rf"""[^\s<>\[\]()"'`“”«»|\\:;,/]{{1,200}}?\.(?:{_ENDINGS})\b(?!\.\w)"""
# The copy-and-paste code of a Pix payment: EMV fields from 00 (format) to 63 (checksum), with blanks in the names
# (Banco Central do Brasil, Manual de Padrões para Iniciação do Pix).
PIX_CODE = r"000201[^\n]{20,500}?6304[0-9A-Fa-f]{4}"
_PIX = rf"(?<![0-9A-Za-z]){PIX_CODE}(?![0-9A-Za-z])"
_NUMBER = (
    r"(?:(?:R\$|US\$|[$€£])[ \u00a0\u202f]?)?[+(]{0,2}\d[\d().,/\-]*+"
    r"(?:[ \u00a0\u2007\u202f]\(?\d[\d().,/\-]*+)*+"
)

_START = r"(?<![\w@./-])"
_WHOLE = re.compile(
    rf"(?P<pix>{_PIX})|{_START}(?P<address>{_ADDRESS}|{_MAIL}|{_BARE})|(?<![^\s<>\[\]()\"'`“”«»|:;,/])(?P<file>{_FILE})",
    re.IGNORECASE,
)
_WITH_NUMBERS = re.compile(rf"{_WHOLE.pattern}|(?P<number>{_NUMBER})", re.IGNORECASE)
_ENDS_NO_ADDRESS = ".,;:!?*_~'\")"
_MARKS = "*_~"


@dataclass(frozen=True, slots=True)
class Spans:
    """Places in a text, each from a start to behind its end, in order and apart from each other."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def end_at(self, place: int) -> int | None:
        """Return the end of the span that a place is at the start of, or inside of."""
        found = bisect_right(self.starts, place) - 1
        return self.ends[found] if found >= 0 and place < self.ends[found] else None

    def around(self, place: int) -> tuple[int, int] | None:
        """Return the span that a cut at this place would part."""
        found = bisect_right(self.starts, place) - 1
        if found < 0 or not self.starts[found] < place < self.ends[found]:
            return None
        return self.starts[found], self.ends[found]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(zip(self.starts, self.ends, strict=True))


@lru_cache(maxsize=8)
def words(text: str) -> Spans:
    """Return the addresses, file names and payment codes of a text, without Markdown's marks around them."""
    return _spans(_WHOLE, text)


def words_and_numbers(text: str) -> Spans:
    """Return the same, and numbers and amounts with the blanks inside them."""
    return _spans(_WITH_NUMBERS, text)


def _spans(pattern: re.Pattern[str], text: str) -> Spans:
    found = [span for match in pattern.finditer(text) if (span := _trimmed(match)) is not None]
    return Spans(tuple(start for start, _ in found), tuple(end for _, end in found))


def _trimmed(match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span()
    if match["address"]:
        kept = match[0].rstrip(_ENDS_NO_ADDRESS)
        end = start + len(kept) + _closing(match[0], len(kept))
    elif match["file"]:
        start = end - len(match[0].lstrip(_MARKS))
    return (start, end) if start < end else None


def _closing(address: str, length: int) -> int:
    """Return 1 if the address ends with a bracket that it opens itself."""
    kept = address[:length]
    return int(address[length : length + 1] == ")" and kept.count("(") > kept.count(")"))

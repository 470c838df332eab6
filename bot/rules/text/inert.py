"""A stranger's text in Markdown, so that it reads as written and nothing in it acts.

GitHub turns much more into something live than Markdown does: mentions, references, hashes, addresses, shortcodes,
formulas. So a word stands as it is only where it is known to be harmless; all else goes into a code span, which GitHub
leaves alone (docs: basic writing syntax) and which is copied exactly. In issues a single line end is a line break.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.rules.text.characters import EMOJI, clean
from bot.rules.text.whole import PIX_CODE

# A fence of more than 80 backticks opens no code span (cmark-gfm, inlines.c: MAXBACKTICKS).
_LONGEST_RUN = 60
_LONG_RUN = re.compile(f"(`{{{_LONGEST_RUN + 1},}})")

# What people copy whole although it holds blanks: a Pix code, the digits of a bank slip or bill, an amount.
_WHOLE = (
    rf"{PIX_CODE}"
    r"|\d{5}\.?\d{5} \d{5}\.?\d{6} \d{5}\.?\d{6} \d \d{14}"
    r"|\d{11}-?\d(?: \d{11}-?\d){3}"
    r"|(?:R|US|U)?\$ ?\d(?:[\d.,]{0,20}\d)?"
)
_OPENING = '("“\u2018«'
_CLOSING = '.,;:!?…"”\u2019»'
_TOKEN = re.compile(rf"[{_OPENING}]+(?=\S)|(?:{_WHOLE})(?![^\s){_CLOSING}])|\S+")

# A word in the shape that `_shape` gives it: é is a letter beyond ASCII, \x01 a mark on what is before it, ☺ a symbol.
_LETTERS = r"[A-Za-z0-9é☺][A-Za-z0-9é☺\x01]*"
_PLAIN = re.compile(
    r"(?:"
    rf"{_LETTERS}(?:['\u2019/]{_LETTERS})*"  # água, d'água, 14h30, S/A
    r"|[A-Za-z]/"  # c/
    r"|[0-9]?[A-Za-zé][A-Za-zé\x01]*(?:-[A-Za-zé][a-zé\x01]*)+"  # segunda-feira, 2ª-feira, NF-e; not GH-1
    r"|[+-]?[0-9]+(?:[.,:/-][0-9]+)*[A-Za-zé☺]{0,3}"  # 1.234,56, 25/11/2026, 01310-100
    r"|(?:[A-Z]\.)+"  # S.A.
    rf")%?[){_CLOSING}]*"
)
_MARKS = re.compile(rf"[\u2013—•]|[){_CLOSING}]+|[:;]-?[)(]")
_SIGNS = frozenset("-+=&/")  # harmless between blanks, some of them not where a line begins
_LIST_NUMBER = re.compile(r"([0-9]+)([.)])")
_HASH = re.compile("[0-9a-fA-F]{7}")  # GitHub links hashes of 7 to 40 digits
_ADDRESS = re.compile(r"www|http|ftp|ghsa|.*(?:https?|ftp|www)(?!\w)", re.IGNORECASE)
_KINDS = {
    **dict.fromkeys(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No"), "é"),
    **dict.fromkeys(("Mn", "Mc", "Me", "Cf", "Sk"), "\x01"),
    **dict.fromkeys(("So", "Sc", "Sm"), "☺"),
}
_SYMBOL = re.compile(f"[{EMOJI}]")


@dataclass(slots=True)
class _Piece:
    """A part of a line: `gap` is the white space before it, `shown` its Markdown where it needs no code span."""

    gap: str
    text: str
    shown: str = ""


def quotation(text: str) -> str:
    """Return the text as a quotation, line by line, in which nothing acts."""
    lines = [line.rstrip() for line in clean(text).strip("\n").split("\n")]
    return "\n".join(f"> {_line(line)}" if line else ">" for line in lines)


def words(text: str) -> str:
    """Return a short text, such as a name, on one line, in which nothing acts; `-` if there is nothing to show."""
    line = one_line(text)
    shown = _line(line)
    # One span for all is shorter where most words would need one of their own.
    return (shown if len(shown) <= 2 * len(line) else _code_span(line)) if line else "-"


def code(text: str) -> str:
    """Return an identifier as a code span on one line; `-` if there is nothing to show."""
    line = one_line(text)
    return _code_span(line) if line else "-"


def one_line(text: str) -> str:
    """Return the clean text on one line."""
    return " ".join(clean(text).split())


def cell(markdown: str) -> str:
    """Return a piece of Markdown that does not end a table's cell, even by a bar inside a code span."""
    return markdown.replace("|", "\\|")


def _line(line: str) -> str:
    return "".join(
        piece.gap + (piece.shown or _spanned(piece.text)) for piece in _joined(list(_pieces(line)))
    )


def _spanned(text: str) -> str:
    """Return the text in a code span, with the marks that close a sentence after it."""
    body = text.rstrip(_CLOSING)
    body = body if body.strip() else text
    if body.startswith(":") and text.startswith(":", len(body)):
        body += ":"  # the end of a shortcode, such as :smile:
    return _code_span(body) + text[len(body) :]


def _pieces(line: str) -> Iterator[_Piece]:
    end = 0
    for found in _TOKEN.finditer(line):
        gap, end, token = line[end : found.start()], found.end(), found[0]
        shown = _plain(token, gap) if found.start() else _first(token)
        yield _Piece(gap, token, shown)


def _first(token: str) -> str:
    """Return what shows the token where a line begins: a backslash before the sign keeps it from making a list."""
    if token in ("-", "+"):
        return f"\\{token}"
    number = _LIST_NUMBER.fullmatch(token)
    return f"{number[1]}\\{number[2]}" if number else _plain(token, "")


def _plain(token: str, gap: str) -> str:
    """Return the token if nothing in it can act, otherwise nothing."""
    if token in _SIGNS:
        return token if gap else ""
    if not token.strip(_OPENING) or _MARKS.fullmatch(token):
        return token
    harmless = (
        token.count(":") <= 1  # two make a shortcode, such as :100:
        and not _HASH.search(token)
        and not _ADDRESS.match(token)
        and _PLAIN.fullmatch("".join(map(_shape, token)))
    )
    return token if harmless else ""


def _shape(sign: str) -> str:
    """Return the sign, or one that stands for its kind; NUL for what is not known to be harmless."""
    if sign.isascii() or sign in _CLOSING:
        return sign
    if _SYMBOL.match(sign) or sign in "¿¡§":
        return "☺"
    return _KINDS.get(unicodedata.category(sign), "\0")


def _joined(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Join what is parted by more than one blank, or by none: HTML would show one, and code spans must not touch."""
    if not pieces:
        return
    last = pieces[0]
    if last.gap:
        last = _Piece("", last.gap + last.text)
    for piece in pieces[1:]:
        touching = not piece.gap and not last.shown and not piece.shown
        if touching or len(piece.gap) > 1 or piece.gap.strip(" \u00a0\u202f"):
            last = _Piece(last.gap, last.text + piece.gap + piece.text)
            continue
        yield last
        last = piece
    yield last


def _code_span(text: str) -> str:
    """Return the text as a code span; a run of backticks too long for any fence is escaped, outside of it."""
    return "".join(
        part.replace("`", "\\`") if part.startswith("`" * (_LONGEST_RUN + 1)) else _fenced(part)
        for part in _LONG_RUN.split(text)
        if part
    )


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    # CommonMark strips one blank from both ends, and a backtick at an end needs one as a separator.
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"

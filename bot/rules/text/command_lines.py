"""The lines of a comment: which of them begin with a command, nearly do, or only look as if they did."""

from __future__ import annotations

import difflib
import html
import re
import shlex
import unicodedata
from collections.abc import Collection, Iterator, Sequence

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_WITHOUT_INVISIBLE = str.maketrans("", "", _INVISIBLE)
# What may stand before a command. The `if:` of the workflow send-replies has the same blanks, slashes and decorations.
BLANKS = (" ", "\t", "\n", "\r", "\u00a0", "\u202f", "\u200b", "\u200e", "\u200f", "\u2060", "\ufeff")
_BLANKS = "".join(BLANKS)
SLASHES = "/／⁄∕"  # noqa: RUF001 - full-width, fraction and division slash
_TOKEN = re.compile(r"/(?P<name>[^\W\d_][\w-]*)[:,.;!?…]*")
_STRAIGHT = str.maketrans("“”„‘’", '"""\'\'')  # noqa: RUF001 - exactly these
# The name of a command is short: nothing longer is looked at.
_LONGEST_HEAD = 80
# What GitHub's toolbar, lists and phones put before a command further down.
DECORATIONS = (
    *("", " ", "  ", "   ", "\u00a0", "\u200b", "\u2060", "\ufeff"),
    *("*", "**", "***", "_", "__", "~~", "- ", "* ", "+ ", "- [ ] ", "1. "),
    *("# ", "## ", "### ", "\\", "(", '"'),
)
_DECORATED = re.compile(
    "(?:{})/".format("|".join(map(re.escape, sorted(DECORATIONS, key=len, reverse=True))))
)
# Names of colleagues, the number of a list, and any signs.
_LEADING = re.compile(r"(?:@[A-Za-z0-9-]++[\s,:;]*+)*+(?:\d{1,3}[.)]\s*+)?(?:_|\W)*+")
_WORD_WITH_SLASH = re.compile(rf"(?<![\w/.:…-])[{SLASHES}](?P<name>[^\W_]++)(?![/.-]?\w)")
_WORD = re.compile(r"(?P<name>[^\W_]+)(?P<behind>[/._-]?\w?)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TAG = re.compile(r"<[^<>]{0,70}>")


def plain(word: str) -> str:
    """Return a word in lower case, without accents and invisible characters."""
    visible = word.translate(_WITHOUT_INVISIBLE)
    letters = unicodedata.normalize("NFKD", visible.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def first_own(lines: Sequence[str]) -> int:
    """Return the place of the first line that is neither blank nor quoted; the number of lines if none is."""
    for place, line in enumerate(lines):
        bare = line.lstrip(_BLANKS)
        if bare and not bare.startswith(">"):
            return place
    return len(lines)


def begins_with_slash(line: str) -> bool:
    return line.lstrip(_BLANKS)[:1] in set(SLASHES)


def split(line: str) -> tuple[str, str] | None:
    """Return the name, plain, with which a line begins as a command does, and the rest of the line.

    Punctuation behind the name does not matter, nor do accents and invisible characters. None for any other line:
    "/etc/passwd" and "/2" are text.
    """
    word, *rest = line.lstrip(_BLANKS).split(None, 1)[:2] or [""]
    found = _TOKEN.fullmatch(word[:_LONGEST_HEAD].translate(_WITHOUT_INVISIBLE))
    if found is None or len(word) > _LONGEST_HEAD:
        return None
    return plain(found["name"]), rest[0] if rest else ""


def named(line: str, names: Collection[str]) -> str:
    """Return which of these commands a line begins with, perhaps in a list or in bold type, or an empty string."""
    found = _DECORATED.match(line[:_LONGEST_HEAD])
    if found is None:
        return ""
    word = _WORD.match(line[found.end() : _LONGEST_HEAD])
    name, behind = (plain(word["name"]), word["behind"]) if word else ("", "")
    is_path = behind[:1] == "/" or behind[1:].isalnum()
    return name if name in names and not is_path else ""


def mentioning(line: str) -> bool:
    """Return whether a line begins with the name of a colleague."""
    return line.lstrip(_BLANKS).startswith("@")


def is_fence(line: str) -> bool:
    """Return whether a line opens a block of code."""
    return _FENCE.match(line) is not None


def resembled(line: str, names: Collection[str], *, nearly: bool) -> str:
    """Return which of these commands a line resembles, whatever stands before its slash, or an empty string.

    With `nearly`, a name that is spelt a little differently counts too.
    """
    head = html.unescape(_TAG.sub("", line.lstrip(_BLANKS)[:_LONGEST_HEAD]))
    found = _LEADING.match(head.translate(_WITHOUT_INVISIBLE))
    before = found[0] if found else ""
    if not set(before) & set(SLASHES):
        return ""
    rest = head.translate(_WITHOUT_INVISIBLE)[len(before) :]
    word = re.match(r"[^\W_]*", rest)
    name = plain(word[0]) if word else ""
    if name in names:
        return name
    is_path = word is not None and rest[word.end() :].startswith("/")  # /etc/passwd
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.7) if nearly and not is_path else []
    return near[0] if near else ""


def named_within(line: str, names: Collection[str]) -> str:
    """Return which of these commands stands as a word of its own near the beginning of a line, or an empty string."""
    head = line[:_LONGEST_HEAD].translate(_WITHOUT_INVISIBLE)
    found = (plain(word["name"]) for word in _WORD_WITH_SLASH.finditer(head))
    return next((name for name in found if name in names), "")


def outside_code(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines that are neither in a fenced block of code nor quoted; an indented one has no decoration."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            closing = found and found[1].startswith(fence) and not line.strip().strip(fence[0])
            fence = "" if closing else fence
        elif found and not (found[1][0] == "`" and "`" in line[found.end() :]):
            fence = found[1]
        elif not line.lstrip().startswith(">"):
            yield line


def words(rest: str) -> list[str] | None:
    """Split as a shell does; None if a quote stays open.

    The curly quotes of phones count as straight ones. An apostrophe as in D'Avila does not open a quote that nothing
    would close.
    """
    rest = rest.translate(_STRAIGHT)
    for quotes in ("\"'", '"'):
        lexer = shlex.shlex(rest, posix=True)
        lexer.whitespace_split, lexer.commenters, lexer.quotes = True, "", quotes
        try:
            return list(lexer)
        except ValueError:
            continue
    return None

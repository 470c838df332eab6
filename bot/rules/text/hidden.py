"""Whether a text holds something that GitHub's page does not show where it stands: it must not reach a phone.

Such a text is refused, not cut: its author meant the hidden part for somebody. What counts as hidden is what GitHub
drops or folds away when it shows Markdown (github.github.com/gfm; the allow-list of jch/html-pipeline): comments, any
HTML but the plain tags below, addresses and notes defined for elsewhere, the words behind a code fence, and cells
beyond a table's columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it.token import Token

# Without one of these nothing can be hidden, and the parser is not loaded.
_SUSPICIOUS = re.compile(r"<[!?/a-z]|\]:|```|~~~|\|", re.IGNORECASE)
# Also within quotations and lists.
_FOOTNOTE = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*+\[\^[^\]\s]++\]:")
_TAG = re.compile(r"</?(?P<name>[a-z][a-z0-9-]*+)(?P<attributes>[^<>]*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[a-z][\w:-]*+)(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?""", re.IGNORECASE
)
_SHOWN_TAGS = frozenset(
    (
        *("a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s"),
        *("samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td"),
        *("th", "thead", "tr", "tt", "u", "ul", "var", "video"),
    )
)
_SHOWN_ATTRIBUTES = frozenset(
    ("align", "alt", "controls", "height", "href", "src", "start", "target", "width")
)
_LANGUAGE = re.compile(r"[\w+#.-]{0,20}")
_BEFORE_A_ROW = re.compile(r"^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*+")
_HYPHENS = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?")
_CELL = re.compile(r"(?<!\\)\|")


def is_in(text: str) -> bool:
    """Return whether GitHub's page hides a part of the text."""
    if not _SUSPICIOUS.search(text):
        return False
    from bot.rules.text.inline_markdown import GitHubBlocks  # noqa: PLC0415 - loads markdown-it

    environment: dict[str, Any] = {}
    tokens = GitHubBlocks().parse(text, environment)
    lines = text.split("\n")
    return (
        any(_hides(token, lines) for token in _flat(tokens))
        or _has_excess_cells(lines)
        or _defines_unused(tokens, environment)
    )


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _hides(token: Token, lines: list[str]) -> bool:
    match token.type:
        case "html_block" | "html_inline":
            return not _is_shown(token.content)
        case "fence":
            return _LANGUAGE.fullmatch(token.info.strip()) is None
        case "inline" if token.map:  # of a paragraph, a heading or a cell
            return any(_FOOTNOTE.match(line) for line in lines[token.map[0] : token.map[1]])
        case _:
            return False


def _is_shown(markup: str) -> bool:
    """Return whether HTML consists of text and tags that GitHub shows, without any attribute that hides words."""
    rest = _TAG.sub(lambda tag: "" if _is_plain(tag) else "<", markup)
    return "<" not in rest


def _is_plain(tag: re.Match[str]) -> bool:
    if tag["name"].lower() not in _SHOWN_TAGS:
        return False
    names = [found["name"].lower() for found in _ATTRIBUTE.finditer(tag["attributes"])]
    return set(names) <= _SHOWN_ATTRIBUTES


def _has_excess_cells(lines: list[str]) -> bool:
    """Return whether a row below a table's line of hyphens has more cells than that.

    The lines alone count: GitHub finds tables where the parser finds none, such as one indented below a text.
    """
    columns = 0
    for line in lines:
        bare = _BEFORE_A_ROW.sub("", line).strip()
        if not bare:
            columns = 0
        elif "|" in bare and _HYPHENS.fullmatch(bare):
            columns = _cells(bare)
        elif columns and _cells(bare) > columns:
            return True
    return False


def _cells(row: str) -> int:
    return len(_CELL.split(row.removeprefix("|").removesuffix("|")))


def _defines_unused(tokens: list[Token], environment: dict[str, Any]) -> bool:
    """Return whether an address is defined for a link, or a title for one, that the text does not show."""
    if environment.get("duplicate_refs"):
        return True
    shown = {str(token.attrs.get("href") or token.attrs.get("src")) for token in _flat(tokens) if token.attrs}
    defined = environment.get("references", {}).values()
    return any(one["title"] or one["href"] not in shown for one in defined)

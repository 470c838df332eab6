"""What GitHub would make of a Markdown text: rendered by its own library, and searched for what acts afterwards."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

# Raw HTML is let through, so that none hides behind a filter; a single line end is a break, as in issues and comments.
_OPTIONS = (
    Options.CMARK_OPT_UNSAFE
    | Options.CMARK_OPT_HARDBREAKS
    | Options.CMARK_OPT_FOOTNOTES
    | Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
)
FRAME = frozenset(("p", "blockquote", "code", "br"))  # what a quoted text may consist of

# What GitHub turns into something after Markdown, all wider than its own patterns. It leaves `code` and `pre` alone.
_AFTER_MARKDOWN = {
    "mention": r"@\w",
    "reference": r"#\d|\bGH-\d|\w/[\w.-]+[#@]|\w[#@]\d",
    "reference by a configured prefix": r"[A-Za-z]-\d",
    "hash": r"[0-9a-f]{7}",
    "shortcode": r":[\w+-]+:",
    "formula": r"\$",
    "task": r"\[[ xX]?\]",
    "alert or link": r"\[[!^]|\]\(",
    "address": r"(?i:https?|ftp|www)\W|\w+:/",
    "e-mail or domain": r"(?i)[a-z]{2,}\.[a-z]{2,}|\w@",
    "advisory": r"(?i)ghsa-|cve-\d",
    "HTML": r"<\w|</|<!|&\w+;",
}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.inside: list[str] = []
        self.all: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag} {attrs}" if attrs else tag)
        if tag == "br":
            return
        self.inside.append(tag)
        self.outside.append("\0")  # a pattern does not reach across an element

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            self.inside.remove(tag)
        self.outside.append("\0")

    def handle_data(self, data: str) -> None:
        self.all.append(data)
        if "code" not in self.inside and "pre" not in self.inside:
            self.outside.append(data)


def _read(markdown: str) -> _Reader:
    reader = _Reader()
    reader.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, options=_OPTIONS))
    reader.close()
    return reader


def elements(markdown: str) -> list[str]:
    """Return the elements of the page, with their attributes if any."""
    return _read(markdown).tags


def text(markdown: str) -> str:
    """Return the text that the page shows, and that copying gives."""
    return "".join(_read(markdown).all)


def live(markdown: str) -> dict[str, str]:
    """Return what GitHub would turn into something in the text outside code, by kind."""
    outside = "".join(_read(markdown).outside)
    found = {kind: re.search(pattern, outside) for kind, pattern in _AFTER_MARKDOWN.items()}
    return {kind: match[0] for kind, match in found.items() if match}

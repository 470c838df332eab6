"""Markdown as GitHub renders it in issues, as far as conversations need it."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from html import escape, unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

_OURS = re.compile("(</?(?:sub|details|summary|code)>)")
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def _without_html(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: object,
    _environment: MutableMapping[str, Any],
) -> str:
    """Escape HTML, except the bot's own small print and what it folds away, and leave out HTML comments."""
    shown = _HTML_COMMENT.sub("", tokens[index].content).strip("\n")
    return "".join(part if _OURS.fullmatch(part) else escape(unescape(part)) for part in _OURS.split(shown))


def _make() -> MarkdownIt:
    # HTML must be parsed to distinguish a comment from text that looks like one inside a code block.
    parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    parser.add_render_rule("html_block", _without_html)
    parser.add_render_rule("html_inline", _without_html)
    return parser


_PARSER = _make()


def render(text: str) -> Markup:
    """Render Markdown as HTML that is safe to display."""
    return Markup(_PARSER.render(text))  # noqa: S704 - the parser escapes all text, and HTML is text to it

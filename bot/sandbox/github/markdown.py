"""Markdown as GitHub renders it in issues, as far as conversations need it."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from html import escape, unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from bot.sandbox.github import markdown_links, mermaid
from bot.sandbox.github.markdown_links import Surroundings

_OURS = re.compile("(</?(?:sub|details|summary|code)>)")
_FOLD = "<details>"
_HTML_COMMENT = re.compile(r"(<!--.*?(?:-->|\Z))", re.DOTALL)


def _without_html(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: object,
    environment: MutableMapping[str, Any],
) -> str:
    """Escape HTML, except the bot's own small print and what it folds away, and leave out HTML comments.

    Where hidden lines are revealed, comments are shown as code.
    """
    parts = _HTML_COMMENT.split(tokens[index].content.strip("\n"))
    shown = [_small_print(one, environment) for one in parts]
    is_block = tokens[index].type == "html_block"
    shown[1::2] = [_revealed(one, is_block=is_block) if environment["reveal"] else "" for one in parts[1::2]]
    return "".join(shown).strip("\n")


def _small_print(html: str, environment: MutableMapping[str, Any]) -> str:
    shown = "".join(part if _OURS.fullmatch(part) else escape(unescape(part)) for part in _OURS.split(html))
    while environment["name"] and _FOLD in shown:
        environment["folds"] += 1
        shown = shown.replace(_FOLD, f'<details id="{environment["name"]}-fold-{environment["folds"]}">', 1)
    return shown


def _revealed(comment: str, *, is_block: bool) -> str:
    code = f'<code class="revealed">{escape(comment)}</code>'
    return f"<p>{code}</p>" if is_block else code


def _fence(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    environment: MutableMapping[str, Any],
) -> str:
    """Draw a chart; show all other code as it is."""
    drawn = mermaid.picture(tokens[index].content) if tokens[index].info.strip() == "mermaid" else ""
    return drawn or renderer.fence(tokens, index, options, environment)


def _cell(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    environment: MutableMapping[str, Any],
) -> str:
    """Turn a column's alignment into a class: pages have no inline styles."""
    side = str(tokens[index].attrs.pop("style", "")).removeprefix("text-align:")
    if side:
        tokens[index].attrSet("class", f"to-{side}")
    return renderer.renderToken(tokens, index, options, environment)


def _make() -> MarkdownIt:
    # HTML must be parsed to distinguish a comment from text that looks like one inside a code block.
    parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    parser.add_render_rule("html_block", _without_html)
    parser.add_render_rule("html_inline", _without_html)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("th_open", _cell)
    parser.add_render_rule("td_open", _cell)
    parser.core.ruler.push("links", markdown_links.link)
    return parser


_PARSER = _make()
_ALONE = Surroundings()


def render(text: str, surroundings: Surroundings = _ALONE, *, reveal: bool = False, name: str = "") -> Markup:
    """Render Markdown as HTML that is safe to display; with `reveal`, what GitHub hides is shown too.

    What is folded away gets an id that begins with `name`, so that a page can keep it open when it renews the text.
    """
    environment = {"surroundings": surroundings, "reveal": reveal, "name": name, "folds": 0}
    html = _PARSER.render(text, environment)
    return Markup(html)  # noqa: S704 - the parser escapes all text, and HTML is text to it

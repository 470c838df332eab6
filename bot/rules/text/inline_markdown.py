"""Markdown inside paragraphs as GitHub reads it, and where in the source each of its signs stands.

The parser itself reports no places within a line; they are noted here while its rules run. Loads markdown-it, so import
it where it is needed.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from bot.rules.text import whole

PLACE = "place"  # in a token's `meta`: from where to where its sign stands in the source
# GitHub nests deeper, but each level costs frames of Python's stack.
_NESTING = 24
# Each bracket is looked up to the paragraph's end for the one that closes it. More of them are plain text.
_MOST_BRACKETS = 100
# The parser reads on to the last line for each quotation that begins below a line it has to give back. More of them
# are plain text, which leaves the same.
_MOST_QUOTATIONS = 100
_LEAD = re.compile(r"[\s>*+.)\d-]*+")
# The parser takes more for a declaration of HTML, and would hide the words in it.
_NO_DECLARATION = re.compile(r"<!(?!--|\[CDATA\[|[A-Z]++\s)")
_ALOUD = False  # a silent rule makes no tokens
_BEFORE_A_FACTOR, _AFTER_A_FACTOR = ")%", "(R$€"


class GitHubBlocks(MarkdownIt):
    """Finds the blocks of a text as GitHub does, in bounded time."""

    def __init__(self, options: MutableMapping[str, Any] | None = None) -> None:
        super().__init__("commonmark", options)
        # GitHub looks for a table last: HTML, a list or a quotation that begins in the same line comes first.
        self.block.ruler.after("heading", "tables", _table, {"alt": ["paragraph", "reference"]})

    def parse(self, src: str, env: MutableMapping[str, Any] | None = None) -> list[Token]:
        switch = self.disable if _quotations(src) > _MOST_QUOTATIONS else self.enable
        switch("blockquote")
        return super().parse(src, env)


class GitHubMarkdown(GitHubBlocks):
    """Reports what blocks and signs a text has; addresses stay as the author wrote them."""

    def __init__(self) -> None:
        super().__init__({"maxNesting": _NESTING, "strikethrough_single_tilde": True})
        self.enable(["strikethrough"])
        self.core.ruler.enableOnly(["normalize", "block"])
        self.inline = _PlacedInline()
        self.without_links = _PlacedInline()
        self.without_links.ruler.disable(["link", "image"])

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - overridden
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - overridden
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 - overridden; nothing is ever followed
        return True


def signs(content: str, markdown: GitHubMarkdown, env: dict[str, Any]) -> list[Token]:
    """Return the tokens of a paragraph's content; those made of signs hold their place."""
    inline = markdown.inline if content.count("[") <= _MOST_BRACKETS else markdown.without_links
    return inline.parse(content, markdown, env, [])


def _quotations(text: str) -> int:
    """Return how often a quotation begins, also within another, or deeper than in the line above."""
    begun = depth = 0
    for line in text.split("\n"):
        lead = _LEAD.match(line)
        above, depth = depth, lead[0].count(">") if lead else 0
        begun += depth > above
    return begun


class _PlacedInline(ParserInline):
    """Notes the place of each sign. Addresses, file names, payment codes and sums hold none."""

    def __init__(self) -> None:
        super().__init__()
        self._label_end = 0
        self.ruler.before("text", "whole", _whole)
        self.ruler.before("html_inline", "no_declaration", _no_declaration)
        self.ruler2.disable("fragments_join")  # it would put signs and text together again

    def tokenize(self, state: StateInline) -> None:
        rules = self.ruler.getRules("")
        end, deepest = state.posMax, state.md.options["maxNesting"]
        while state.pos < end:
            start, known = state.pos, len(state.tokens)
            if state.level < deepest and any(rule(state, _ALOUD) for rule in rules):
                self._note(state.tokens[known:], start, state.pos, marks=state.src[start] in "*_~")
            else:
                state.append_pending(state.src[state.pos])
                state.pos += 1
        if state.pending:
            state.pushPending()
        self._label_end = end

    def _note(self, tokens: Sequence[Token], start: int, end: int, *, marks: bool) -> None:
        """Note where the tokens of one rule stand; with `marks`, they are those of emphasis, and text before them."""
        left = end
        for token in reversed([token for token in tokens if PLACE not in token.meta]):
            match token.type:
                case "link_open":
                    token.meta[PLACE] = (start, start + 1)
                case "link_close":
                    token.meta[PLACE] = (end - 1 if token.info == "auto" else self._label_end, end)
                case "text" if marks and left > start:
                    token.meta[PLACE] = (left - len(token.content), left)
                    left -= len(token.content)
                case "text":
                    pass
                case _:
                    token.meta[PLACE] = (start, end)


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - as the parser calls it
    """Read a table as GitHub does, for which a line of hyphens alone makes a heading of what stands above."""
    below = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]] if start + 1 < end else ""
    return "|" in below and table(state, start, end, silent)


def _whole(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as the parser calls it
    """Pass over what must stay whole, and over asterisks that multiply."""
    end = whole.words(state.src).end_at(state.pos) or _end_of_factor_sign(state.src, state.pos)
    if end is None:
        return False
    end = min(end, state.posMax)
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _no_declaration(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as the parser calls it
    """Pass over the sign of what GitHub takes for text, such as `<!a>`."""
    if not _NO_DECLARATION.match(state.src, state.pos):
        return False
    if not silent:
        state.append_pending("<")
    state.pos += 1
    return True


def _end_of_factor_sign(source: str, start: int) -> int | None:
    """Return the end of the asterisks of `2*3*4`, in which CommonMark sees emphasis, and of `0503***6304`."""
    if source[start] != "*" or start == 0:
        return None
    before = source[start - 1]
    end = start + 1
    while source[end : end + 1] == "*":
        end += 1
    after = source[end : end + 1]
    if not (before.isdigit() or before in _BEFORE_A_FACTOR) or not after:
        return None
    factor = (
        after.isdigit()
        or after in _AFTER_A_FACTOR
        or (before.isdigit() and end == start + 1 and after.isalpha())
    )
    return end if factor else None

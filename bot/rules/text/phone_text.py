"""A maintainer's Markdown -> the text that a phone shows, and the files that go with it.

What GitHub's page hides never leaves: comments and tags of HTML, the addresses that references define. What it shows
leaves in the channel's own marks; numbers and marks of lists, quotations and indentation leave as they were written,
and a text without Markdown letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.core.messages import MAX_TEXT_CHARACTERS, Channel
from bot.rules.text import html_tags, phone_lines, segments, whole
from bot.rules.text.attachments import Attachment, ComposedText
from bot.rules.text.html_tags import Tag
from bot.rules.text.phone_lines import PhoneLines

if TYPE_CHECKING:
    from markdown_it.token import Token

    from bot.rules.text.inline_markdown import GitHubMarkdown

# A text without any of these is its own Markdown; loading the parser takes a fifth of a second.
_MAY_BE_MARKDOWN = re.compile(r"[*_~`\[<&\\#|=]|://|^[ \t>]*-+[ \t]*$|  $", re.MULTILINE)
# What stands before a table or a fence in its line: quotations, and the mark of a list.
_LEAD = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*+")
_CELLS = " | "


def compose(comment: str, channel: Channel, *, plain: bool) -> ComposedText:
    """Return what leaves for a maintainer's text: as the channel shows it and, with `plain`, at the lower price."""
    read_text = read(comment, channel)
    return ComposedText(segments.worded(read_text.text, channel, plain=plain), read_text.files)


def read(comment: str, channel: Channel) -> ComposedText:
    """Return the text that the channel shows, and the files."""
    source = comment.replace("\r\n", "\n").replace("\r", "\n")
    if not _MAY_BE_MARKDOWN.search(source) or len(source) > MAX_TEXT_CHARACTERS:
        return ComposedText(source)
    page = _Page(source.split("\n"), phone_lines.marks_of(channel))
    page.read(_parser())
    return ComposedText(page.text(), tuple(page.files))


@cache
def _parser() -> GitHubMarkdown:
    from bot.rules.text.inline_markdown import GitHubMarkdown  # noqa: PLC0415 - loads markdown-it

    return GitHubMarkdown()


@dataclass(slots=True)
class _Context:
    markdown: GitHubMarkdown
    env: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Page:
    """The lines of a comment; blocks replace theirs, and None stands for a line that vanished."""

    source: list[str]
    marks: dict[str, str]
    files: list[Attachment] = field(default_factory=list)
    changed: dict[int, str | None] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)

    def read(self, markdown: GitHubMarkdown) -> None:
        context = _Context(markdown)
        tokens = markdown.parse("\n".join(self.source), context.env)
        for reference in [
            *context.env.get("references", {}).values(),
            *context.env.get("duplicate_refs", []),
        ]:
            self.changed.update(dict.fromkeys(range(*reference["map"])))
        place = 0
        while place < len(tokens):
            place += self._block(tokens, place, context)

    def text(self) -> str:
        """Return the lines; a gap that something left is one blank line."""
        kept: list[str] = []
        gap = False
        for number, source in enumerate(self.source):
            line = self.changed.get(number, source)
            if number in self.dropped:
                continue
            if line is None or (gap and not line.strip()):
                gap = True
                continue
            if gap and kept and kept[-1].strip():
                kept.append("")
            gap = False
            kept.append(line)
        while gap and kept and not kept[-1].strip():
            kept.pop()
        text = "\n".join(kept)
        return text.lstrip() if 0 in self.changed else text

    def _block(self, tokens: Sequence[Token], place: int, context: _Context) -> int:
        """Read the block at this place and return of how many tokens it consists."""
        token = tokens[place]
        match token.type:
            case "heading_open":
                self._heading(token, tokens[place + 1], context)
                return 3
            case "table_open":
                length = next(n for n, one in enumerate(tokens[place:], 1) if one.type == "table_close")
                self._table(tokens[place : place + length], context)
                return length
            case "inline":
                self._paragraph(token, context)
            case "fence":
                self._fence(token)
            case "html_block":
                self._html(token)
            case _:
                pass
        return 1

    def _lines(self, token: Token, context: _Context, marks: dict[str, str]) -> dict[int, str]:
        from bot.rules.text import inline_markdown  # noqa: PLC0415 - loads markdown-it

        signs = inline_markdown.signs(token.content, context.markdown, context.env)
        return phone_lines.of_paragraph(token.content, signs, marks, self.files)

    def _paragraph(self, token: Token, context: _Context) -> None:
        """Replace what changes; what stands before a line in the source, such as a list's mark, stays."""
        lines = self._lines(token, context, self.marks)
        for number, content in enumerate(token.content.split("\n")):
            place = _first(token) + number
            core = content.lstrip(" \t")
            line = lines.get(number)
            if line is None:
                self.dropped.add(place)
            elif core.strip() and not line.strip():
                self.changed[place] = None
            elif line != core:
                source = self.source[place]
                self.changed[place] = (source[: max(source.rfind(core), 0)] + line).rstrip()

    def _heading(self, heading: Token, token: Token, context: _Context) -> None:
        bold = self.marks.get("strong", "")
        lines = self._lines(
            token, context, {name: mark for name, mark in self.marks.items() if name != "strong"}
        )
        shown = [_bold(line, bold) for _, line in sorted(lines.items()) if line.strip()]
        self._replace(heading, shown)

    def _table(self, tokens: Sequence[Token], context: _Context) -> None:
        rows: list[list[str]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            if token.type == "inline":
                lines = self._lines(token, context, self.marks)
                rows[-1].append(" ".join(line for _, line in sorted(lines.items())).strip())
        self._replace(tokens[0], [_CELLS.join(row).rstrip(" |") for row in rows])

    def _fence(self, token: Token) -> None:
        """Write code between the channel's own marks; GitHub closes at the end what nobody closed."""
        mark = "" if phone_lines.is_whole(token.content) else self.marks.get("code", "")
        first, behind = _lines_of(token)
        last = first + len(token.content.removesuffix("\n").split("\n")) if token.content else first
        closing = range(last + 1, behind)
        if mark:
            self.changed[first] = self._lead(first) + mark
            self.changed.update({place: self._lead(place) + mark for place in closing})
            if not closing:
                self.changed[last] = f"{self.changed.get(last, self.source[last])}\n{mark}"
        else:
            self.dropped.update({first, *closing})

    def _html(self, token: Token) -> None:
        written = PhoneLines({}, self.files)
        for piece in html_tags.pieces(token.content):
            if isinstance(piece, Tag):
                written.show_tag(piece)
            else:
                written.copy(piece)
        shown = "\n".join(line for _, line in sorted(written.lines.items()))
        self._replace(token, [line for line in shown.split("\n") if line.strip()])
        if "<!--" in token.content.rpartition("-->")[2]:  # to a browser the comment goes on behind the block
            self.dropped.update(range(_lines_of(token)[1], len(self.source)))

    def _replace(self, token: Token, lines: Sequence[str]) -> None:
        """Replace the lines of a block, behind the marks of the quotation or list that it is in."""
        first, behind = _lines_of(token)
        lead = self._lead(first)
        self.changed[first] = lead + "\n".join(lines) if lines else None
        self.dropped.update(range(first + 1, behind))

    def _lead(self, place: int) -> str:
        found = _LEAD.match(self.source[place])
        return found[0] if found else ""


def _bold(line: str, mark: str) -> str:
    kept = whole.words(line)
    beside_whole = kept.end_at(0) or kept.end_at(len(line) - 1)
    return line if beside_whole or "\n" in line else f"{mark}{line}{mark}"


def _lines_of(token: Token) -> tuple[int, int]:
    """Return the first line of a block and the one behind it."""
    if token.map is None:
        raise ValueError("Only what opens a block has lines.")
    return token.map[0], token.map[1]


def _first(token: Token) -> int:
    return _lines_of(token)[0]

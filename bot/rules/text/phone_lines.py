"""The lines of a paragraph as a phone shows them: Markdown's signs become those of the channel, or go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.core.messages import Channel
from bot.rules.text import attachments, html_tags, whole
from bot.rules.text.attachments import Attachment
from bot.rules.text.html_tags import Tag

if TYPE_CHECKING:
    from markdown_it.token import Token

_PLACE = "place"  # as inline_markdown calls it
_SIGNS = "*_~"
_NO_MARKS: dict[str, str] = {}
# faq.whatsapp.com/539178204879377: how to format a message. SMS has no formats.
_FORMATS = {"strong": "*", "em": "_", "s": "~", "code": "```"}


def marks_of(channel: Channel) -> dict[str, str]:
    """Return the marks of a channel: for `strong`, `em`, `s` and `code`."""
    return _FORMATS if channel.has_formats else _NO_MARKS


@dataclass(slots=True)
class PhoneLines:
    """Writes lines down; each belongs to a line of the source, of which some vanish."""

    marks: dict[str, str]
    files: list[Attachment]
    lines: dict[int, str] = field(default_factory=lambda: {0: ""})
    _source_line: int = 0
    _line: int = 0
    _active: list[str] = field(default_factory=list)
    _shown: list[str] = field(default_factory=list)
    _taken: int = 0
    _links: list[tuple[str, int, int]] = field(default_factory=list)

    def show(self, text: str) -> None:
        """Write a text that belongs to the line."""
        self._shown.append(text)
        self.lines[self._line] += text

    def copy(self, source: str) -> None:
        """Write a piece of the source, which may hold line ends; the blanks behind them are the source's own."""
        first, *others = source.split("\n")
        self.show(first)
        for other in others:
            self._end_line()
            self._source_line += 1
            self._line = self._source_line
            self.lines[self._line] = "".join(self._active)
            self.show(other.lstrip(" \t"))

    def leave_out(self, source: str) -> None:
        """Pass over a piece of the source; what follows joins the line."""
        self._source_line += source.count("\n")

    def break_line(self) -> None:
        """Begin a line that the source does not have."""
        self._end_line()
        self.lines[self._line] += "\n" + "".join(self._active)

    def toggle(self, mark: str, *, opens: bool) -> None:
        """Write a mark; a line's end inside it closes and opens it again, since no channel's marks reach further."""
        self.lines[self._line] += mark
        if opens:
            self._active.append(mark)
        else:
            self._active.remove(mark)

    def open_link(self, address: str) -> None:
        self._links.append((address, len(self._shown), self._taken))

    def close_link(self) -> None:
        """Write the address behind the text of a link, unless the text is the address or only files."""
        if not self._links:
            return
        address, start, taken = self._links.pop()
        text = "".join(self._shown[start:]).strip()
        address = address.removeprefix("mailto:").removeprefix("tel:")
        if not address or _bare(text) == _bare(address) or (not text and self._taken > taken):
            return
        self.show(f" ({address})" if text else address)

    def show_code(self, code: str) -> None:
        mark = "" if is_whole(code) else self.marks.get("code", "")
        self.show(f"{mark}{code}{mark}")

    def show_tag(self, tag: Tag | None) -> None:
        """Write what a tag of HTML means; other tags show nothing."""
        match tag:
            case Tag("br", _, _):
                self.break_line()
            case Tag("img" | "video" | "source", False, address):
                self.take(attachments.embedded(address))
            case Tag("a", False, address):
                self.open_link(address)
            case Tag("a", True, _):
                self.close_link()
            case _:
                pass

    def take(self, file: Attachment | None) -> None:
        """Take a file out of the text."""
        self._taken += file is not None
        if file and file not in self.files:
            self.files.append(file)

    def _end_line(self) -> None:
        line = self.lines[self._line]
        # Two blanks before a line's end are Markdown's own; behind a blank no mark closes.
        stripped = line.rstrip(" ") if self._active or line.endswith("  ") else line
        self.lines[self._line] = stripped + "".join(reversed(self._active))


_Act = Callable[[PhoneLines], None]
_Placed = tuple[int, int, _Act]


def of_paragraph(
    content: str, tokens: Sequence[Token], marks: dict[str, str], files: list[Attachment]
) -> dict[int, str]:
    """Return the lines of a paragraph that a phone shows, by their number in the paragraph; others vanish.

    The files it shows are added to `files`.
    """
    written = PhoneLines(marks, files)
    visible = _visible_marks(content, tokens, marks)
    acts = [*_videos(content), *_acts(content, tokens, visible)]
    end = 0
    for start, stop, act in sorted(acts, key=itemgetter(0)):
        if start >= end:  # else it is inside a link that was taken out whole
            written.copy(content[end:start])
            act(written)
            written.leave_out(content[start:stop])
            end = stop
    written.copy(content[end:])
    return written.lines


def _videos(content: str) -> Iterator[_Placed]:
    """Yield the lines that hold the address of a video alone."""
    start = 0
    for line in content.split("\n"):
        video = attachments.alone(line)
        if video:
            yield start, start + len(line), partial(PhoneLines.take, file=video)
        start += len(line) + 1


def _acts(content: str, tokens: Sequence[Token], visible: dict[int, str]) -> Iterator[_Placed]:
    """Yield where a sign stands and what to do there."""
    for index, token in enumerate(tokens):
        place = token.meta.get(_PLACE)
        if place is None:
            continue
        start, stop = place
        act = _act(token, visible.get(index, ""))
        if token.type == "hardbreak" and content[start] == "\\":
            act, stop = _nothing, start + 1
        file = attachments.linked(str(token.attrs["href"])) if token.type == "link_open" else None
        if file:
            length = next(n for n, one in enumerate(tokens[index:]) if one.type == "link_close")
            if all(one.type != "image" for one in tokens[index : index + length]):
                act = partial(PhoneLines.take, file=file)
                stop = tokens[index + length].meta[_PLACE][1]
        if act:
            yield start, stop, act


def _act(token: Token, mark: str) -> _Act | None:
    """Return what to do in place of a sign; None for one that means nothing and stays."""
    if mark:
        return partial(PhoneLines.toggle, mark=mark, opens=token.nesting > 0)
    if token.type in ("softbreak", "hardbreak") or (token.type == "text" and token.content):
        return None
    make = None if token.info == "auto" else _MEANINGS.get(token.type)
    return make(token) if make else _nothing


def _image(token: Token) -> _Act:
    file = attachments.embedded(str(token.attrs["src"]))
    if file:
        return partial(PhoneLines.take, file=file)
    return partial(PhoneLines.show, text=_name(token))


def _name(image: Token) -> str:
    """Return a picture's name, in which GitHub shows tags as they are written.

    A comment stays out: nobody sees it where the picture loads.
    """
    return "".join(map(_named, image.children or ()))


def _named(token: Token) -> str:
    match token.type:
        case "image":
            return _name(token)
        case "softbreak" | "hardbreak":
            return " "
        case "html_inline" if html_tags.read(token.content) is None:
            return ""
        case _:
            return token.content


_MEANINGS: dict[str, Callable[[Token], _Act]] = {
    "text_special": lambda token: partial(PhoneLines.show, text=token.content),
    "code_inline": lambda token: partial(PhoneLines.show_code, code=token.content),
    "image": _image,
    "html_inline": lambda token: partial(PhoneLines.show_tag, tag=html_tags.read(token.content)),
    "link_open": lambda token: partial(PhoneLines.open_link, address=str(token.attrs["href"])),
    "link_close": lambda _token: PhoneLines.close_link,
}


def _nothing(_written: PhoneLines) -> None:
    """Leave a sign out."""


def _visible_marks(content: str, tokens: Sequence[Token], marks: dict[str, str]) -> dict[int, str]:
    """Return the marks that a channel can show, by the place of their tokens; no mark stands twice.

    WhatsApp shows marks beside blanks and punctuation alone, and takes one beside an address for a part of it.
    """
    kept = whole.words(content)
    found: dict[int, str] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        mark = (
            marks.get(token.tag, "")
            if token.tag in marks and token.type.endswith(("_open", "_close"))
            else ""
        )
        if not mark:
            continue
        if token.nesting > 0:
            opened.append(index)
            continue
        other = opened.pop()
        start, end = tokens[other].meta[_PLACE][1], token.meta[_PLACE][0]
        inside = content[start:end].strip(_SIGNS)
        outside = content[:start].rstrip(_SIGNS)[-1:], content[end:].lstrip(_SIGNS)[:1]
        beside_whole = kept.end_at(start) or kept.end_at(end - 1)
        doubled = any(tokens[one].tag == token.tag for one in opened)
        if inside and not (doubled or beside_whole or any(map(str.isalnum, outside))):
            found[other] = found[index] = mark
    return found


def is_whole(text: str) -> bool:
    """Return whether a text is one address, file name or payment code, which people copy as it is shown."""
    return list(whole.words(text.strip())) == [(0, len(text.strip()))]


def _bare(address: str) -> str:
    """Return what makes two spellings of an address the same."""
    return address.casefold().partition("://")[2].rstrip("/") or address.casefold().rstrip("/")

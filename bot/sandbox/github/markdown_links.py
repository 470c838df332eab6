"""What GitHub makes of issue numbers, names and bare addresses in a text that Markdown has read.

Source: docs.github.com, "Autolinked references and URLs"; code and links are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"`]+)|(?<![\w/&#])#(?P<number>\d{1,9})\b|(?<![\w/@.])@(?P<login>[A-Za-z\d-]+)"
)
_AFTER_ADDRESS = ".,;:!?)*_"


@dataclass(frozen=True)
class Surroundings:
    """What is around a text: the address of its repository, its people, and the titles of its issues.

    `picture` returns the address from which a page shows a picture; `target` is the tab that links open.
    """

    home: str = ""
    logins: Collection[str] = ()
    title: Callable[[int], str | None] = lambda _: None
    picture: Callable[[str], str] = str
    comment: str = "comment"
    target: str = ""


def link(state: StateCore) -> None:
    """Link what GitHub links."""
    around: Surroundings = state.env["surroundings"]
    before: list[str] = []
    for token in state.tokens:
        if token.type == "inline" and token.children:
            begins_item = before[-2:] == ["list_item_open", "paragraph_open"]
            token.children = list(_linked(token.children, around, titled=begins_item))
        before.append(token.type)


def _linked(children: list[Token], around: Surroundings, *, titled: bool) -> Iterator[Token]:
    inside = 0  # of a link, or of code that is written as HTML
    for position, token in enumerate(children):
        inside += token.type == "link_open" or token.content.startswith("<code>")
        inside -= token.type == "link_close" or token.content.startswith("</code>")
        if token.type == "link_open" and around.target:
            token.attrSet("target", around.target)
        if token.type == "image":
            token.attrSet("src", around.picture(str(token.attrGet("src"))))
        if token.type == "text" and inside <= 0:
            yield from _parts(token, around, titled=titled and position == 0)
        else:
            yield token


def _parts(token: Token, around: Surroundings, *, titled: bool) -> Iterator[Token]:
    done = 0
    for found in _FOUND.finditer(token.content):
        shown = list(_shown(found, around, titled=titled and found.start() == 0))
        if shown:
            yield _text(token.content[done : found.start()])
            yield from shown
            done = found.end() - (len(found[0]) - len(found[0].rstrip(_AFTER_ADDRESS)) if found["url"] else 0)
    yield _text(token.content[done:])


def _shown(found: re.Match[str], around: Surroundings, *, titled: bool) -> Iterator[Token]:
    if found["url"]:
        url = found["url"].rstrip(_AFTER_ADDRESS)
        yield from _anchor(url, _short(url, around), around)
    elif found["number"]:
        title = around.title(int(found["number"]))
        if title is not None:
            shown = f"{title} {found[0]}" if titled else found[0]
            yield from _anchor(f"{around.home}/issues/{found['number']}", shown, around)
    elif found["login"].lower() in around.logins:
        yield Token("strong_open", "strong", 1)
        yield _text(found[0])
        yield Token("strong_close", "strong", -1)


def _short(url: str, around: Surroundings) -> str:
    """Return how GitHub shows an address: an issue of the same repository by its number."""
    number, _, anchor = url.removeprefix(f"{around.home}/issues/").partition("#")
    if not around.home or not number.isdecimal():
        return url
    return f"#{number} ({around.comment})" if anchor else f"#{number}"


def _anchor(url: str, shown: str, around: Surroundings) -> Iterator[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": url})
    if around.target:
        opening.attrSet("target", around.target)
    yield opening
    yield _text(shown)
    yield Token("link_close", "a", -1)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)

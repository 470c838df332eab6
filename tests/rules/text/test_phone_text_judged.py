"""The words that leave are those that GitHub's own library for Markdown shows on the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.core.messages import Channel
from bot.rules.text import phone_text
from tests.making import texts


class _Shown(HTMLParser):
    """The text that a page shows, with the addresses of its links."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.names: list[str] = []
        self._links: list[tuple[str, str]] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._links.append((dict(attrs).get("href") or "", self.text))
        if tag == "img":
            self.names.append(dict(attrs).get("alt") or "")
            self.text += self.names[-1]

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            address, before = self._links.pop()
            self.text += f"({address})" if self.text[len(before) :].strip() else address


def page(comment: str) -> str:
    """Return what GitHub's own library makes of a comment, without blanks."""
    return re.sub(r"\s", "", _shown(comment).text)


def _shown(comment: str) -> _Shown:
    parser = _Shown()
    parser.feed(cmarkgfm.github_flavored_markdown_to_html(comment, options=Options.CMARK_OPT_UNSAFE))
    parser.close()
    return parser


_INLINE = (
    "*",
    "**",
    "***",
    "_",
    "__",
    " ~~a~~ ",
    "`",
    "``",
    "&amp;",
    "&lt",
    "\\*",
    "\\",
    " ",
    "a",
    "é",
    ".",
    "!",
    "\nz",
    "<b>",
    "</b>",
    "<!-- x -->",
    "<br>",
    "[",
    "]",
    "[t](u)",
    "[",
    "](u)",
    ",",
    "-",
    '"',
    "<",
    ">",
    "  \nz",
)


@given(st.lists(st.sampled_from(_INLINE), max_size=25))
@example(["![", "<b>", "](u)"])
@example(["<!a b", "</b>"])
@example(["<!A b", "</b>"])
@example(["![", "![", "*", "a", "*", "](u)", "](u)"])
def test_signs_are_those_that_githubs_own_library_sees(parts: list[str]) -> None:
    comment = f"z{''.join(parts)}z"

    assume(not re.search(r"<[!?]", "".join(_shown(comment).names)))  # a picture's name, see test_phone_text
    assert re.sub(r"\s", "", phone_text.read(comment, Channel.SMS).text) == page(comment)


_TABLE = "| {w} | {w} |\n|--|--|\n| {w} | {w} |\n"
_BLOCKS = (
    *(
        "{w}",
        "{w} ",
        "\n",
        "\n\n",
        "\n    ",
        "> ",
        "- ",
        "* ",
        "1. ",
        "# ",
        "\n---\n",
        "\n===\n",
        "```\n",
        "~~~\n",
    ),
    *(
        _TABLE,
        "| {w} |",
        "<!-- {w} -->",
        "<!-- {w}\n{w} -->",
        "<div>",
        "</div>\n",
        "<p>{w}</p>",
        "<b>",
        "</b>",
    ),
    *(
        "\n<details>\n",
        "[{w}]: {w}\n",
        "[{w}]({w})",
        "[{w}]( <{w} {w}> '{w}')",
        "![{w}]({w})",
        "`{w}`",
        "**{w}**",
    ),
    *(
        "_{w}_",
        "&amp;",
        "<?{w}?>",
        "<{w}>",
        "<https://{w}.x/>",
        "\t",
        "  \n",
        "[",
        "](",
        ")",
        "*",
        "_",
        "`",
    ),
    *("< ", ">", "\n```\n"),
)


@given(st.lists(st.sampled_from(_BLOCKS), max_size=14))
def test_the_words_that_leave_are_those_that_githubs_page_shows(parts: list[str]) -> None:
    words = iter(f"palavra{number}z" for number in range(1, 200))
    comment = "".join(re.sub(r"\{w\}", lambda _: next(words), part) for part in parts)

    # GitHub takes a definition above a table for a part of it.
    assume(not ("]:" in comment and "|--|" in comment))
    shown = set(re.findall(r"palavra\d+z", page(comment)))
    left = set(re.findall(r"palavra\d+z", phone_text.read(comment, Channel.SMS).text))

    assert left <= shown
    # A quotation may end inside a comment, and GitHub begins fewer tables.
    assert left == shown or "<!--" in comment or comment.count("|--|") > 1


@given(texts(), st.sampled_from(Channel))
def test_any_text_can_be_read_and_no_comment_is_left_in_it(text: str, channel: Channel) -> None:
    secret = "segredo-interno"
    read = phone_text.read(f"{text}\n\n<!-- {secret} -->\n\nfim", channel)
    shown = page(f"{text}\n\n<!-- {secret} -->\n\nfim")

    assert secret not in read.text or secret in shown

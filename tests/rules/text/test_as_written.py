"""What `inert` keeps from acting is read back as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.rules.text import as_written, inert
from bot.rules.text.characters import clean
from tests import making


@given(making.texts())
def test_a_quotation_is_read_back_as_the_clean_text(text: str) -> None:
    written = "\n".join(line.rstrip() for line in clean(text).strip("\n").split("\n"))

    assert as_written.quotation(inert.quotation(text)) == written


@given(making.texts())
def test_a_name_is_read_back_on_one_line(text: str) -> None:
    assert as_written.line(inert.words(text)) == (inert.one_line(text) or "-")


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("`a", "`a"),
        ("`` a`b ``", "a`b"),
        (r"\- item", "- item"),
        (r"`C:\\`", r"C:\\"),
        ("> `@ana`, oi\n>\n> tchau", "@ana, oi\n\ntchau"),
    ],
)
def test_code_spans_and_backslashes_are_read_as_github_shows_them(markdown: str, text: str) -> None:
    assert as_written.quotation(markdown) == text

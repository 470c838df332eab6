"""The line of a file: what a stranger called it and wrote in it is read, and nothing in it acts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.content_types import CONTENT_TYPES, ContentType
from bot.core.messages import MessageSid
from bot.rules import texts
from bot.rules.text import file_lines, file_names
from bot.rules.text.insides import Cards, Inside, Recording
from bot.rules.text.invoices import Invoice
from bot.rules.text.media_types import AwaitedFile, DroppedFile, DropReason, Fate, KeptFile
from bot.rules.text.vcards import Card
from tests import github_page

TEXTS = texts.of("pt-BR")
PAGE = "https://github.com/o/r/blob/midia/abc/MM1/0.pdf"
PDF = next(kind for kind in CONTENT_TYPES if kind.extension == "pdf")
FILE = AwaitedFile(MessageSid("MM1"), 0, 2, "application/pdf", "MM1/MEa1b2c3")


def page_of(name: str, kind: ContentType = PDF, inside: Inside | None = None) -> str:
    called = f"{file_names.safe(name, kind) or '1'}.{kind.extension}"
    return file_lines.shown(1, 1, KeptFile(called, kind.name, PAGE, inside=inside), TEXTS)


@given(st.text() | st.text("_*+-.()[]<>`~#@:/\\ ab1"))
@example("_a_ __b__ (c)_d_")
@example("a](https://evil.example) <img src=x> @marina #1 https://x.example")
@example("---")
@example("+a+ 1. x")
def test_whatever_a_file_is_called_its_line_is_one_link_with_that_name(name: str) -> None:
    line = page_of(name)

    assert [one.partition(" ")[0] for one in github_page.elements(line)] == ["p", "a", "code"]
    assert f"{file_names.safe(name, PDF) or '1'}.pdf (application/pdf)" in github_page.text(line)


@given(st.text())
@example("[x](https://evil.example) @marina **#1** <b>")
def test_whatever_a_file_says_nothing_in_it_acts(said: str) -> None:
    for inside in (Invoice("NF-e", "1", said), Cards((Card(said, "*****-7777"), Card(said)))):
        line = page_of("nota", inside=inside)
        allowed = {"p", "a", "code", "strong"}
        assert {one.partition(" ")[0] for one in github_page.elements(line)} <= allowed
        assert "\n" not in line


@pytest.mark.parametrize(
    ("inside", "end"),
    [
        (Recording(3), "⏱️ 0:03"),
        (Recording(3_725), "⏱️ 62:05"),
        (
            Invoice("NF-e", "7", "Ana", date(2026, 1, 2), Decimal("1234567.8")),
            "· Ana · 02/01/2026 · R$ 1.234.567,80",
        ),
        (Invoice("MDF-e", "7", "", None, None), "🧾 **MDF-e 7**"),
        (Cards((Card("", "*****-7777"),)), "📇 **Contato:** `*****-7777`"),
    ],
)
def test_what_a_file_says_ends_its_line(inside: Inside, end: str) -> None:
    assert page_of("x", inside=inside).endswith(end)


@pytest.mark.parametrize(
    "fate",
    [
        FILE,
        *(DroppedFile("application/pdf", reason, 16, FILE) for reason in DropReason),
    ],
)
def test_what_a_line_says_of_a_file_is_read_again(fate: Fate) -> None:
    line = f"> Segue\n\n{file_lines.shown(1, 2, fate, TEXTS)}\n"

    if isinstance(fate, DroppedFile):
        assert [(one.file, one.reason) for one in file_lines.unkept(line)] == [(FILE, fate.reason)]
        assert file_lines.awaited(line) == []
        (asked,) = file_lines.awaited(file_lines.asked_for(line, FILE, TEXTS))
        assert asked.asked
        kept = KeptFile("1.pdf", "application/pdf", PAGE)
        assert "📎 [1.pdf](" in file_lines.completed(
            file_lines.asked_for(line, FILE, TEXTS), {asked: kept}, TEXTS
        )
    else:
        assert file_lines.awaited(line) == [FILE]
        assert file_lines.unkept(line) == []

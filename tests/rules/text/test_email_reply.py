"""Of a reply by e-mail only its author's text leaves; where that is not certain, nothing does."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.text import commands
from bot.rules.text.command_types import (
    Close,
    Help,
    NoText,
    OptOut,
    Reply,
)
from bot.rules.text.unclear import Unclear, UnclearReason
from tests.rules.text.email_replies import CUT, REFUSED, REFUSED_BY_MAIL, WHOLE, holds_a_notification

ORIGINS = pytest.mark.parametrize("by_email", [True, None, False])


@ORIGINS
@pytest.mark.parametrize("name", CUT)
def test_the_quoted_mail_its_footer_and_the_signature_stay(name: str, by_email: bool | None) -> None:
    body, sent = CUT[name]

    assert commands.parse(body, by_email=by_email) == Reply(sent)


@pytest.mark.parametrize("by_email", [True, None])
@pytest.mark.parametrize("name", REFUSED)
def test_where_the_text_ends_is_not_certain_and_nothing_leaves(name: str, by_email: bool | None) -> None:
    found = commands.parse(REFUSED[name], by_email=by_email)

    if name == "hyphens without a blank" and by_email:
        assert found == Reply("Certo.")
    elif name == "a quotation with a date, of nobody known" and by_email:
        assert found == Reply("Confirma?")
    elif name == "nothing but the quotation":
        assert found is None
    else:
        assert found == Unclear(UnclearReason.EMAIL)


@pytest.mark.parametrize("name", REFUSED_BY_MAIL)
def test_of_a_mail_nothing_leaves_that_may_be_quoted_in_unknown_words(name: str) -> None:
    body = REFUSED_BY_MAIL[name]

    assert commands.parse(body, by_email=True) == Unclear(UnclearReason.EMAIL)
    assert commands.parse(body, by_email=False) == Reply(body.removeprefix("/reply "))
    assert commands.depends_on_origin(body)


@ORIGINS
def test_lines_that_the_author_announces_belong_to_the_text_wherever_it_was_written(
    by_email: bool | None,
) -> None:
    menu = "Use o menu:\n> Arquivo\n> Exportar"

    assert commands.parse(f"/reply {menu}", by_email=by_email) == Reply(menu)


@pytest.mark.parametrize("by_email", [None, False])
@pytest.mark.parametrize("text", WHOLE)
def test_what_was_written_on_the_page_leaves_whole(text: str, by_email: bool | None) -> None:
    assert commands.parse(f"/reply {text}", by_email=by_email) == Reply(text)


def test_a_quotation_on_the_page_needs_only_github_to_say_that_it_is_no_mail() -> None:
    body = REFUSED["a quotation with a date, of nobody known"]

    assert commands.depends_on_origin(body)
    assert commands.parse(body, by_email=False) == Reply(body.removeprefix("/reply ").strip())


@pytest.mark.parametrize("text", [*(body for body, _ in CUT.values()), "/reply Oi"])
def test_github_need_not_be_asked_where_the_comment_says_enough(text: str) -> None:
    assert not commands.depends_on_origin(text)


@pytest.mark.parametrize("name", CUT)
def test_other_commands_by_mail_take_nothing_of_it_either(name: str) -> None:
    body, text = CUT[name]
    for written, command in (
        ("/close", Close()),
        ("/optout", OptOut()),
        ("/help", Help()),
        ("/reply", NoText("reply")),
    ):
        assert commands.parse(body.replace(f"/reply {text}", written, 1)) == command


@pytest.mark.parametrize("name", CUT)
def test_where_every_comment_is_sent_a_mail_is_cut_too(name: str) -> None:
    body, text = CUT[name]

    assert commands.parse(body.replace("/reply ", "", 1), every_comment=True) == Reply(text)


@pytest.mark.parametrize("name", [name for name in REFUSED if not name.startswith("a command below")])
def test_where_every_comment_is_sent_an_unclear_mail_is_not(name: str) -> None:
    body = REFUSED[name].replace("/reply ", "", 1)

    assert commands.parse(body, every_comment=True) == Unclear(UnclearReason.EMAIL)


def test_where_every_comment_is_sent_a_mail_without_a_text_is_not() -> None:
    body, _ = CUT["a footer quoted with no line above it"]

    for quoted in (
        body.partition("\n\n")[2],
        "> On 27 Nov 2026, at 22:14, bia <notifications@github.com> wrote:\n> x",
    ):
        assert commands.parse(quoted, every_comment=True) == Unclear(UnclearReason.EMAIL)


_LINES = sorted(
    {line for body in (*(one for one, _ in CUT.values()), *REFUSED.values()) for line in body.splitlines()}
)


@given(st.lists(st.sampled_from(_LINES), max_size=25), st.sampled_from([True, None, False]))
def test_no_mixture_of_such_lines_sends_a_mail(lines: list[str], by_email: bool | None) -> None:
    body = "/reply Bom dia.\n" + "\n".join(lines)
    found = commands.parse(body, by_email=by_email)

    assert not isinstance(found, Reply) or not holds_a_notification(found.text)


@pytest.mark.parametrize(
    "fragment",
    [
        "On 2026 a wrote:\n",
        "> \n",
        "De: x\n",
        "____________\n",
        "-- \n",
        "Em \n",
        "<a@b>:\n",
        "wrote:\n",
        "On ",
        "\n",
        " ",
    ],
)
def test_a_long_comment_takes_no_time(fragment: str) -> None:
    began = time.process_time()
    commands.parse("/reply x\n" + fragment * (15_900 // len(fragment)))

    assert time.process_time() - began < 1

"""Issues and comments show a person's text, and nothing in it acts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.core.messages import Address, Choice, Event, Location, Media, MessageSid
from bot.rules import texts
from bot.rules.people import contacts
from bot.rules.text import rendering
from bot.rules.text.rendering import Style
from tests import making
from tests.making import ANA, event

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
STYLE = Style(texts.of("pt-BR"), SAO_PAULO)
PUBLIC = replace(STYLE, show_texts=False)
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HARMLESS = {"text", "code_inline", "hardbreak", "softbreak"}
FRAME = {"blockquote_open", "paragraph_open", "inline", "paragraph_close", "blockquote_close"}


def _inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]


@given(making.texts())
def test_a_quoted_text_is_nothing_but_code_in_one_quote(text: str) -> None:
    quote = rendering.inert(text)
    tokens = MARKDOWN.parse(quote)

    assert {token.type for token in tokens} <= FRAME
    assert {token.type for token in _inline(tokens)} <= HARMLESS
    assert not "".join(token.content for token in _inline(tokens) if token.type == "text").strip()


@given(making.texts())
def test_a_quoted_text_shows_all_that_was_written(text: str) -> None:
    shown = [
        token.content
        for token in _inline(MARKDOWN.parse(rendering.inert(text)))
        if token.type == "code_inline"
    ]
    written = [line.rstrip() for line in rendering.clean(text).split("\n") if line.strip()]

    assert [line.strip() for line in written] == [line.strip() for line in shown]


@given(making.texts(), making.texts())
def test_a_profile_name_and_a_tapped_button_act_as_little(name: str, title: str) -> None:
    message = replace(making.message("Oi"), profile_name=name, choice=Choice(title, "1"))
    body = rendering.conversation("<!-- m -->", [replace(event(), message=message)], STYLE, [""], None)
    ours = rendering.conversation("<!-- m -->", [event()], STYLE, [""], None)

    assert _actors(body) == _actors(ours)


def _actors(body: str) -> set[str]:
    """What acts in a body; our own frame has bold words and a small line of HTML."""
    tokens = MARKDOWN.parse(body)
    inline = [token for token in _inline(tokens) if token.type not in ("strong_open", "strong_close")]
    html = {token.content for token in [*tokens, *inline] if token.type.startswith("html")}
    kinds = {token.type for token in inline if not token.type.startswith("html")} - HARMLESS
    return kinds | (html - {"<sub>", "</sub>", "<!-- m -->\n", "<!-- m -->"})


@given(making.events())
def test_every_message_can_be_shown_and_never_with_its_number(received: Event) -> None:
    body = rendering.conversation("<!-- m -->", [received], STYLE, [""], 3)

    assert len(body) < 65_536
    assert received.message.sid in body
    number = received.message.sender.value
    assert not number.startswith("+") or number not in body or number in received.message.text


def test_a_title_shows_channel_masked_number_and_first_words() -> None:
    message = making.message("Bom dia,\npreciso   da segunda via da guia do FGTS com vencimento em novembro")

    assert (
        rendering.title(message, STYLE) == "Nova mensagem via Twilio - SMS - +55 11 *****-4321 - "
        "Bom dia, preciso da segunda via da guia do FGTS com…"
    )


def test_whatsapp_is_named_in_capitals_in_the_title() -> None:
    message = making.message("Oi", Address.parse("whatsapp:+5511987654321"))

    assert rendering.title(message, STYLE).startswith("Nova mensagem via Twilio - WHATSAPP - ")


@given(making.texts())
def test_a_title_is_one_line_within_githubs_limit(text: str) -> None:
    title = rendering.title(making.message(text), STYLE)

    assert len(title) <= 256
    assert title.splitlines() == [title]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", title)


def test_in_a_public_repository_neither_text_nor_number_nor_name_is_shown() -> None:
    message = replace(making.message("segredo"), profile_name="Ana Souza")
    received = replace(event(), message=message)
    shown = rendering.title(message, PUBLIC) + rendering.conversation(
        "<!-- m -->", [received], PUBLIC, ["gAAA"], None
    )

    assert "gAAA" in shown
    assert not [word for word in ("segredo", "Ana", contacts.masked(ANA), "4321") if word in shown]


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (
            {"media": (Media("u", "image/png"), Media("u", "audio/ogg"))},
            "**Anexos:** 2 (`image/png`, `audio/ogg`)",
        ),
        (
            {"location": Location("-23.5", "-46.6", "Escritório", "")},
            "**Localização:** `Escritório` (`-23.5, -46.6`)",
        ),
        ({"location": Location("-23.5", "-46.6")}, "**Localização:** `-23.5, -46.6`"),
        ({"choice": Choice("Sim", "yes")}, "**Opção escolhida:** `Sim` (`yes`)"),
        ({"reply_to": MessageSid("SM1")}, "**Em resposta a:** `SM1`"),
        ({"forwarded": True}, "_Mensagem encaminhada._"),
        ({"trouble": "11200"}, "erro do endereço principal: `11200`"),
        ({}, "_Mensagem sem conteúdo._"),
    ],
    ids=["media", "named place", "place", "choice", "answer", "forwarded", "fallback", "nothing"],
)
def test_what_a_message_carries_besides_text_is_readable(part: dict[str, object], shown: str) -> None:
    message = replace(making.message(""), **part)  # type: ignore[arg-type]  # one field a row

    assert shown in rendering.message(replace(event(), message=message), STYLE, "")


def test_order_and_local_time_are_shown_with_each_message() -> None:
    received = Event(42, datetime(2026, 11, 23, 17, 5, 9, tzinfo=UTC), making.message("Oi"))

    assert f"<sub>23/11/2026 14:05:09 -03 · 42 · {received.message.sid}</sub>" in rendering.message(
        received, STYLE, ""
    )


def test_somebody_who_cannot_be_answered_is_marked_so() -> None:
    received = event("Seu código", Address.parse("BANCO"))

    assert "não recebe respostas" in rendering.conversation("<!-- m -->", [received], STYLE, [""], None)


def test_help_lists_every_command_with_its_meaning() -> None:
    for language in ("pt-BR", "en"):
        table = rendering.help_table(texts.of(language))

        assert "`/reply` `/responder`" in table
        assert all(sentence in table for sentence in texts.of(language).commands.values())

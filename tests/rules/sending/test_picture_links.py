"""Pictures by SMS: a link in most countries, and what that adds."""

from __future__ import annotations

import pytest

from bot.core.messages import Address
from bot.rules import texts
from bot.rules.sending import picture_links
from bot.rules.text.attachments import MessagePart

PARTS = (MessagePart("Segue a guia", (0, 1)), MessagePart("x" * 161))


@pytest.mark.parametrize(
    ("language", "words"),
    [("pt-BR", "Segmentos com os links: cerca de 3"), ("en", "Segments with the links: about 3")],
)
def test_an_sms_to_brazil_bears_links_and_says_how_long_it_gets(language: str, words: str) -> None:
    assert words in picture_links.warning(PARTS, Address.parse("+5511987654321"), texts.of(language))


@pytest.mark.parametrize("person", ["+12125550100", "whatsapp:+5511987654321"])
def test_where_pictures_arrive_as_pictures_nothing_is_said(person: str) -> None:
    assert picture_links.warning(PARTS, Address.parse(person), texts.of("en")) == ""


def test_a_text_without_files_needs_no_remark() -> None:
    assert picture_links.warning(PARTS[1:], Address.parse("+5511987654321"), texts.of("en")) == ""

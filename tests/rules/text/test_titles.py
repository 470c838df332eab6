"""Titles of conversations follow the pattern in config.yml; what is not known leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Address, InboundMessage
from bot.core.settings.patterns import FORMER_TITLE, TITLE, TITLE_FIELDS
from bot.rules.text import titles
from tests import making

WHATSAPP = Address.parse("whatsapp:+5511987654321")
HIDDEN = "número oculto"


def titled(message: InboundMessage, pattern: str = TITLE, *, is_shown: bool = True) -> str:
    return titles.of_message(message, pattern, is_shown=is_shown, hidden=HIDDEN)


def ana(text: str = "Bom dia", name: str = "Ana Souza") -> InboundMessage:
    return replace(making.message(text, WHATSAPP), profile_name=name)


@pytest.mark.parametrize(
    ("message", "pattern", "title"),
    [
        (ana(), TITLE, "WhatsApp · Ana Souza (+55 11 *****-4321): Bom dia"),
        (ana(name=""), TITLE, "WhatsApp · +55 11 *****-4321: Bom dia"),
        (ana(""), TITLE, "WhatsApp · Ana Souza (+55 11 *****-4321)"),
        (ana("", ""), TITLE, "WhatsApp · +55 11 *****-4321"),
        (making.message("Oi"), TITLE, "SMS · +55 11 *****-4321: Oi"),
        (ana(), FORMER_TITLE, "Nova mensagem via Twilio - WHATSAPP - +55 11 *****-4321 - Bom dia"),
        (ana(""), FORMER_TITLE, "Nova mensagem via Twilio - WHATSAPP - +55 11 *****-4321"),
        (ana(name=""), "{name} · {words}", "Bom dia"),
        (ana(name=""), "[{channel}] {name}: {words}", "[WhatsApp]: Bom dia"),
        (ana(name=""), "{channel} ({name})", "WhatsApp"),
        (ana("", ""), "{name}: {words}", "WhatsApp"),  # GitHub takes no empty one
        (ana(), "{{{channel}}} {words}", "{WhatsApp} Bom dia"),
        (ana("{name}", "{words}"), "{name} {words}", "{words} {name}"),
    ],
)
def test_a_title_has_what_is_known(message: InboundMessage, pattern: str, title: str) -> None:
    assert titled(message, pattern) == title


def test_first_words_end_with_a_whole_word() -> None:
    message = making.message("Bom dia,\npreciso   da segunda via da guia do FGTS com vencimento em novembro")

    assert titled(message) == "SMS · +55 11 *****-4321: Bom dia, preciso da segunda via da guia do FGTS com…"


def test_where_texts_may_not_be_shown_the_title_names_the_channel_alone() -> None:
    assert titled(ana(), is_shown=False) == "WhatsApp · número oculto"


@given(making.texts(), making.texts(), st.lists(st.sampled_from(TITLE_FIELDS), min_size=1, max_size=6))
def test_a_title_is_one_line_within_githubs_limit_by_any_pattern(
    text: str, name: str, fields: list[str]
) -> None:
    title = titled(ana(text, name), " - ".join(f"{{{field}}}" for field in fields))

    assert len(title) <= 256
    assert title.splitlines() == [title]

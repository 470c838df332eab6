"""Titles of conversations follow the pattern in config.yml; what is not known leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Address, InboundMessage
from bot.core.settings.patterns import FORMER_TITLE, TITLE, TITLE_FIELDS
from bot.rules.text import titles
from bot.rules.text.titles import TitleStyle
from tests import making

WHATSAPP = Address.parse("whatsapp:+5511987654321")
HIDDEN = "número oculto"


def titled(message: InboundMessage, pattern: str = TITLE, *, is_shown: bool = True) -> str:
    return titles.of_message(message, TitleStyle(pattern, HIDDEN, is_shown))


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


BAKERY = "Ana Souza, Padaria Pão"


def renamed(title: str, called: str, *names: str, pattern: str = TITLE, with_names: bool = True) -> str:
    style = TitleStyle(pattern, HIDDEN, with_names=with_names)
    return titles.renamed(title, [WHATSAPP], names or [""], called, style)


@pytest.mark.parametrize(
    ("before", "called", "names", "pattern", "after"),
    [
        (titled(ana(name="")), BAKERY, [], TITLE, f"WhatsApp · {BAKERY} (+55 11 *****-4321): Bom dia"),
        (titled(ana()), BAKERY, ["Ana Souza"], TITLE, f"WhatsApp · {BAKERY} (+55 11 *****-4321): Bom dia"),
        # The profile had another name when the conversation began.
        (titled(ana()), "Bia", ["Aninha"], TITLE, "WhatsApp · Bia (+55 11 *****-4321): Bom dia"),
        (titled(ana("")), "Bia", [], TITLE, "WhatsApp · Bia (+55 11 *****-4321)"),
        (titled(ana("a (b): c")), "Bia", [], TITLE, "WhatsApp · Bia (+55 11 *****-4321): a (b): c"),
        (titled(ana(), FORMER_TITLE), "Bia", ["Ana Souza"], FORMER_TITLE, titled(ana(), FORMER_TITLE)),
        (titled(ana(), "{name} {words}"), "Bia", ["Ana Souza"], "{name} {words}", "Bia Bom dia"),
        # The pattern of today, and the one that is shipped.
        (titled(ana()), "Bia", ["Ana Souza"], "{name} {words}", "Bia Bom dia"),
        ("Cobrar em janeiro", "Bia", ["Ana Souza"], TITLE, "Cobrar em janeiro"),
        # Without the office's name, the one in the profile again.
        (titled(ana()), "", ["Ana", "Ana Souza"], TITLE, "WhatsApp · Ana (+55 11 *****-4321): Bom dia"),
        (titled(ana()), "", ["", "Ana Souza"], TITLE, "WhatsApp · +55 11 *****-4321: Bom dia"),
    ],
)
def test_another_name_leaves_the_words_as_they_stand(
    before: str, called: str, names: list[str], pattern: str, after: str
) -> None:
    assert renamed(before, called, *names, pattern=pattern) == after


def test_without_names_in_titles_neither_name_stands_in_one() -> None:
    style = TitleStyle(TITLE, HIDDEN, with_names=False)

    assert titles.of_message(ana(), style, BAKERY) == "WhatsApp · +55 11 *****-4321: Bom dia"
    assert renamed(titled(ana()), BAKERY, "Ana Souza", with_names=False) == (
        "WhatsApp · +55 11 *****-4321: Bom dia"
    )


def test_where_texts_may_not_be_shown_a_title_stays_as_it_is() -> None:
    style = TitleStyle(TITLE, HIDDEN, is_shown=False)

    assert titles.of_message(ana(), style, BAKERY) == "WhatsApp · número oculto"
    assert titles.renamed(titled(ana()), [WHATSAPP], ["Ana Souza"], BAKERY, style) == titled(ana())


@given(making.texts(), making.texts(60), making.texts(60))
def test_a_name_that_is_removed_leaves_the_title_as_it_was(text: str, name: str, called: str) -> None:
    before = titled(ana(text, name))
    named = renamed(before, called, name)

    assert len(named) <= 256
    assert named.splitlines() == [named]
    if len(named) < titles.MOST_CHARACTERS:
        assert renamed(named, "", name, called) == before

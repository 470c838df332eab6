"""The line that says who writes has the office's name first, and gives the former back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.people.called import NAMELESS, Called
from bot.rules.text import inert, who_line
from bot.rules.text.who_line import WhoWrites
from bot.rules.texts.naming import EN, PT_BR
from tests import making

NUMBER = "+55 11 *****-4321"
BAKERY = Called("Ana Souza", "Padaria Pão")
CALLED = st.builds(Called, making.texts(40).filter(bool), making.texts(40))


def line(profile: str = "", called: Called = NAMELESS) -> str:
    return who_line.written(
        WhoWrites((profile,) if profile else (), NUMBER, "WhatsApp"), called, PT_BR.profile
    )


@pytest.mark.parametrize(
    ("profile", "called", "shown"),
    [
        ("", NAMELESS, "👤 +55 11 *****-4321 · WhatsApp"),
        ("Ana", NAMELESS, "👤 **Ana** · +55 11 *****-4321 · WhatsApp"),
        ("", BAKERY, "👤 **Ana Souza, Padaria Pão** · +55 11 *****-4321 · WhatsApp"),
        ("Ana", BAKERY, "👤 **Ana Souza, Padaria Pão** · +55 11 *****-4321 · WhatsApp · no perfil: **Ana**"),
        ("Ana", Called("Ana"), "👤 **Ana** · +55 11 *****-4321 · WhatsApp"),
        ("", Called("@ana", "<b>"), "👤 **`@ana`, `<b>`** · +55 11 *****-4321 · WhatsApp"),
    ],
)
def test_the_offices_name_comes_first_and_nothing_in_it_acts(
    profile: str, called: Called, shown: str
) -> None:
    assert line(profile, called) == shown


@given(making.texts(40), CALLED, CALLED)
def test_a_name_that_is_removed_leaves_the_line_as_it_was(text: str, called: Called, other: Called) -> None:
    profile = inert.words(text) if text else ""
    before = f"> 👤 eu\n\n---\n\n{line(profile)}\n\nResponda"
    named = who_line.renamed(before, NAMELESS, called, EN.profile)
    again = who_line.renamed(named, called, other, PT_BR.profile)

    assert who_line.read(before, NAMELESS) == WhoWrites((profile,) if profile else (), NUMBER, "WhatsApp")
    assert f"👤 **{inert.words(called.line)}**" in named
    kept = profile not in (inert.words(called.line), inert.words(other.line))
    if kept:
        assert who_line.renamed(again, other, NAMELESS, PT_BR.profile) == before


def test_a_conversation_that_we_began_is_named_behind_its_word() -> None:
    assert who_line.renamed(f"Para: {line()}\n\n---", NAMELESS, BAKERY, PT_BR.profile) == (
        "Para: 👤 **Ana Souza, Padaria Pão** · +55 11 *****-4321 · WhatsApp\n\n---"
    )


@pytest.mark.parametrize("body", ["", "> 👤 **Bia** · 1 · SMS", "Texto 👤 **Bia** · 1 · SMS", "👤 **Bia"])
def test_nothing_else_is_taken_for_the_line(body: str) -> None:
    assert who_line.renamed(body, NAMELESS, BAKERY, PT_BR.profile) == body
    assert who_line.read(body, NAMELESS) is None


def test_the_line_says_which_profile_names_it_shows() -> None:
    assert who_line.names_in(line("Ana")) == ["Ana"]
    assert who_line.names_in(line("Ana", BAKERY)) == ["Ana"]
    assert who_line.names_in(line()) == who_line.names_in("") == []


@pytest.mark.parametrize("called", [NAMELESS, BAKERY])
def test_several_who_write_from_one_number_are_named_together(called: Called) -> None:
    before = f"Oi\n\n---\n\n{line('Ana', called)}\n\nResponda"
    after = who_line.with_names(before, ["Ana", "Bia"], called, PT_BR.profile)

    assert "**Ana**, **Bia**" in after
    assert who_line.names_in(who_line.head_of(after)) == ["Ana", "Bia"]
    assert who_line.with_names(after, ["Bia"], called, PT_BR.profile) == after
    assert who_line.renamed(after, called, called, PT_BR.profile) == after

"""Which letters are cheap, what people see as one character, and how a text is spelt plainly."""

# ruff: noqa: RUF001 - letters that look alike are what this is about

from __future__ import annotations

import pytest
from hypothesis import given

from bot.rules.text import encoding
from tests.making import texts


def test_the_alphabet_has_its_127_letters_and_ten_more() -> None:
    # 128 places, of which one is the escape; the extension has nine signs and the form feed.
    assert (len(encoding.BASIC), len(encoding.EXTENSION)) == (127, 10)
    assert not encoding.BASIC & encoding.EXTENSION


def test_the_portuguese_letters_that_are_in_it_and_those_that_are_not() -> None:
    assert encoding.in_gsm_7("àéüÉÜÇñÑ¿¡§€")
    assert not any(encoding.in_gsm_7(letter) for letter in "áâãêíóôõúçÁÀÂÃÊÍÓÔÕÚºª°`“”‘’–—…\u00a0\t")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("\r\n\r\n\n\r", 4),
        ("🇧🇷🇵🇹🇧", 3),
        ("👨\u200d👩\u200d👧👍🏽", 2),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f!", 2),
        ("e\u0301a\u0303\n\u0301", 4),
        ("a\u200db", 2),
    ],
)
def test_what_people_see_as_one_character_is_one(text: str, count: int) -> None:
    assert len(list(encoding.clusters(text))) == count


@given(texts())
def test_clusters_joined_are_the_text(text: str) -> None:
    assert text == "".join(encoding.clusters(text))

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
    ("text", "plain"),
    [
        ("ação, três, à toa, pé", "acao, tres, à toa, pé"),
        ("ÁÀÂÃÊÍÓÔÕÚ", "AAAAEIOOOU"),
        ("Ç ç ñ ü", "Ç c ñ ü"),
        ("“Oi” ‘oi’ «oi»", '"Oi" \'oi\' "oi"'),
        ("a – b — c… d\u00a0e", "a - b - c... d e"),
        ("1º, 2ª, 25 °C, nº 3, 2²", "1o, 2a, 25 oC, no 3, 22"),
        ("a\u0303 c\u0327 e\u0301", "a c é"),
        ("½ ﬁm ™ ® ©", "1/2 fim TM (R) (c)"),
        ("a\tb\u2028c\r\n", "a b\nc\r\n"),
        ("in\u200bvisível\ufeff", "invisivel"),
        ("1\ufe0f\u20e3 opção", "1 opcao"),
        ("Łódź Đà œuvre", "Lodz Dà oeuvre"),
        ("😜 ❤\ufe0f 你", "😜 ❤\ufe0f 你"),
    ],
)
def test_letters_outside_the_alphabet_become_their_nearest(text: str, plain: str) -> None:
    assert plain == encoding.plain(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('A "Ação" já saiu', 'A "Ação" ja saiu'),
        ("A “Ação” já saiu", 'A "Ação" ja saiu'),
        ("A «Ação» já saiu", 'A "Ação" ja saiu'),
        ('tela de 5" já, ação', 'tela de 5" ja, acao'),
        ('"não\nfecha" já', '"nao\nfecha" ja'),
        ("veja https://x.br/ação já", "veja https://x.br/ação ja"),
        ("veja www.x.br/ação já", "veja www.x.br/ação ja"),
        ("joão@ação.br já", "joão@ação.br ja"),
    ],
)
def test_names_in_quotes_and_addresses_stay(text: str, plain: str) -> None:
    assert plain == encoding.plain(text)


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


@given(texts())
def test_a_plain_spelling_has_no_plainer_one(text: str) -> None:
    if encoding.in_gsm_7(encoding.plain(text)):
        assert encoding.plain(encoding.plain(text)) == encoding.plain(text)


@pytest.mark.parametrize("unit", ["a@", '"', "“", "«", "🇧", "a\u0301", "www.", "x", "é "])
def test_a_long_hostile_text_takes_no_longer_than_others(unit: str) -> None:
    encoding.plain(unit * 30_000)

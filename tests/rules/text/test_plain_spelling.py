"""How a text is written in plain letters, and which words keep theirs."""

# ruff: noqa: RUF001 - letters that look alike are what this is about

from __future__ import annotations

import pytest
from hypothesis import given

from bot.rules.text import encoding, plain_spelling
from tests.making import texts

PIX = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000520400005303986540510.005802BR"
    "5923JOSÉ DA CONCEIÇÃO LIMA6009SÃO PAULO62070503***63041D3D"
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ação, três, à toa, pé", "acao, tres, à toa, pé"),
        ("ÁÀÂÃÊÍÓÔÕÚ", "AAAAEIOOOU"),
        ("Ç ç ñ ü", "Ç c ñ ü"),
        ("“Oi” ‘oi’ «oi»", '"Oi" \'oi\' "oi"'),
        ("a – b — c… d\u00a0e", "a - b - c... d e"),
        ("1º, 2ª, 25 °C, nº 3, 2²", "1o, 2a, 25 oC, no 3, 2²"),
        ("a\u0303 c\u0327 e\u0301", "a c é"),
        ("½ ﬁm ™ ® ©", "½ fim TM (R) (c)"),
        ("a\tb\u2028c\r\n", "a b\nc\r\n"),
        ("in\u200bvisível\ufeff", "invisivel"),
        ("1\ufe0f\u20e3 opção", "1 opcao"),
        ("Łódź Đà œuvre", "Lodz Dà oeuvre"),
        ("😜 ❤\ufe0f 你", "😜 ❤\ufe0f 你"),
    ],
)
def test_letters_outside_the_alphabet_become_their_nearest(text: str, plain: str) -> None:
    assert plain == plain_spelling.plain(text)


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
    assert plain == plain_spelling.plain(text)


@given(texts())
def test_a_plain_spelling_has_no_plainer_one(text: str) -> None:
    if encoding.in_gsm_7(plain_spelling.plain(text)):
        assert plain_spelling.plain(plain_spelling.plain(text)) == plain_spelling.plain(text)


@pytest.mark.parametrize("unit", ["a@", '"', "“", "«", "🇧", "a\u0301", "www.", "x", "é "])
def test_a_long_hostile_text_takes_no_longer_than_others(unit: str) -> None:
    plain_spelling.plain(unit * 30_000)


@pytest.mark.parametrize(
    "kept",
    [
        "2½",
        "1¾",
        "½",
        "3²",
        "10⁶",
        "m²",
        "①",
        "µg",
        "H₂O",
        "㎡",
        "padaria.com.br/promoção",
        "ção.com.br/ações",
        "ação_final.pdf",
        "Çãé123",
        "aBçD",
        "'Irmãos Corrêa'",
        PIX,
    ],
)
def test_what_another_letter_would_make_false_stays(kept: str) -> None:
    assert plain_spelling.plain(f"Não: {kept}, então") == f"Nao: {kept}, entao"


@pytest.mark.parametrize("label", ["senha: ", "Senha do portal: ", "código=", "A chave Pix: ", "PIN : "])
def test_what_stands_behind_the_word_for_a_secret_stays(label: str) -> None:
    written = plain_spelling.plain(f"{label}maçãÕ já")

    assert written.endswith("maçãÕ ja")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("‘José’ já", "'José' ja"),
        ("d’água já, ’tá", "d'agua ja, 'ta"),
        ("10–12 e 8h–9h", "10-12 e 8h-9h"),
        ("1.º e 2ª-feira", "1.o e 2a-feira"),
        ("R$\u00a01.234,56 já", "R$ 1.234,56 ja"),
        ("(não) “é”… 5 – 6", '(nao) "é"... 5 - 6'),
    ],
)
def test_typographic_signs_are_replaced_where_they_mean_the_same(text: str, plain: str) -> None:
    assert plain == plain_spelling.plain(text)


@given(texts())
def test_no_digit_comes_or_goes(text: str) -> None:
    def digits(of: str) -> str:
        return "".join(character for character in of if character in "0123456789")

    written = plain_spelling.plain(text)

    # Digits of other alphabets are written in ours, in their places: no other number arises.
    assert len(digits(text)) <= len(digits(written))
    if text.isascii():
        assert digits(text) == digits(written)

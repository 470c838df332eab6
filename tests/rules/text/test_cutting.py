"""Where a text that is too long for one message is cut, and where it never is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.text import cutting, segments
from tests.making import texts

FAMILY = "👨\u200d👩\u200d👧"
PIX = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000520400005303986540510.005802BR"
    "5913FULANO DE TAL6008BRASILIA62070503***63041D3D"
)


@given(texts(), st.integers(4, 60))
def test_the_parts_joined_are_the_text_and_none_is_too_long(text: str, limit: int) -> None:
    parts = cutting.split(text, limit)

    assert text == "".join(parts)
    assert all(segments.units(part) <= limit for part in parts)
    assert all(parts) or parts == [""]


def test_a_text_that_fits_stays_whole() -> None:
    assert cutting.split("a" * 1600) == ["a" * 1600]


def test_a_text_is_cut_behind_a_word() -> None:
    assert cutting.split("uma dois três", 5) == ["uma ", "dois ", "três"]


def test_white_space_in_the_first_half_is_too_far_back_to_cut_there() -> None:
    assert cutting.split("a bcdefghij", 8) == ["a bcdefg", "hij"]


def test_an_emoji_counts_twice_and_is_not_torn() -> None:
    assert cutting.split("a😜b", 3) == ["a😜", "b"]


@pytest.mark.parametrize("whole", [FAMILY, "🇧🇷", "👍🏽", "\r\n", "e\u0301"])
def test_what_belongs_together_stays_together(whole: str) -> None:
    size = segments.units(whole)

    assert cutting.split(f"{'a' * size}{whole}a", size * 2 - 1) == ["a" * size, f"{whole}a"]


def test_a_heap_of_accents_larger_than_a_part_is_cut_somewhere() -> None:
    assert cutting.split("a" + "\u0301" * 5, 4) == ["a" + "\u0301" * 3, "\u0301" * 2]


def test_the_end_of_a_paragraph_is_better_than_that_of_a_line_a_sentence_or_a_word() -> None:
    words = "Um dois três. Quatro cinco"

    assert cutting.split(f"{words}\n\nseis. sete\noito. nove dez", 48)[0] == f"{words}\n\n"
    assert cutting.split(f"{words}\nseis. sete oito. nove dez onze", 48)[0] == f"{words}\n"
    assert cutting.split(f"{words} seis. Sete oito nove dez onze doze treze", 48)[0] == f"{words} seis. "
    assert (
        cutting.split(f"{words} seis sete oito nove dez onze doze", 48)[0] == f"{words} seis sete oito nove "
    )


def test_an_end_in_the_first_half_is_too_early() -> None:
    assert cutting.split("Um.\n\ndois três quatro cinco", 20)[0] == "Um.\n\ndois três "


@pytest.mark.parametrize(
    "kept",
    [
        "R$\u00a01.234,56",
        "R$ 1.234,56",
        "+55 11 98765-4321",
        "(11) 98765-4321",
        "34191.79001 01043.510047 91020.150008 1 89010000010000",
        "12.345.678/0001-90",
        "https://exemplo.com/um/endereco/longo?com=parametros",
        "um_arquivo_de_nome_comprido.pdf",
        "a\u00a0b\u202fc\u2007d",
        PIX,
    ],
)
@pytest.mark.parametrize("before", range(0, 60, 7))
def test_what_fits_one_part_is_never_cut(kept: str, before: int) -> None:
    limit = max(60, segments.units(kept) + 5)
    text = f"{'ab ' * (before + limit // 4)}{kept} {'cd ' * limit}"

    assert any(kept in part for part in cutting.split(text, limit))


def test_a_word_longer_than_half_a_part_moves_whole() -> None:
    word = "x" * 30

    assert cutting.split(f"curto {word} fim", 35) == ["curto ", f"{word} fim"]


def test_an_address_that_something_touches_moves_whole() -> None:
    address = "https://exemplo.com/" + "x" * 30

    assert cutting.split(f"({'y' * 20}:{address}) fim", 60)[1].startswith(address)


def test_a_code_larger_than_a_part_is_cut_at_its_blanks() -> None:
    assert cutting.split("11 22 33 44 55 66 77 88", 9) == ["11 22 33 ", "44 55 66 ", "77 88"]


@pytest.mark.parametrize(
    "fragment", ["1 ", "1. ", "a ", "a", "\n", " ", "😜", "a\u0301", PIX, f"{PIX} ", "www.a.br/", "R$ 1 "]
)
@pytest.mark.parametrize("limit", [70, cutting.MAX_UNITS])
def test_the_longest_text_is_cut_in_linear_time(fragment: str, limit: int) -> None:
    def seconds(length: int) -> float:
        text = (fragment * length)[:length]
        begun = time.thread_time()
        parts = cutting.split(text, limit)
        used = time.thread_time() - begun
        assert "".join(parts) == text
        return used

    whole = seconds(16_000)

    assert whole < 1.0 or whole < 3 * min(seconds(8_000) for _ in range(3))

"""Whole words in a text, whatever their case, accents and script."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.words import LONGEST, spelled


def found(word: str, text: str) -> bool:
    return spelled(word) in spelled(text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("boleto", "Cadê o BOLETO?"),
        ("guia", "guia, por favor"),
        ("declaração", "a DECLARACAO do imposto"),
        ("declaracao", "minha declaração..."),
        ("imposto de renda", "é sobre o Imposto  de\nRenda!"),
        ("nf-e", "segue a NF-e"),
        ("nf-e", "segue a nf e"),
        ("13º", "e o 13º?"),
        ("boleto", "\U0001d5d5\U0001d5fc\U0001d5f9\U0001d5f2\U0001d601\U0001d5fc"),  # bold
        ("boleto", "bole\u200bto"),
        ("straße", "STRASSE"),
        ("🧾", "olha🧾aqui"),
        ("👍", "👍🏽"),
        ("❤️", "❤"),
        ("\u1ff2", "\u03c9\u0300\u0345"),
        ("налог", "Вопрос: НАЛОГ."),
        ("ضريبة", "سؤال عن ضريبة؟"),
        ("税金", "私の税金について"),
        ("ภาษี", "เรื่องภาษีครับ"),
        ("세금", "세금 문의"),
        ("कर", "कर के बारे में"),
    ],
)
def test_a_word_is_found(word: str, text: str) -> None:
    assert found(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("guia", "o guiado e a guias"),
        ("das", "dasn"),
        ("imposto de renda", "imposto da renda"),
        ("imposto de renda", "imposto de 🧾 renda"),
        ("imposto de renda", "imposto de"),
        ("🧾", "📄"),
        ("налог", "налоги"),
        ("13", "1300"),
    ],
)
def test_a_part_of_a_word_is_not(word: str, text: str) -> None:
    assert not found(word, text)


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "\u200b", "\u0301"])
def test_signs_alone_are_no_words(text: str) -> None:
    assert spelled(text) == ""


_WORDS = st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=12).filter(spelled)
_BETWEEN = st.sampled_from([" ", ", ", "\n", "...", "-", "/", " (", "\u00a0"])


@given(before=_WORDS, word=_WORDS, after=_WORDS, left=_BETWEEN, right=_BETWEEN)
def test_it_is_found_between_any_others_in_any_case_and_spelling(
    before: str, word: str, after: str, left: str, right: str
) -> None:
    text = f"{before}{left}{word}{right}{after}"

    assert found(word, text)
    assert found(word, unicodedata.normalize("NFD", text))
    assert found(word, text.casefold())


@given(st.text(max_size=200))
def test_what_is_spelled_is_spelled_the_same_again(text: str) -> None:
    assert spelled(spelled(text)) == spelled(text)


@pytest.mark.parametrize("sign", ["a\u0301", "\u0301\u0316", "ﷺ", "🧾", "\u200d"])
def test_a_hostile_text_takes_no_time(sign: str) -> None:
    begun = time.process_time()
    spelled(sign * 3 * LONGEST)

    assert time.process_time() - begun < 1.0

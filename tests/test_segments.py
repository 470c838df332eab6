"""Long texts leave in parts that are the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot import segments
from tests.making import texts


@given(texts(), st.integers(4, 60))
def test_the_parts_joined_are_the_text_and_none_is_too_long(text: str, limit: int) -> None:
    parts = segments.split(text, limit)

    assert text == "".join(parts)
    assert all(segments.units(part) <= limit for part in parts)
    assert all(parts) or parts == [""]


@given(texts())
def test_units_are_those_of_utf_16(text: str) -> None:
    assert len(text.encode("utf-16-le")) // 2 == segments.units(text)


def test_a_text_that_fits_stays_whole() -> None:
    assert segments.split("a" * 1600) == ["a" * 1600]


def test_a_text_is_cut_behind_a_word() -> None:
    assert segments.split("uma dois três", 5) == ["uma ", "dois ", "três"]


def test_an_emoji_counts_twice_and_is_not_torn() -> None:
    assert segments.split("a😜b", 3) == ["a😜", "b"]


def test_an_accent_stays_with_its_letter() -> None:
    assert segments.split("aae\u0301a", 3) == ["aa", "e\u0301a"]

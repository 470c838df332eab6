"""One rule for a number, whoever writes it where."""

from __future__ import annotations

import pytest

from bot.core import phone_numbers


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("11987654321", "no country code"),
        ("5511987654321", "no + before"),
        ("+5500987654321", "area code that no place in Brazil has"),
        ("+55 (00) 98765-4321", "area code that no place in Brazil has"),
        ("+5520987654321", "area code that no place in Brazil has"),
        ("+551198765432100", "too many digits"),
        ("+5511", "too few digits"),
        ("+999123456789", "no country code that exists"),
        ("+55 11 98765-4321 ramal 2", "something other than digits"),
        ("", "is not a number"),
    ],
)
def test_what_is_no_number_is_refused_with_its_own_reason(written: str, words: str) -> None:
    assert words in phone_numbers.why_not(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+5511987654321", "+5511987654321"),
        ("+55 (11) 98765-4321", "+5511987654321"),
        ("+551132654321", "+551132654321"),
        ("+15551234567", "+15551234567"),
        ("+351 912 345 678", "+351912345678"),
    ],
)
def test_a_number_comes_out_in_one_form(written: str, number: str) -> None:
    assert phone_numbers.why_not(written) == ""
    assert phone_numbers.e164(written) == number

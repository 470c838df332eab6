"""The types of settings."""

from __future__ import annotations

import phonenumbers
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core import phone_numbers
from bot.core.settings.types import phone


@given(st.from_regex(r"\+(55[1-9]{2}[1-9][0-9]{7,8}|1[2-9][0-9]{9})", fullmatch=True))
def test_a_common_number_is_accepted_as_phonenumbers_would(value: str) -> None:
    assume(not phone_numbers.why_not(value))
    number = phonenumbers.parse(value)

    assert phonenumbers.is_possible_number(number)
    assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == phone(value) == value

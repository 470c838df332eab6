"""What is understood of a number as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.sending import destination
from bot.core import phone_numbers
from bot.core.messages import Channel

MOBILE = "+5511987654321"


@pytest.mark.parametrize(
    "typed",
    [
        "(11) 98765-4321",
        "11987654321",
        "11 98765 4321",
        "011 98765-4321",
        "+55 11 98765-4321",
        "5511987654321",
        "0055 11 98765-4321",
        "  (11)98765-4321 ",
    ],
)
def test_a_number_of_brazil_is_understood_however_it_is_written(typed: str) -> None:
    read = destination.read(typed, "BR", Channel.SMS)

    assert (read.value, read.shown, read.fault, read.doubt) == (MOBILE, "+55 11 98765-4321", "", "")


def test_a_number_that_names_its_country_needs_no_choice_of_one() -> None:
    assert destination.read("+351 912 345 678", "BR", Channel.SMS).value == "+351912345678"
    assert destination.read("912 345 678", "PT", Channel.SMS).value == "+351912345678"


@pytest.mark.parametrize("typed", ["98765-4321", "3456-7890"])
def test_a_missing_area_code_is_what_is_said_to_be_wrong(typed: str) -> None:
    assert "area code (DDD) is missing" in destination.read(typed, "BR", Channel.SMS).fault


def test_a_mobile_number_without_its_ninth_digit_is_for_whatsapp_alone() -> None:
    by_sms = destination.read("(11) 8765-4321", "BR", Channel.SMS)
    by_whatsapp = destination.read("(11) 8765-4321", "BR", Channel.WHATSAPP)

    assert (by_sms.value, "+55 11 98765-4321?" in by_sms.fault) == ("", True)
    assert (by_whatsapp.value, "+55 11 98765-4321" in by_whatsapp.doubt) == ("+551187654321", True)


def test_a_landline_is_doubted_and_nothing_is_said_about_an_empty_field() -> None:
    assert "landline" in destination.read("(11) 3456-7890", "BR", Channel.SMS).doubt
    assert destination.read("(11) 3456-7890", "BR", Channel.WHATSAPP).doubt == ""
    assert destination.read("  ", "BR", Channel.SMS) == destination.TypedNumber()


@given(
    st.text(max_size=30) | st.from_regex(r"\+?[0-9() -]{0,20}", fullmatch=True),
    st.sampled_from(["BR", "PT", "US"]),
)
def test_whatever_is_typed_becomes_a_number_that_every_door_takes_or_a_fault(
    typed: str, country: str
) -> None:
    read = destination.read(typed, country, Channel.SMS)

    assert not (read.value and read.fault)
    assert not read.value or not phone_numbers.why_not(read.value)
    assert read.value or read.fault or not typed.strip()

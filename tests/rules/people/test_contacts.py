"""Who is who: one person, one id, whatever the channel or the spelling of the number."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.core.contact_keys import new_key
from bot.core.messages import SENDING, Address, Channel
from bot.rules.people import contacts
from bot.rules.people.sealing import Vault
from tests.making import VAULT, addresses

LONG = "+5511987654321"
SHORT = "+551187654321"


@pytest.mark.parametrize("channel", SENDING)
@pytest.mark.parametrize("number", [LONG, SHORT])
def test_a_brazilian_mobile_is_one_person_with_and_without_the_ninth_digit_on_all_channels(
    channel: Channel, number: str
) -> None:
    assert VAULT.contact_id(Address(Channel.SMS, LONG)) == VAULT.contact_id(Address(channel, number))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+5491123456789", "+541123456789"),
        ("whatsapp:+5493511234567", "+543511234567"),
        ("whatsapp:+5215512345678", "+525512345678"),
        ("+5218112345678", "whatsapp:+528112345678"),
    ],
)
def test_the_two_forms_of_a_number_in_argentina_and_mexico_are_one_person_who_keeps_earlier_ids(
    one: str, other: str
) -> None:
    first, second = Address.parse(one), Address.parse(other)

    assert VAULT.contact_id(first) == VAULT.contact_id(second)
    assert VAULT.former_ids(first) == VAULT.former_ids(second) != []
    assert set(contacts.spellings(first)) == {first.value, second.value}


def test_a_number_with_one_form_has_no_earlier_id() -> None:
    assert [VAULT.former_ids(Address(Channel.SMS, number)) for number in (LONG, "+15551234567")] == [[], []]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+551133334444", "+5511933334444"),  # a landline is not a mobile without its ninth digit
        ("+15551234567", "+15551234568"),
        ("+351912345678", "+35191234567"),
        ("+5491123456789", "+5491123456780"),
        ("+5215512345678", "+15512345678"),
    ],
    ids=["landline", "neighbours", "another country", "in Argentina", "in Mexico"],
)
def test_different_numbers_are_different_people(one: str, other: str) -> None:
    assert VAULT.contact_id(Address(Channel.SMS, one)) != VAULT.contact_id(Address(Channel.SMS, other))


def test_names_and_ids_do_not_reach_across_channels() -> None:
    assert VAULT.contact_id(Address(Channel.SMS, "BANCO")) != VAULT.contact_id(
        Address(Channel.WHATSAPP, "BANCO")
    )


def test_an_id_reveals_nothing_without_the_key() -> None:
    person = Address(Channel.SMS, LONG)

    assert VAULT.contact_id(person) != Vault([new_key()]).contact_id(person)


def test_after_a_rotation_the_former_id_is_known() -> None:
    old, new = new_key(), new_key()
    person = Address(Channel.SMS, LONG)

    assert [Vault([old]).contact_id(person)] == Vault([new, old]).former_ids(person)


@pytest.mark.parametrize(
    ("wire", "shown"),
    [
        ("+5511987654321", "+55 11 *****-4321"),
        ("whatsapp:+551187654321", "+55 11 *****-4321"),
        ("+551133334444", "+55 11 ****-4444"),
        ("+15551234567", "+1 ******-4567"),
        ("whatsapp:BR.1234567890", "BR***7890"),
        ("BANCO", "BA***"),
        ("29000", "29000"),
        ("@a BANK", "aB***"),
        ("#1PIX", "1P***"),
        ("<!>", "***"),
    ],
)
def test_a_masked_address_lets_only_those_who_know_recognise_the_person(wire: str, shown: str) -> None:
    assert shown == contacts.masked(Address.parse(wire))


@given(addresses())
def test_masking_always_hides_something_and_never_fails(address: Address) -> None:
    shown = contacts.masked(address)

    assert "*" in shown
    assert address.value not in shown


@given(addresses())
def test_an_address_is_never_shown_by_str_or_repr(address: Address) -> None:
    assert address.value not in f"{address} {address!r}" or len(address.value) < 4
    assert address == Address.parse(address.wire)


@pytest.mark.parametrize(
    ("wire", "spellings"),
    [
        ("+5511987654321", ("+5511987654321", "+551187654321")),
        ("whatsapp:+551187654321", ("+5511987654321", "+551187654321")),
        ("+551133334444", ("+551133334444",)),
        ("+15551234567", ("+15551234567",)),
        ("whatsapp:BR.1234567890", ()),
        ("BANCO", ()),
    ],
)
def test_a_number_has_every_spelling_that_a_service_may_know(wire: str, spellings: tuple[str, ...]) -> None:
    assert contacts.spellings(Address.parse(wire)) == spellings


@given(addresses())
def test_every_spelling_is_of_the_same_person(address: Address) -> None:
    for value in contacts.spellings(address):
        assert contacts.canonical(Address(Channel.SMS, value)) == contacts.canonical(address)

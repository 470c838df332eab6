"""Where a person's number belongs, and whether a message to it costs many times as much as usual."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import phonenumbers

from bot.core.messages import Address
from bot.rules.people import contacts

_BRAZIL = "BR"
# Brazilian mobile and landline numbers with an area code: the common case, which spares loading phonenumbers.
_BRAZILIAN = re.compile(r"\+55[1-9]{2}(?:9\d{8}|[2-8]\d{7})", re.ASCII)
# Satellite phones, global networks and global premium services (+870, +881, +882, +883, +979, +808 ...): no country.
_NO_COUNTRY = "001"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an address leads: the ISO code of its country, empty if it has none or it is not known."""

    country: str
    costly: bool = False


def of(address: Address) -> Destination:
    """Return where a person's address leads."""
    number = contacts.canonical(address)
    if _BRAZILIAN.fullmatch(number):
        return Destination(_BRAZIL)
    if number.startswith("+"):
        return _of_number(number)
    return Destination(contacts.country_of_user_id(address.value) if address.channel.has_user_ids else "")


def is_allowed(where: Destination, countries: Sequence[str] | None, ours: Iterable[Address]) -> bool:
    """Return whether a country is one of these; None stands for Brazil and the countries of our own numbers."""
    if countries is not None:
        return where.country in countries
    return where.country == _BRAZIL or (
        bool(where.country) and where.country in {of(one).country for one in ours}
    )


def wanted(countries: Sequence[str] | None, ours: Iterable[Address]) -> frozenset[str]:
    """Return the countries that `is_allowed` allows."""
    if countries is not None:
        return frozenset(map(str, countries))
    return frozenset({_BRAZIL, *(of(one).country for one in ours)} - {""})


def is_one_of(person: Address, ours: Iterable[Address]) -> bool:
    """Return whether the person's number is one of ours, whatever the channel."""
    number = contacts.canonical(person)
    return number.startswith("+") and number in map(contacts.canonical, ours)


def _of_number(number: str) -> Destination:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return Destination("")
    region = phonenumbers.region_code_for_number(parsed) or ""
    if region == _NO_COUNTRY:
        return Destination("", costly=True)
    # Types whose caller or sender pays more than for an ordinary number, wherever they are.
    costly = phonenumbers.number_type(parsed) in (
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    )
    return Destination(region, costly)

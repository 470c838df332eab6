"""Who a person is: number -> canonical form -> contact id, and the masked form that people see."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

from bot.core.messages import SENDING, Address, Channel, ContactId

_ID_BYTES = 10  # 80 bits: no two people of one office will ever have the same id
_BRAZIL = 55
_NAME_LETTERS = 11  # of an alphanumeric sender (twilio.com/docs/glossary/what-alphanumeric-sender-id)


@dataclass(frozen=True, slots=True)
class _TwoForms:
    """Numbers of a country that services write in two ways; each form holds the two groups of the pattern.

    With `once_two_people`, earlier versions took the forms for two people.
    """

    pattern: re.Pattern[str]
    canonical: str
    other: str
    once_two_people: bool


_TWO_FORMS = (
    # Brazil: WhatsApp knows older accounts without the ninth digit, which goes before eight that begin with 6 to 9.
    # Source: Anatel, Resolucao 553/2010.
    _TwoForms(re.compile(r"\+55([1-9]{2})9?([6-9]\d{7})"), "+55{}9{}", "+55{}{}", once_two_people=False),
    # Argentina and Mexico: a 9 or 1 before the area code, which WhatsApp writes and others leave out, or the other way
    # round. Source: chatwoot's normalizers, app/services/whatsapp/phone_normalizers.
    _TwoForms(re.compile(r"\+54(9?)([1-3]\d{9})"), "+549{1}", "+54{1}", once_two_people=True),
    _TwoForms(re.compile(r"\+52(1?)([2-9]\d{9})"), "+52{1}", "+521{1}", once_two_people=True),
)


# The id by which WhatsApp hides a number, or the parent one of several businesses: BR.555, BR.ENT.77. It begins with
# the person's country (developers.facebook.com/docs/whatsapp/business-scoped-user-ids).
_USER_ID = re.compile(r"(?P<country>[A-Z]{2})\.(?:[A-Za-z0-9]{1,16}\.)?[A-Za-z0-9]{1,128}")


def is_user_id(value: str) -> bool:
    """Return whether a WhatsApp address is an id that hides a number."""
    return bool(_USER_ID.fullmatch(value))


def country_of_user_id(value: str) -> str:
    """Return the ISO code of the country that a WhatsApp id begins with; empty if the value is no such id."""
    found = _USER_ID.fullmatch(value)
    return found["country"] if found else ""


def canonical(address: Address) -> str:
    """Return the canonical spelling of a person's address: of the two forms of a number one, on any channel.

    An address that is not a number stays bound to its channel, since the ids of two channels are unrelated.
    """
    value = address.identity
    if value.startswith("+") and value[1:].isdigit():
        for row in _TWO_FORMS:
            found = row.pattern.fullmatch(value)
            if found:
                return row.canonical.format(*found.groups())
        return value
    return f"{address.network}:{value.casefold() if address.channel.has_names else value}"


def spellings(address: Address) -> tuple[str, ...]:
    """Return the forms of a person's number that a service may know; none if the address is not a number."""
    whole = canonical(address)
    if not whole.startswith("+"):
        return ()
    return _forms(whole) or (whole,)


def contact_id(address: Address, key: bytes) -> ContactId:
    """Return the keyed hash of the person behind the address: 16 letters and digits, the same on all channels."""
    return _hashed(canonical(address), key)


def are_one(people: Iterable[Address], others: Iterable[Address]) -> bool:
    """Return whether two lists of addresses, each of one person, have a person in common."""
    return not set(map(canonical, people)).isdisjoint(map(canonical, others))


def distinct(people: Iterable[Address]) -> tuple[Address, ...]:
    """Return the addresses without repeating any, in their order; two forms of a number count as two."""
    return tuple(dict.fromkeys(people))


def other_ids(address: Address, key: bytes) -> tuple[ContactId, ...]:
    """Return the ids that earlier versions made, with the same key: of the other form, or of another channel."""
    found = _forms(address.identity)
    joined = any(row.once_two_people and row.pattern.fullmatch(address.identity) for row in _TWO_FORMS)
    ids = (_hashed(found[1], key),) if found and joined else ()
    if address.channel in SENDING:
        return ids
    # They took any other channel for SMS, and its address for a name.
    return (*ids, _hashed(f"{Channel.SMS}:{address.value.casefold()}", key))


def _forms(value: str) -> tuple[str, str] | None:
    """Return the canonical form of a number and the other one, None if it has only one."""
    for row in _TWO_FORMS:
        found = row.pattern.fullmatch(value)
        if found:
            return row.canonical.format(*found.groups()), row.other.format(*found.groups())
    return None


def _hashed(canonical_form: str, key: bytes) -> ContactId:
    digest = hmac.digest(key, canonical_form.encode(), hashlib.sha256)
    return ContactId(base64.b32encode(digest[:_ID_BYTES]).decode().lower())


def masked(address: Address) -> str:
    """Return what people may see: `+55 11 *****-4321`, `BR***fXYZ` of a WhatsApp id, `BA***` of a name, `28888`.

    The last four digits stay, so that somebody who knows the person can recognise them. A short code is nobody's
    personal data. Letters, digits and asterisks are all that is shown: a name may hold any sign.
    """
    whole = canonical(address)
    if not whole.startswith("+"):
        return _masked_name(address)
    try:
        number = phonenumbers.parse(whole)
    except phonenumbers.NumberParseException:
        return f"+{'*' * (len(whole) - 5)}{whole[-4:]}" if len(whole) > 6 else "+***"
    national = phonenumbers.national_significant_number(number)
    if len(national) < 7:
        return f"+{number.country_code} ***"
    area = f" {national[:2]}" if number.country_code == _BRAZIL else ""
    hidden = len(national) - 4 - (2 if area else 0)
    return f"+{number.country_code}{area} {'*' * hidden}-{national[-4:]}"


def _masked_name(address: Address) -> str:
    shown = "".join(sign for sign in address.identity if sign.isascii() and sign.isalnum())
    if shown == address.value and address.is_short_code:
        return shown
    return f"{shown[:2]}***{shown[-4:] if len(shown) > _NAME_LETTERS else ''}"

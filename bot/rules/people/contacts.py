"""Who a person is: number -> canonical form -> contact id, and the masked form that people see."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from bot.core.messages import Address, ContactId

_ID_BYTES = 10  # 80 bits: no two people of one office will ever have the same id
_BRAZIL = 55
# A Brazilian mobile number without its ninth digit: area code, then eight digits that begin with 6 to 9.
# WhatsApp still knows older accounts by this form. Source: Anatel, Resolucao 553/2010.
_SHORT_BRAZILIAN_MOBILE = re.compile(r"\+55([1-9]{2})([6-9]\d{7})")

_LONG_BRAZILIAN_MOBILE = re.compile(r"\+55([1-9]{2})9([6-9]\d{7})")


def canonical(address: Address) -> str:
    """Return the canonical spelling of a person's address: the number with its ninth digit, on any channel.

    An address that is not a number stays bound to its channel, since the ids of two channels are unrelated.
    """
    value = address.value
    short = _SHORT_BRAZILIAN_MOBILE.fullmatch(value)
    if short:
        return f"+55{short[1]}9{short[2]}"
    if value.startswith("+") and value[1:].isdigit():
        return value
    return f"{address.channel}:{value.casefold() if address.channel.has_names else value}"


def spellings(address: Address) -> tuple[str, ...]:
    """Return the forms of a person's number that a service may know; none if the address is not a number."""
    whole = canonical(address)
    if not whole.startswith("+"):
        return ()
    long = _LONG_BRAZILIAN_MOBILE.fullmatch(whole)
    return (whole, f"+55{long[1]}{long[2]}") if long else (whole,)


def contact_id(address: Address, key: bytes) -> ContactId:
    """Return the keyed hash of the person behind the address: 16 letters and digits, the same on all channels."""
    digest = hmac.digest(key, canonical(address).encode(), hashlib.sha256)
    return ContactId(base64.b32encode(digest[:_ID_BYTES]).decode().lower())


def masked(address: Address) -> str:
    """Return what people may see: `+55 11 *****-4321`, `BA***`.

    The last four digits stay, so that somebody who knows the person can recognise them.
    """
    whole = canonical(address)
    if not whole.startswith("+"):
        return f"{address.value[:2]}***"
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


def zone(address: Address, otherwise: ZoneInfo) -> ZoneInfo:
    """Return the time zone that a number belongs to, or `other` where it belongs to none or to several."""
    from phonenumbers import timezone  # noqa: PLC0415 - its tables are large, and few runs ask

    try:
        names = timezone.time_zones_for_number(phonenumbers.parse(canonical(address)))
        return ZoneInfo(names[0]) if len(names) == 1 and names[0] != timezone.UNKNOWN_TIMEZONE else otherwise
    except (phonenumbers.NumberParseException, ZoneInfoNotFoundError):
        return otherwise

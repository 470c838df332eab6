"""A number as somebody types it, read for a country: in international form, or what is wrong with it in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import phonenumbers

from bot.console.sending import countries
from bot.core import phone_numbers
from bot.core.messages import Address, Channel
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.rules.people import contacts, destinations

_BRAZIL = "BR"
_WITHOUT_AREA = (8, 9)  # digits of a number in Brazil that lacks its area code
# A mobile number as it was before Anatel's Resolucao 553/2010; no landline begins with these digits.
_WITHOUT_NINTH = re.compile(r"\+55[1-9]{2}[6-9]\d{7}")
_LANDLINES = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.TOLL_FREE)


@dataclass(frozen=True, slots=True)
class DialCode:
    """A country that messages may go to: its ISO code, its name in English, and the code it is called by."""

    code: str
    name: str
    prefix: str


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """What was understood of a number: `value` in international form, empty where `fault` says what is wrong.

    `shown` is how people write it; `doubt` is what may still be wrong.
    """

    value: str = field(default="", repr=False)
    shown: str = field(default="", repr=False)
    fault: str = ""
    doubt: str = ""


def choices(settings: Settings) -> Sequence[DialCode]:
    """Return the countries that orders may go to, Brazil first, then those of our own numbers."""
    wanted = destinations.wanted(settings.config.policy.countries, settings.our_numbers)
    ours = {destinations.of(one).country for one in settings.our_numbers}
    ordered = sorted(wanted, key=lambda code: (code != _BRAZIL, code not in ours, code))
    return [
        DialCode(code, countries.name_of(code), f"+{phonenumbers.country_code_for_region(code)}")
        for code in ordered
    ]


def read(typed: str, country: str, channel: Channel) -> TypedNumber:
    """Return what a typed number means; one that begins with + or 00 names its country itself."""
    value = phone_numbers.completed(typed, country)
    if not value:
        return TypedNumber()
    reason = phone_numbers.why_not(value)
    if reason:
        return TypedNumber(fault=_fault(value, country, reason))
    number = phone_numbers.e164(value)
    if _WITHOUT_NINTH.fullmatch(number):
        return _without_ninth(number, channel)
    return TypedNumber(number, shown(number), doubt=_doubt(number, channel))


def shown(number: str) -> str:
    """Return a number in international form as people write it: `+55 11 98765-4321`."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _fault(typed: str, country: str, reason: str) -> str:
    if typed.startswith("+"):
        return Sentence("The number {reason}.", reason=reason)
    digits = re.sub("[^0-9]", "", typed)
    if country == _BRAZIL and len(digits) in _WITHOUT_AREA:
        return "The area code (DDD) is missing: write (11) 98765-4321, for example."
    return "That is no phone number of this country."


def _without_ninth(number: str, channel: Channel) -> TypedNumber:
    meant = shown(contacts.canonical(Address(channel, number)))
    if not channel.has_old_numbers:
        fault = Sentence(
            "A digit is missing: mobile numbers have nine after the area code. {meant}?", meant=meant
        )
        return TypedNumber(fault=fault)
    doubt = Sentence(
        "Without the ninth digit, as older WhatsApp accounts have it. With it: {meant}.", meant=meant
    )
    return TypedNumber(number, shown(number), doubt=doubt)


def _doubt(number: str, channel: Channel) -> str:
    parsed = phonenumbers.parse(number)
    if not phonenumbers.is_valid_number(parsed):
        return "Nobody has a number like this, as far as is known. Check it."
    if channel.needs_mobiles and phonenumbers.number_type(parsed) in _LANDLINES:
        return "This is a landline: an SMS rarely arrives there."
    return ""

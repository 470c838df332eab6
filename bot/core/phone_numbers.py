"""One rule for a number at every door: the configuration, orders, commands and the sandbox."""

from __future__ import annotations

import re

import phonenumbers

_BRAZIL = "55"
_BRAZILIAN_LENGTHS = (10, 11)  # area code and number, with or without the ninth digit
# The area codes in use, by their first digit: Anatel, Resolucao 263/2001 (Plano Geral de Codigos Nacionais).
_ALL = "123456789"
_AREAS = {
    "1": _ALL,
    "2": "12478",
    "3": "1234578",
    "4": _ALL,
    "5": "1345",
    "6": _ALL,
    "7": "134579",
    "8": _ALL,
    "9": _ALL,
}
# Numbers in Brazil and North America (+1) that phonenumbers would accept unchanged. Skipping it for them spares most
# jobs the time to load it.
_COMMON = re.compile(r"\+55(?P<area>[1-9]{2})[1-9]\d{7,8}|\+1[2-9]\d{9}", re.ASCII)
_WRITTEN = set("+0123456789 -.()\u00a0\u2011")


def why_not(value: str) -> str:
    """Return why a text is not a number in international form, as the end of a sentence; empty if it is one."""
    common = _COMMON.fullmatch(value)
    if common:
        return _why_no_area(common["area"]) if common["area"] else ""
    if not value.startswith("+"):
        return _why_not_international(value)
    if not set(value) <= _WRITTEN:
        return "contains something other than digits, spaces and dashes"
    return _why_impossible(value)


def _why_impossible(value: str) -> str:
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return "begins with no country code that exists"
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == phonenumbers.ValidationResult.TOO_LONG:
        return "has too many digits"
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        return "has too few digits"
    if str(number.country_code) == _BRAZIL and re.match(r"\+\s*55\D*0", value):
        return "has an area code that no place in Brazil has"  # the library drops the zeros
    digits = f"{number.national_number}"
    is_brazilian = str(number.country_code) == _BRAZIL and len(digits) in _BRAZILIAN_LENGTHS
    return _why_no_area(digits[:2]) if is_brazilian else ""


def _why_no_area(area: str) -> str:
    return "" if area[1] in _AREAS.get(area[0], "") else "has an area code that no place in Brazil has"


def e164(value: str) -> str:
    """Return a number for which `why_not` has no reason in the one form that services take."""
    if _COMMON.fullmatch(value):
        return value
    return phonenumbers.format_number(phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.E164)


def completed(value: str, country: str) -> str:
    """Return a number as somebody typed it, with the code of its country (ISO 3166): that one, where it names none.

    What is no number of that country stays as it was typed, and `why_not` says what is wrong with it.
    """
    typed = value.strip()
    if typed.startswith("00"):
        return f"+{typed.removeprefix('00')}"
    if typed.startswith("+") or not typed or not set(typed) <= _WRITTEN:
        return typed
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return typed
    known = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    lengths = _BRAZILIAN_LENGTHS if str(number.country_code) == _BRAZIL else None
    if not known or (lengths and len(f"{number.national_number}") not in lengths):
        return typed  # its area code is missing, for one
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _why_not_international(value: str) -> str:
    digits = "".join(character for character in value if character in "0123456789")
    if digits.startswith(_BRAZIL) and len(digits) - len(_BRAZIL) in _BRAZILIAN_LENGTHS:
        return "has no + before its country code"
    if len(digits.removeprefix("0")) in _BRAZILIAN_LENGTHS:
        return "has no country code; a number in Brazil begins with +55"
    return "is not a number in international form: +, country code, area code, number"

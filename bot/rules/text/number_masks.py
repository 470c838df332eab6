"""Masks phone numbers in texts, so that a transcript shows no more of them than an issue does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import phonenumbers

from bot.core.messages import Address
from bot.rules.people import contacts

_SHOWN = 4  # the last digits, by which somebody who knows a number recognises it
_MOST_LINE = 2_000  # of a line, as much as is searched at once
_CPF = re.compile(r"\d{3}\.\d{3}\.\d{3}-\d{2}")
_BRAZIL, _AREA = "+55", 2


class NumberMask:
    """Masks numbers: these addresses in any spelling, and whatever reads like a phone number of that country."""

    def __init__(self, known: Iterable[Address], country: str = "BR") -> None:
        addresses = list(known)
        self._country = country
        self._ids = {
            one.identity: contacts.masked(one)
            for one in addresses
            if not contacts.spellings(one) and not one.is_short_code
        }
        self._digits = sorted(
            {digits for one in addresses for form in contacts.spellings(one) for digits in _forms(form)}
        )

    def masked(self, text: str) -> str:
        """Return the text with such numbers masked, and everything else as it is."""
        for identity, shown in self._ids.items():
            text = text.replace(identity, shown)
        if not any(sign.isdigit() for sign in text):
            return text
        hidden = set(self._known(text))
        begin = 0
        for line in text.split("\n"):
            for start in range(0, len(line), _MOST_LINE):
                likely = self._likely(line[start : start + _MOST_LINE])
                hidden.update(begin + start + at for at in likely)
            begin += len(line) + 1
        return "".join("*" if at in hidden else sign for at, sign in enumerate(text))

    def _known(self, text: str) -> Iterable[int]:
        """Yield where the digits of a known number are, in any script and with any separators."""
        places = [at for at, sign in enumerate(text) if sign.isdigit()]
        digits = "".join(str(unicodedata.digit(text[at])) for at in places)
        for number in self._digits:
            begin = digits.find(number)
            while begin >= 0:
                yield from places[begin : begin + len(number) - _SHOWN]
                begin = digits.find(number, begin + 1)

    def _likely(self, line: str) -> Iterable[int]:
        for found in phonenumbers.PhoneNumberMatcher(line, self._country):
            if _CPF.search(found.raw_string):
                continue
            places = [at for at in range(found.start, found.end) if line[at].isdigit()]
            yield from places[:-_SHOWN]


def _forms(number: str) -> tuple[str, ...]:
    """Return the digits by which a number is written at home, and in Brazil also without its area code."""
    national = number.removeprefix(_BRAZIL).removeprefix("+")
    return (national, national[_AREA:]) if number.startswith(_BRAZIL) else (national,)

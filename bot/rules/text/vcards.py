"""Whom contact cards are about, for people to read. Sources: RFC 6350 (vCard 4), RFC 2426 (3), vCard 2.1 of phones."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

_MAX_CARDS, _MAX_VALUE = 10, 200
_MAX_BYTES = 1_000_000
_SHOWN_DIGITS = 6
_ESCAPED = re.compile(r"\\([\\,;nN])")


@dataclass(frozen=True, slots=True)
class Card:
    """Whom a card is about, and the number in it, of which only the end is shown; what it does not say is empty."""

    name: str = field(default="", repr=False)
    number: str = ""


def read(content: bytes) -> list[Card]:
    """Return what the cards of a file say, at most the first of them; the file keeps the rest."""
    cards: list[Card] = []
    for name, value in _properties(content[:_MAX_BYTES].decode("utf-8-sig", "replace")):
        if name == "BEGIN":
            if len(cards) == _MAX_CARDS:
                break
            cards.append(Card())
        elif (cards and name == "FN") or (cards and name in ("N", "ORG") and not cards[-1].name):
            cards[-1] = replace(cards[-1], name=value)
        elif cards and name == "TEL" and not cards[-1].number:
            cards[-1] = replace(cards[-1], number=_masked(value))
    return [card for card in cards if card.name or card.number]


def _masked(number: str) -> str:
    """Return the end of a number, by which somebody who knows it recognises it."""
    digits = "".join(sign for sign in number if sign in "0123456789")
    return f"*****-{digits[-4:]}" if len(digits) > _SHOWN_DIGITS else "*****"


def _properties(text: str) -> Iterator[tuple[str, str]]:
    for line in _unfolded(text):
        left, colon, value = line.partition(":")
        name, *parameters = left.upper().split(";")
        if not colon:
            continue
        if any("QUOTED-PRINTABLE" in parameter for parameter in parameters):
            value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
        parts = (_ESCAPED.sub(_meant, part).strip() for part in re.split(r"(?<!\\);", value))
        shown = " ".join(part for part in parts if part).removeprefix("tel:").removeprefix("mailto:")
        if shown:
            yield name.rpartition(".")[2], shown[:_MAX_VALUE]


def _unfolded(text: str) -> Iterator[str]:
    """Yield the lines, each joined with those that continue it: by a blank, or after a soft break of vCard 2.1."""
    parts: list[str] = []
    for line in text.splitlines():
        if parts and line[:1] in (" ", "\t"):
            parts.append(line[1:])
        elif parts and parts[-1].endswith("=") and "QUOTED-PRINTABLE" in parts[0][:_MAX_VALUE].upper():
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        else:
            yield "".join(parts)
            parts = [line]
    yield "".join(parts)


def _meant(found: re.Match[str]) -> str:
    return " " if found[1] in "nN" else found[1]

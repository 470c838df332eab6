"""What a contact card says, for people to read. Sources: RFC 6350 (vCard 4), RFC 2426 (3), and vCard 2.1 of phones."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

_SHOWN = ("FN", "ORG", "TITLE", "TEL", "EMAIL", "URL", "ADR")
_MAX_LINES, _MAX_VALUE = 10, 200
_MAX_BYTES = 1_000_000
_ESCAPED = re.compile(r"\\([\\,;nN])")


def summary(content: bytes) -> str:
    """Return the names, numbers and addresses of the cards, one a line, an empty line between two cards."""
    cards: list[list[str]] = []
    for name, value in _properties(content[:_MAX_BYTES].decode("utf-8-sig", "replace")):
        if name == "BEGIN":
            cards.append([])
        elif cards and name in _SHOWN and len(cards[-1]) < _MAX_LINES and value not in cards[-1]:
            cards[-1].append(value)
    return "\n\n".join("\n".join(card) for card in cards if card)


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

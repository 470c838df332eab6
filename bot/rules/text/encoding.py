"""How an SMS is encoded: the GSM-7 alphabet, and user-perceived characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

# The default alphabet and its extension: 3GPP TS 23.038, section 6.2.1. The backtick is in neither.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")  # an escape and a letter: two septets that belong together

_JOINER = "\u200d"


def in_gsm_7(text: str) -> bool:
    """Return whether every character is in the alphabet; one that is not turns the whole message to UCS-2."""
    return all(character in BASIC or character in EXTENSION for character in text)


def septets(text: str) -> int:
    """Return the length of a GSM-7 text in septets."""
    return len(text) + sum(character in EXTENSION for character in text)


def utf_16_units(text: str) -> int:
    """Return the length in UTF-16 units; most emojis take two each."""
    return len(text) + sum(character > "\uffff" for character in text)


def clusters(text: str) -> Iterator[str]:
    """Yield user-perceived characters: accented letters, flags, families, line ends.

    Covers the cases of Unicode's annex 29 that occur in text messages; conjoining Korean and Indic characters are not
    joined.
    """
    cluster = ""
    for character in text:
        if cluster and _continues(cluster, character):
            cluster += character
        else:
            if cluster:
                yield cluster
            cluster = character
    if cluster:
        yield cluster


def _continues(cluster: str, character: str) -> bool:
    last = cluster[-1]
    if last < "\u0300" and character < "\u0300":
        return last == "\r" and character == "\n"
    if last in "\r\n":
        return False
    return (
        character == _JOINER
        or (last == _JOINER and unicodedata.category(character) == "So")
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= character <= "\U000e007f"  # tags: the flags of Scotland and Wales
        or unicodedata.category(character) in ("Mn", "Me")
        or (len(cluster) == 1 and _is_half_a_flag(last) and _is_half_a_flag(character))
    )


def _is_half_a_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"

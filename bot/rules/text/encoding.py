"""How an SMS is encoded: the GSM-7 alphabet, user-perceived characters, and plain spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# ruff: noqa: RUF001 - letters that look alike are the subject here

# The default alphabet and its extension: 3GPP TS 23.038, section 6.2.1. The backtick is in neither.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")  # an escape and a letter: two septets that belong together

_JOINER = "\u200d"

# Not a matter of accents, or decomposed differently from how people write it.
_PLAIN = {
    other: plain
    for others, plain in (
        ("“”„‟«»″", '"'),
        ("‘’‚‛‹›′´`ʼ", "'"),
        ("‐‑‒–—―−•·▪●", "-"),
        ("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad", ""),
        ("\t\u2007\u202f", " "),
        ("\u2028\u2029\x85", "\n"),
        *(("×", "x"), ("÷⁄", "/"), ("°", "o"), ("µ", "u"), ("©", "(c)"), ("®", "(R)")),
        *(("ł", "l"), ("Ł", "L"), ("đ", "d"), ("Đ", "D"), ("œ", "oe"), ("Œ", "OE"), ("ı", "i")),
    )
    for other in others
}

# A quoted name keeps its spelling, and an address would lead elsewhere if a letter changed.
_KEPT = re.compile(
    r"""(?P<name>"[^"\n]*"|“[^“”\n]*”|«[^«»\n]*»)|(?P<address>(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,63}\.\S+)""",
    re.IGNORECASE,
)


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


def plain(text: str) -> str:
    """Return the text in GSM-7 letters where possible: `ação` -> `acao`, `é` stays.

    Names in quotes and addresses stay as they are; the quotation marks themselves become plain ones.
    """
    parts, end = [], 0
    for found in _KEPT.finditer(text):
        parts.append(_plain(text[end : found.start()]))
        parts.append(f'"{found["name"][1:-1]}"' if found["name"] else found[0])
        end = found.end()
    return "".join([*parts, _plain(text[end:])])


def _plain(text: str) -> str:
    return "".join(map(_plain_cluster, clusters(text)))


def _plain_cluster(cluster: str) -> str:
    """Return a cluster's spelling in GSM-7, or the cluster itself if it has none: half an emoji is meaningless."""
    for spelling in (cluster, unicodedata.normalize("NFC", cluster)):
        if in_gsm_7(spelling):
            return spelling
    letters = "".join(map(_letters, cluster))
    return letters if in_gsm_7(letters) else cluster


def _letters(character: str) -> str:
    if character in _PLAIN or in_gsm_7(character):
        return _PLAIN.get(character, character)
    decomposed = unicodedata.normalize("NFKD", character)
    kept = [part for part in decomposed if unicodedata.category(part) not in ("Mn", "Me")]
    return "".join(_PLAIN.get(part, part) for part in kept)

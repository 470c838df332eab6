"""A text in the letters of the cheap alphabet: `ação` -> `acao`, decided word by word.

What a changed letter would make false stays as it is: names in quotes, addresses, file names, payment codes, what
stands behind "senha:", and words with digits, in which only typographic signs are replaced.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from bot.rules.text import whole
from bot.rules.text.encoding import clusters, in_gsm_7

# ruff: noqa: RUF001 - letters that look alike are the subject here

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
        *(("×", "x"), ("÷⁄", "/"), ("°ºª", "o"), ("©", "(c)"), ("®", "(R)"), ("™", "TM")),
        *(("ł", "l"), ("Ł", "L"), ("đ", "d"), ("Đ", "D"), ("œ", "oe"), ("Œ", "OE"), ("ı", "i")),
    )
    for other in others
} | {"ª": "a"}
# ½, ², ⑥ and their like would be another number, and µ another letter.
_NO_SPELLING = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>")
_IN_NUMBERS = re.compile(r"(?<=[\d.])[ºª°]|(?<=[\dhH%])[‐‑‒–—−×÷⁄](?=[\dR$])")

_LABEL = r"\b(?:senha|código|codigo|chave|pin|token|usuário|usuario|login|password|code|key)\b"
_KEPT = re.compile(
    r"""(?P<double>"[^"\n]*"|“[^“”\n]*”|«[^«»\n]*»)"""
    r"""|(?P<single>‘[^‘’\n]{1,80}’|(?<!\w)'[^'\n]{1,80}'(?!\w))"""
    rf"""|{_LABEL}(?:[^\S\n]\w{{1,20}}){{0,3}}[^\S\n]?[:=][^\S\n]{{0,3}}(?P<secret>\S{{1,200}})""",
    re.IGNORECASE,
)
# No letter has more accents; ordering those of a heap takes a time that grows with the square of their number.
_LONGEST_CLUSTER = 16
_WORD = re.compile(r"\S+")


def plain(text: str) -> str:
    """Return the text in GSM-7 letters where possible: `ação` -> `acao`, `é` stays.

    Quotation marks become plain ones; what they enclose stays.
    """
    parts, end = [], 0
    for found in _KEPT.finditer(text):
        start = found.start("secret") if found["secret"] else found.start()
        parts.append(_outside_quotes(text[end:start]))
        parts.append(_kept(found))
        end = found.end()
    return "".join([*parts, _outside_quotes(text[end:])])


def letters(text: str) -> str:
    """Return the text with every letter in its plain spelling, also inside quotes, addresses and file names.

    Equal for a text and `plain` of it: for comparing alone.
    """
    return "".join(map(_letters, text))


def _kept(found: re.Match[str]) -> str:
    if found["secret"]:
        return found["secret"]
    return f'"{found[0][1:-1]}"' if found["double"] else f"'{found[0][1:-1]}'"


def _outside_quotes(text: str) -> str:
    parts, end = [], 0
    for start, stop in whole.words(text):
        parts += [*_words(text[end:start]), text[start:stop]]
        end = stop
    return "".join([*parts, *_words(text[end:])])


def _words(text: str) -> Iterator[str]:
    end = 0
    for found in _WORD.finditer(text):
        yield _letter_by_letter(text[end : found.start()])
        yield _word(found[0])
        end = found.end()
    yield _letter_by_letter(text[end:])


def _word(word: str) -> str:
    """Return a word in plain letters, unless it is a code: with a digit, or a capital inside."""
    first = next((at for at, character in enumerate(word) if character.isalnum()), len(word))
    last = next((at for at in range(len(word), first, -1) if word[at - 1].isalnum()), first)
    core = word[first:last]
    if any(unicodedata.category(character).startswith("N") for character in core):
        core = _IN_NUMBERS.sub(lambda sign: _PLAIN[sign[0]], core)
    elif not any(one.islower() and other.isupper() for one, other in pairwise(core)):
        return _letter_by_letter(word)
    return _letter_by_letter(word[:first]) + core + _letter_by_letter(word[last:])


def _letter_by_letter(text: str) -> str:
    return "".join(map(_cluster, clusters(text)))


def _cluster(cluster: str) -> str:
    """Return a cluster's spelling in GSM-7, or the cluster itself if it has none: half an emoji is meaningless."""
    if len(cluster) > _LONGEST_CLUSTER:
        return cluster
    for spelling in (cluster, unicodedata.normalize("NFC", cluster)):
        if in_gsm_7(spelling):
            return spelling
    letters = "".join(map(_letters, cluster))
    return letters if in_gsm_7(letters) else cluster


def _letters(character: str) -> str:
    if character in _PLAIN or in_gsm_7(character):
        return _PLAIN.get(character, character)
    if unicodedata.decomposition(character).startswith(_NO_SPELLING):
        return character
    decomposed = unicodedata.normalize("NFKD", character)
    kept = [part for part in decomposed if unicodedata.category(part) not in ("Mn", "Me")]
    return "".join(_PLAIN.get(part, part) for part in kept)

"""Whether a text contains a word or phrase, ignoring case, accents and punctuation. Pure."""

from __future__ import annotations

import re
import unicodedata

# Of a text that is looked at. Longer than what a phone sends, and what is decomposed is bounded.
LONGEST = 5_000
# Scripts that put no blank between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese): each sign is a word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
# What joins or colours a sign: an accent, a key's frame, a joiner.
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})


def spelled(text: str) -> str:
    """Return the words of a text in small letters without accents, a blank around each; empty if there are none.

    An emoji is a word, whatever its colour of skin. So `spelled(word) in spelled(text)` finds whole words.
    """
    # Before the accents go: of a Greek one below a letter it makes a letter, as of one in it.
    small = text[: 2 * LONGEST].casefold()
    visible = "".join(sign for sign in small if unicodedata.category(sign) not in _INVISIBLE)
    # Again, since a styled letter, such as a bold one, becomes a capital only when it is decomposed.
    plain = unicodedata.normalize("NFKD", visible[:LONGEST])
    words = "".join(map(_piece, unicodedata.normalize("NFKD", plain.casefold()))).split()
    return f" {' '.join(words)} " if words else ""


def _piece(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in _INVISIBLE:
        return ""
    if kind == "So" or _UNSPACED.match(sign):
        return f" {sign} "
    return sign if kind[0] in "LN" or kind == "Mc" else " "

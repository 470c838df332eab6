"""Which characters of a stranger's text are kept: none that hides, reverses or smuggles other text."""

from __future__ import annotations

import re

_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# What may carry a variation selector or take part in a joined emoji (Unicode emoji-data, Extended_Pictographic).
EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf"
    "\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_TONES = "\U0001f3fb-\U0001f3ff"
_FLAGS = "|".join(  # England, Scotland and Wales are the only flags made of tags (Unicode emoji-sequences)
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
)
# Controls, surrogates, and what Unicode calls Default_Ignorable_Code_Point (DerivedCoreProperties), among it soft
# hyphens, marks of direction, joiners, fillers, variation selectors and tags. A blank Braille pattern shows nothing.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNWANTED = re.compile(
    f"({_FLAGS}|(?<=[{EMOJI}0-9#*])[\ufe0e\ufe0f]|(?<=[{EMOJI}{_TONES}\ufe0f])\u200d(?=[{EMOJI}]))|[{_INVISIBLE}]"
)


def clean(text: str) -> str:
    """Return the text with plain line ends, blanks for tabs, and without characters that hide or reverse others."""
    plain = _NEWLINES.sub("\n", text).replace("\t", "    ")
    return plain if plain.isascii() and plain.isprintable() else _UNWANTED.sub(_kept, plain)


def _kept(found: re.Match[str]) -> str:
    return found[1] or ""

"""Cut long texts into messages that a channel takes."""

from __future__ import annotations

import unicodedata

# Twilio takes 1,600 characters on every channel, counted as UTF-16 units
# (twilio.com/docs/api/errors/21617: emojis count as several).
MAX_UNITS = 1600

_JOINER = "\u200d"


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def split(text: str, limit: int = MAX_UNITS) -> list[str]:
    """Return parts of at most `limit` units that joined give the text, cut behind white space where there is any."""
    parts = []
    while units(text) > limit:
        end = _cut(text, limit)
        parts.append(text[:end])
        text = text[end:]
    return [*parts, text]


def _cut(text: str, limit: int) -> int:
    """Return how many characters go into a part: up to the last white space in its second half, else what fits."""
    room, fitting = limit, 0
    while fitting < len(text) and room >= units(text[fitting]):
        room -= units(text[fitting])
        fitting += 1
    for end in range(fitting, fitting // 2, -1):
        if text[end - 1].isspace() and not text[end - 1 :].startswith("\r\n"):
            return end
    end = fitting
    while end > 1 and _belongs_to_previous(text, end):
        end -= 1
    return end if end > 1 else fitting


def _belongs_to_previous(text: str, index: int) -> bool:
    """Tell whether a cut before the character would tear an accent or an emoji apart."""
    character = text[index]
    return bool(
        unicodedata.combining(character)
        or character == _JOINER
        or text[index - 1] == _JOINER
        or unicodedata.category(character) in ("Mn", "Me")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )

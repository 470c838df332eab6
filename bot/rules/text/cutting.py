"""Where a text that is too long for one message is cut."""

from __future__ import annotations

from bot.rules.text import encoding, whole
from bot.rules.text.whole import Spans

# Twilio accepts 1,600 characters on every channel, counted as UTF-16 units
# (twilio.com/docs/api/errors/21617: emojis count as several).
MAX_UNITS = 1600

_NO_BREAK = "\u00a0\u2007\u202f"
_ENDS_SENTENCE = ".!?…"
_CLOSES = "\"'”’»)]*_~"  # noqa: RUF001 - quotation marks
_PARAGRAPH, _LINE, _SENTENCE, _WORD = range(4)


def split(text: str, limit: int = MAX_UNITS) -> list[str]:
    """Return parts of at most `limit` units that join to the text.

    A part ends in its second half at the end of a paragraph, else of a line, else of a sentence, else of a word; an
    address, a file name, a payment code or a number that fits one part is never cut.
    """
    if encoding.utf_16_units(text) <= limit:
        return [text]
    kept = whole.words_and_numbers(text)
    parts, start = [], 0
    while encoding.utf_16_units(text[start : start + limit + 1]) > limit:
        end = _cut(text, start, limit, kept)
        parts.append(text[start:end])
        start = end
    return [*parts, text[start:]] if start < len(text) else parts


def _cut(text: str, start: int, limit: int, kept: Spans) -> int:
    """Return where the part that begins at `start` ends."""
    places, end = _places(text, start, limit, kept)
    middle = start + (end - start) // 2
    late = [place for place in places if place > middle]
    if late:
        return min(late, key=lambda place: (_rank(text, start, place), -place))
    if places and _fits(text, places[-1], limit):
        return places[-1]  # a word longer than half a part moves whole
    torn = kept.around(end)
    if torn and torn[0] > start and _is_at_most(text, *torn, limit):
        return torn[0]
    return end or start + 1


def _places(text: str, start: int, limit: int, kept: Spans) -> tuple[list[int], int]:
    """Return where a part may end, and how far it may reach."""
    room, end = limit, start
    places = []
    for cluster in encoding.clusters(text[start : start + limit + 1]):
        room -= encoding.utf_16_units(cluster)
        if room < 0:
            break
        end += len(cluster)
        if _may_end(text, end, limit, kept):
            places.append(end)
    return places, end if end > start else start + _characters_that_fit(text[start:], limit)


def _may_end(text: str, place: int, limit: int, kept: Spans) -> bool:
    """Return whether a part may end here: behind white space, before the next word, and in nothing that stays whole."""
    last, following = text[place - 1], text[place : place + 1]
    if not last.isspace() or last in _NO_BREAK or (following.isspace() or not following):
        return False
    span = kept.around(place)
    return span is None or not _is_at_most(text, *span, limit)


def _is_at_most(text: str, start: int, end: int, limit: int) -> bool:
    # No text has fewer units than characters; one over the limit is not counted through at each of its places.
    return end - start <= limit and encoding.utf_16_units(text[start:end]) <= limit


def _rank(text: str, start: int, place: int) -> int:
    """Return how good a place is; the least is the best."""
    words = text[start:place].rstrip()
    gap = text[start + len(words) : place]
    if gap.count("\n") > 1:
        return _PARAGRAPH
    if "\n" in gap or "\r" in gap:
        return _LINE
    return _SENTENCE if words.rstrip(_CLOSES).endswith(tuple(_ENDS_SENTENCE)) else _WORD


def _fits(text: str, place: int, limit: int) -> bool:
    """Return whether the word that begins here fits one part."""
    ahead = text[place : place + limit + 1]
    end = next(
        (at for at, character in enumerate(ahead) if character.isspace() and character not in _NO_BREAK),
        len(ahead),
    )
    return encoding.utf_16_units(ahead[:end]) <= limit


def _characters_that_fit(text: str, limit: int) -> int:
    """Return how much of a cluster of accents larger than a part fits into it."""
    end, room = 0, limit
    while room >= encoding.utf_16_units(text[end]):
        room -= encoding.utf_16_units(text[end])
        end += 1
    return end

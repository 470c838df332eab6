"""Titles of conversations, by the pattern that `conversations.title` gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from bot.core.messages import Address, InboundMessage
from bot.core.settings.patterns import TITLE
from bot.rules.people import contacts
from bot.rules.text.inert import one_line
from bot.rules.text.networks import channel_name

MOST_CHARACTERS = 200  # GitHub allows 256
MOST_WORDS = 60
_MOST_NAME = 40
_MOST_CALLED = 80
_SEPARATORS = " -–—·:,;|/"  # noqa: RUF001 - what people write between parts of a title


# Stand for a name and for words of which nothing is known; `one_line` leaves neither in a text.
_ANY_NAME, _ANY_WORDS = "\x01", "\x02"


@dataclass(frozen=True, slots=True)
class TitleStyle:
    """How titles look: `hidden` replaces a number that may not be shown; names can be left out."""

    pattern: str
    hidden: str
    is_shown: bool = True
    with_names: bool = True


def of_message(message: InboundMessage, style: TitleStyle, called: str = "", otherwise: str = "") -> str:
    """Return the title of a conversation that begins with a message; `called` is the office's name for the person.

    `otherwise` stands for words where there are none.
    """
    words = first_words(message.text) or first_words(otherwise)
    return _title(message.sender, _name(called, message.profile_name), words, style)


def of_person(person: Address, words: str, style: TitleStyle, called: str = "") -> str:
    """Return the title of a conversation without a first message; `words` say why there is none."""
    return _title(person, _name(called, ""), words, style)


def renamed(
    title: str, people: Iterable[Address], names: Iterable[str], called: str, style: TitleStyle
) -> str:
    """Return the title of a conversation with another name, and with its words unchanged.

    `people` are the person's addresses, the one to show first, and `names` those that the title may show; the first of
    them stands in the new title if the office has none. A title that somebody wrote by hand stays as it is.
    """
    people, names = list(people), list(names)
    name = _name(called, names[0] if names else "")
    for shown in (*_as_cut(names), "", _ANY_NAME):
        for pattern in dict.fromkeys((style.pattern, TITLE)):
            for person in people:
                words = _words_in(title, person, shown, pattern)
                if words is not None:
                    return _title(people[0], name, words, style) if style.is_shown else title
    return title


def _words_in(title: str, person: Address, name: str, pattern: str) -> str | None:
    """Return the words of a title by that pattern; None if it is none of this person and name."""
    for words in (_ANY_WORDS, ""):
        form = _filled(pattern, _values(person, name, contacts.masked(person), words))
        before, sign, behind = form.partition(_ANY_WORDS)
        begin = _matched(before, title)
        end = _matched(behind[::-1], title[::-1])
        if begin is None or end is None:
            continue
        if sign and begin < len(title) - end:
            return title[begin : len(title) - end]
        if not sign and begin == len(title):
            return ""
    return None


def _matched(form: str, title: str) -> int | None:
    """Return how much of a title the form takes, where `_ANY_NAME` matches any name; None if it does not match."""
    first, *others = form.split(_ANY_NAME)
    if not title.startswith(first):
        return None
    at = len(first)
    for part in others:
        if not part:
            return len(title)
        at = title.find(part, at + 1, at + 1 + _MOST_CALLED + len(part))
        if at < 0:
            return None
        at += len(part)
    return at


def _as_cut(names: Iterable[str]) -> Iterator[str]:
    """Yield the names as a title shows them."""
    for name in filter(None, map(one_line, names)):
        yield from dict.fromkeys((_cut(name, _MOST_CALLED), _cut(name, _MOST_NAME)))


def _name(called: str, profile: str) -> str:
    return _cut(one_line(called), _MOST_CALLED) or _cut(one_line(profile), _MOST_NAME)


def first_words(text: str) -> str:
    """Return the beginning of the text on one line."""
    return _cut(one_line(text), MOST_WORDS)


def _title(person: Address, name: str, words: str, style: TitleStyle) -> str:
    number = contacts.masked(person) if style.is_shown else style.hidden
    shown = style.is_shown and style.with_names
    values = _values(person, name if shown else "", number, words if style.is_shown else "")
    return _filled(style.pattern, values)[:MOST_CHARACTERS].rstrip() or values["channel"]


def _values(person: Address, name: str, number: str, words: str) -> dict[str, str]:
    return {
        "channel": channel_name(person),
        "network": person.network.upper(),
        "name": name,
        "number": number,
        "person": f"{name} ({number})" if name else number,
        "words": words,
    }


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    """Return the pattern with its values; what parts an empty one from the rest goes with it."""
    return "".join(_parts(pattern, values)).replace("()", "").strip(_SEPARATORS)


def _parts(pattern: str, values: Mapping[str, str]) -> Iterator[str]:
    for literal, field, _, _ in Formatter().parse(pattern):
        value = values[field] if field else ""
        is_empty = field is not None and not value
        yield (literal.rstrip(_SEPARATORS) if is_empty else literal) + value


def _cut(line: str, most: int) -> str:
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0].rstrip() + "…"

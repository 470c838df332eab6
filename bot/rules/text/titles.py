"""Titles of conversations, by the pattern that `conversations.title` gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

from bot.core.messages import Address, InboundMessage
from bot.rules.people import contacts
from bot.rules.text.inert import one_line
from bot.rules.text.networks import channel_name

MOST_CHARACTERS = 200  # GitHub allows 256
MOST_WORDS = 60
_MOST_NAME = 40
_SEPARATORS = " -–—·:,;|/"  # noqa: RUF001 - what people write between parts of a title


def of_message(
    message: InboundMessage, pattern: str, *, is_shown: bool, hidden: str, otherwise: str = ""
) -> str:
    """Return the title of a conversation that begins with a message; `hidden` stands for a number not shown.

    `otherwise` stands for words where there are none.
    """
    words = first_words(message.text) or first_words(otherwise)
    return _title(message.sender, message.profile_name, words, pattern, is_shown=is_shown, hidden=hidden)


def of_person(person: Address, words: str, pattern: str, *, is_shown: bool, hidden: str) -> str:
    """Return the title of a conversation without a first message; `words` say why there is none."""
    return _title(person, "", words, pattern, is_shown=is_shown, hidden=hidden)


def first_words(text: str) -> str:
    """Return the beginning of the text on one line."""
    return _cut(one_line(text), MOST_WORDS)


def _title(person: Address, name: str, words: str, pattern: str, *, is_shown: bool, hidden: str) -> str:
    number = contacts.masked(person) if is_shown else hidden
    name = _cut(one_line(name), _MOST_NAME) if is_shown else ""
    values = {
        "channel": channel_name(person),
        "network": person.network.upper(),
        "name": name,
        "number": number,
        "person": f"{name} ({number})" if name else number,
        "words": words if is_shown else "",
    }
    return _filled(pattern, values)[:MOST_CHARACTERS].rstrip() or values["channel"]


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

"""Quick replies: texts that an office keeps, in Markdown with `{name}` for a value -> what leaves, or what is wrong.

A value is text, never Markdown: the text is read without the values, and they are filled in afterwards.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.messages import MAX_TEXT_CHARACTERS, Channel
from bot.core.settings.templates import PLACEHOLDER
from bot.rules.sending import templates
from bot.rules.sending.templates import WrongVariables
from bot.rules.text import hidden, phone_text, whole
from bot.rules.text.attachments import ComposedText

# A phone would take the sign of bold type for a part of an address within.
_PLACE = re.compile(r"(?P<before>[*_~]{0,3})(?P<place>q\d++k\d++z)(?P<behind>[*_~]{0,3})")
_CHANNELS = (Channel.SMS, Channel.WHATSAPP)


class QuickReplyFault(StrEnum):
    """Why a quick reply cannot be sent."""

    EMPTY = "empty"
    LENGTH = "length"
    HIDDEN = "hidden"  # GitHub's page would not show a part of it
    FILES = "files"  # a pasted picture can be fetched through its own comment only
    VARIABLE = "variable"  # the phone would not show its value
    TWICE = "twice"  # in a file and in config.yml
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class QuickReplies:
    """The texts by name, those that can be sent; and why the others cannot."""

    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    faults: Mapping[str, QuickReplyFault] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoSuchReply:
    """There is no such quick reply; `nearest` is one with a similar name, or empty."""

    nearest: str


@dataclass(frozen=True, slots=True)
class TooLongReply:
    """With its values the text is longer than one that a maintainer may write."""


Result = ComposedText | NoSuchReply | QuickReplyFault | WrongVariables | TooLongReply


def collected(files: Mapping[str, str | None], configured: Mapping[str, str]) -> QuickReplies:
    """Return the quick replies of the files, None for one that cannot be read, and of config.yml."""
    found: dict[str, str] = {}
    faults: dict[str, QuickReplyFault] = {}
    for name, text in sorted([*files.items(), *configured.items()], key=lambda one: one[0]):
        fault = QuickReplyFault.TWICE if name in files and name in configured else fault_of(text)
        if fault:
            faults[name] = fault
        elif text is not None:
            found[name] = text.strip()
    return QuickReplies(found, faults)


def fault_of(text: str | None) -> QuickReplyFault | None:
    """Return why a text cannot be sent, None if it can."""
    if text is None:
        return QuickReplyFault.UNREADABLE
    if len(text) > MAX_TEXT_CHARACTERS:
        return QuickReplyFault.LENGTH
    if hidden.is_in(text):
        return QuickReplyFault.HIDDEN
    faults = (_fault_on(channel, text) for channel in _CHANNELS)
    return next(filter(None, faults), None)


def _fault_on(channel: Channel, text: str) -> QuickReplyFault | None:
    read = _filled(text, {name: f"{place}" for place, name in enumerate(variables(text))}, channel)
    if read is None:
        return QuickReplyFault.VARIABLE
    if read.files:
        return QuickReplyFault.FILES
    return None if read.text.strip() else QuickReplyFault.EMPTY


def variables(text: str) -> tuple[str, ...]:
    """Return the names of its variables, in the order of the text."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def compose(known: QuickReplies, name: str, given: Mapping[str, str], channel: Channel) -> Result:
    """Return the quick reply of that name as the channel shows it, with its accents."""
    if name in known.faults:
        return known.faults[name]
    if name not in known.texts:
        nearest = difflib.get_close_matches(name, known.texts, n=1, cutoff=0.5)
        return NoSuchReply(nearest[0] if nearest else "")
    text = known.texts[name]
    values = templates.on_one_line(given)
    wrong = templates.wrong_variables(variables(text), values)
    if wrong:
        return wrong
    filled = _filled(text, values, channel)
    if filled is None:
        return QuickReplyFault.VARIABLE
    return filled if len(filled.text) <= MAX_TEXT_CHARACTERS else TooLongReply()


def _filled(text: str, values: Mapping[str, str], channel: Channel) -> ComposedText | None:
    """Return the text as the channel shows it; None if it does not show every variable.

    While Markdown is read, a word of letters and digits that is nowhere in the text stands for each value: in every
    place it is a word and nothing else.
    """
    number = _unused(text)
    places = {name: f"q{number}k{place}z" for place, name in enumerate(values)}
    read = phone_text.read(PLACEHOLDER.sub(lambda found: places[found[1]], text), channel)
    if any(place not in read.text for place in places.values()):
        return None
    by_place = {places[name]: value for name, value in values.items()}

    def value_at(found: re.Match[str]) -> str:
        value = by_place.get(found["place"])
        if value is None:
            return found[0]
        is_bare = found["before"] == found["behind"][::-1] and whole.words(value).end_at(0) == len(value)
        return value if is_bare else f"{found['before']}{value}{found['behind']}"

    return ComposedText(_PLACE.sub(value_at, read.text), read.files)


def _unused(text: str) -> int:
    number = 1000
    while str(number) in text:
        number += 1
    return number


def digest(composed: ComposedText) -> str:
    """Return what tells a composed text from any other."""
    return hashlib.sha256(composed.text.encode()).hexdigest()[:32]


def line(name: str, text: str) -> str:
    """Return the command that sends it, ready to be pasted and filled in."""
    return " ".join([f"/q {name}", *(f'{variable}="..."' for variable in variables(text))])


def lines(known: QuickReplies) -> list[str]:
    """Return such a command for each that can be sent."""
    return [line(name, text) for name, text in known.texts.items()]

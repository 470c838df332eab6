"""Sentences that remember how they were made, so that they can be shown in another language.

Errors arise where no language is known: their sentences are written in English, which terminals and logs show as it is.
What a run shows to maintainers is translated from the pattern (`bot/rules/texts/errors.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Self

_UNITS = {
    86_400: ("1 day", "{count} days"),
    3_600: ("1 hour", "{count} hours"),
    60: ("1 minute", "{count} minutes"),
    1: ("1 second", "{count} seconds"),
}


class Sentence(str):
    """A sentence in English, made of its pattern and of the values in it, which may be sentences themselves."""

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, **values: object) -> Self:
        sentence = super().__new__(cls, pattern.format(**values))
        sentence.pattern, sentence.values = pattern, values
        return sentence


def counted(one: str, many: str, number: int) -> Sentence:
    """Return the sentence about one, or about any other number of them, which `many` names as {count}."""
    return Sentence(one if number == 1 else many, count=number)


def lasting(duration: timedelta) -> Sentence:
    """Return how long something takes, in the largest unit of which it is a whole number."""
    seconds = round(duration.total_seconds())
    unit = next((unit for unit in _UNITS if seconds >= unit and seconds % unit == 0), 1)
    return counted(*_UNITS[unit], seconds // unit)


def lines(sentences: Iterable[str]) -> Sentence:
    """Return the sentences as a list in Markdown, which can still be shown in another language."""
    named = {f"line{place}": sentence for place, sentence in enumerate(sentences)}
    return Sentence("\n".join(f"- {{{name}}}" for name in named), **named)


def joined(sentences: Iterable[str], between: str = " ") -> Sentence:
    """Return the sentences one after the other."""
    named = {f"sentence{place}": sentence for place, sentence in enumerate(sentences)}
    return Sentence(between.join(f"{{{name}}}" for name in named), **named)

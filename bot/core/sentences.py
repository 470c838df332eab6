"""Sentences that remember how they were made, so that they can be shown in another language.

Errors arise where no language is known: their sentences are written in English, which terminals and logs show as it is.
What a run shows to maintainers is translated from the pattern (`bot/rules/texts/errors.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self


class Sentence(str):
    """A sentence in English, made of its pattern and of the values in it, which may be sentences themselves."""

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, **values: object) -> Self:
        sentence = super().__new__(cls, pattern.format(**values))
        sentence.pattern, sentence.values = pattern, values
        return sentence


def lines(sentences: Iterable[str]) -> Sentence:
    """Return the sentences as a list in Markdown, which can still be shown in another language."""
    named = {f"line{place}": sentence for place, sentence in enumerate(sentences)}
    return Sentence("\n".join(f"- {{{name}}}" for name in named), **named)


def joined(sentences: Iterable[str], between: str = " ") -> Sentence:
    """Return the sentences one after the other."""
    named = {f"sentence{place}": sentence for place, sentence in enumerate(sentences)}
    return Sentence(between.join(f"{{{name}}}" for name in named), **named)

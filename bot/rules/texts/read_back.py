"""Sentences of ours that come back as plain English, from a store, a log or a relay of any version.

What the bot stores and sends of a trouble is its sentence, which operators and other systems read as it is. A terminal
that speaks another language finds in it the pattern that it was made from, and the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from string import Formatter
from typing import NamedTuple

_FEWEST_LETTERS = 8  # of a pattern, beside its values: with fewer it might be anything


class _Pattern(NamedTuple):
    """A pattern: the names of its values, and the words before, between and behind them."""

    names: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def letters(self) -> int:
        return sum(map(len, self.words))

    @property
    def is_telling(self) -> bool:
        """Whether it holds words enough to be known by, and between two values always some."""
        return any(" " in one.strip() for one in self.words) and (
            self.letters >= _FEWEST_LETTERS and all(self.words[1:-1])
        )

    @classmethod
    def of(cls, text: str) -> _Pattern:
        names, words = list[str](), [""]
        for literal, name, _, _ in Formatter().parse(text):
            words[-1] += literal
            if name is not None:
                names.append(name)
                words.append("")
        return cls(tuple(names), tuple(words))

    def values_in(self, text: str) -> dict[str, str] | None:
        """Return the values with which it makes the text, or None."""
        first, *between, last = self.words
        if not text.startswith(first) or not text.endswith(last) or len(text) < self.letters:
            return None
        found, rest = list[str](), text[len(first) : len(text) - len(last)]
        for words in between:
            value, is_there, rest = rest.partition(words)
            if not is_there:
                return None
            found.append(value)
        found.append(rest)
        if not all(found) or (not first and ". " in found[0]):  # or it would take in sentences before it
            return None
        return dict(zip(self.names, found, strict=True))

    def filled(self, values: Mapping[str, str]) -> str:
        pairs = zip(self.words, (*(values[name] for name in self.names), ""), strict=True)
        return "".join(word + value for word, value in pairs)


class ReadBack:
    """Finds sentences in one language by their English text."""

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._translations = translations

    def shown(self, text: str) -> str:
        """Return one or more sentences in this language; what is not known stays as it is."""
        return self._known(text) or self._in_parts(text) or text

    @cached_property
    def _patterns(self) -> list[tuple[_Pattern, str]]:
        """The patterns with values, those with the most words first: they tell the most."""
        found = [(_Pattern.of(english), english) for english in self._translations if "{" in english]
        told = [one for one in found if one[0].names and one[0].is_telling]
        return sorted(told, key=lambda one: -one[0].letters)

    def _known(self, text: str) -> str:
        if text in self._translations:
            return self._translations[text]
        for pattern, english in self._patterns:
            values = pattern.values_in(text)
            if values is not None:
                shown = {name: self.shown(value) for name, value in values.items()}
                return _Pattern.of(self._translations[english]).filled(shown)
        return ""

    def _in_parts(self, text: str) -> str:
        """Return several sentences, the longest known beginning first."""
        end = text.rfind(". ")
        while end > 0:
            begins = self._known(text[: end + 1])
            if begins:
                return f"{begins} {self.shown(text[end + 2 :])}"
            end = text.rfind(". ", 0, end)
        return ""

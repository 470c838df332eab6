"""What stands behind a /template or a /q: a name, and values of the form k=v."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.rules.text import command_lines


@dataclass(frozen=True, slots=True)
class NamedValues:
    """A name, and a value for each variable, in the order in which they were given."""

    name: str
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class BadValues:
    """What cannot be parsed; `problem` names the sentence in `texts`, `word` the place."""

    command: str
    problem: str
    word: str = ""


def pair(text: str) -> tuple[str, str] | None:
    """Split NAME=VALUE at the first equals sign; None if there is none, or no name before it."""
    name, equals, value = text.partition("=")
    return (name.strip(), value) if equals and name.strip() else None


def read(command: str, rest: str) -> NamedValues | BadValues:
    """Return the name and the values in the rest of a command."""
    words = command_lines.words(rest)
    if words is None:
        return BadValues(command, "quotes")
    if not words or "=" in words[0]:
        return BadValues(command, "no-name")
    given: dict[str, str] = {}
    for word in words[1:]:
        found = pair(word)
        if found is None:
            return BadValues(command, "no-value", word)
        name, value = found
        if name in given:
            return BadValues(command, "twice", name)
        given[name] = value
    return NamedValues(words[0], tuple(given.items()))

"""A maintainer's comment -> command, or not one, or one that cannot be carried out and why."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

# The name, then white space or the end: "/etc/passwd" and "/2" are no commands.
_COMMAND = re.compile(r"/(?P<name>[A-Za-z][A-Za-z-]*)(?:\s+(?P<rest>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """Send the text to the person."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Help:
    """Show the commands."""


@dataclass(frozen=True, slots=True)
class NoText:
    """The command needs a text behind its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such command; `nearest` is one that looks like it, or empty."""

    name: str
    nearest: str


Command = Reply | Help | NoText | Unknown


@dataclass(frozen=True, slots=True)
class Definition:
    """A command's names, the first being the main one, and how it is made from what stands behind the name.

    `summary` names the sentence in `texts` that explains it.
    """

    names: tuple[str, ...]
    argument: str
    summary: str
    build: Callable[[str, str], Command]


def _reply(name: str, rest: str) -> Command:
    return Reply(rest) if rest else NoText(name)


def _help(_name: str, _rest: str) -> Command:
    return Help()


DEFINITIONS = (
    Definition(("reply", "responder"), "TEXT", "command_reply", _reply),
    Definition(("help", "ajuda"), "", "command_help", _help),
)

_BY_NAME = {name: definition for definition in DEFINITIONS for name in definition.names}


def parse(body: str) -> Command | None:
    """Return the command that the comment is, or None for a plain comment.

    A comment is a command when it begins with a slash and a name; all that follows belongs to it.
    Line endings of any kind and blanks around it do not matter.
    """
    text = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    found = _COMMAND.fullmatch(text)
    if not found:
        return None
    name = found["name"].casefold()
    definition = _BY_NAME.get(name)
    if definition is None:
        nearest = difflib.get_close_matches(name, _BY_NAME, n=1, cutoff=0.7)
        return Unknown(name, nearest[0] if nearest else "")
    return definition.build(name, (found["rest"] or "").strip())

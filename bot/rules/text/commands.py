"""A maintainer's comment -> command, or not one, or one that cannot be carried out and why."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.messages import Purpose

_STRAIGHT = str.maketrans("“”„‘’", '"""\'\'')  # noqa: RUF001 - the very ones

# The name, then white space or the end: "/etc/passwd" and "/2" are no commands.
_COMMAND = re.compile(r"/(?P<name>[A-Za-z][A-Za-z-]*)(?:\s+(?P<rest>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """Send the text to the person."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Retry:
    """Send the last reply that failed once more."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the conversation, after a last text if there is one."""

    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Status:
    """Show how things stand with the person."""


@dataclass(frozen=True, slots=True)
class OptOut:
    """Stop all messages to the person."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """Allow messages to the person again."""


@dataclass(frozen=True, slots=True)
class Template:
    """Send the template of that name, with these values."""

    name: str
    variables: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class BadTemplate:
    """A /template that cannot be read; `problem` names the sentence in `texts`, `word` the place."""

    problem: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Show how the text would leave and what it would cost, and send nothing."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """Record that the person agreed to messages of this purpose."""

    purpose: Purpose


@dataclass(frozen=True, slots=True)
class BadPurpose:
    """There is no such purpose of messages."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase all that is kept of the person; without its code, only show what that would be."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Say something to colleagues only."""


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


Asked = Reply | Retry | Close | Status | Consent | OptOut | OptIn | Template | Preview | Forget | Help
Command = Asked | Note | NoText | BadPurpose | Unknown | BadTemplate


@dataclass(frozen=True, slots=True)
class Definition:
    """A command's names, the first being the main one, what stands behind it, and how it is made.

    `summary` names the sentence in `texts` that explains it.
    """

    names: tuple[str, ...]
    argument: str
    summary: str
    build: Callable[[str, str], Command]


def _reply(name: str, rest: str) -> Command:
    return Reply(rest) if rest else NoText(name)


def _preview(name: str, rest: str) -> Command:
    return Preview(rest) if rest else NoText(name)


def _template(_name: str, rest: str) -> Command:
    words = _words(rest)
    if words is None:
        return BadTemplate("quotes")
    if not words or "=" in words[0]:
        return BadTemplate("no-name")
    given: dict[str, str] = {}
    for word in words[1:]:
        name, equals, value = word.partition("=")
        if not equals or not name:
            return BadTemplate("no-value", word)
        if name in given:
            return BadTemplate("twice", name)
        given[name] = value
    return Template(words[0].casefold(), tuple(given.items()))


def _words(rest: str) -> list[str] | None:
    """Cut as a shell does, None where a quote stays open; curly quotes of phones count as straight ones.

    An apostrophe as in D'Avila opens no quote where that leaves it open.
    """
    rest = rest.translate(_STRAIGHT)
    for quotes in ("\"'", '"'):
        lexer = shlex.shlex(rest, posix=True)
        lexer.whitespace_split, lexer.commenters, lexer.quotes = True, "", quotes
        try:
            return list(lexer)
        except ValueError:
            continue
    return None


def _consent(name: str, rest: str) -> Command:
    if not rest:
        return NoText(name)
    return Consent(Purpose(rest)) if rest in set(Purpose) else BadPurpose()


DEFINITIONS = (
    Definition(("reply", "responder"), "text", "reply", _reply),
    Definition(("template", "modelo"), "template", "template", _template),
    Definition(("preview", "previa"), "text", "preview", _preview),
    Definition(("retry", "reenviar"), "", "retry", lambda _name, _rest: Retry()),
    Definition(("status", "situacao"), "", "status", lambda _name, _rest: Status()),
    Definition(("close", "encerrar"), "optional_text", "close", lambda _name, rest: Close(rest)),
    Definition(("optout", "bloquear"), "", "optout", lambda _name, _rest: OptOut()),
    Definition(("optin", "desbloquear"), "", "optin", lambda _name, _rest: OptIn()),
    Definition(("consent", "consentimento"), "purpose", "consent", _consent),
    Definition(
        ("forget", "esquecer"), "optional_code", "forget", lambda _name, rest: Forget(rest.casefold())
    ),
    Definition(("note", "nota"), "text", "note", lambda _name, _rest: Note()),
    Definition(("help", "ajuda"), "", "help", lambda _name, _rest: Help()),
)

_BY_NAME = {name: definition for definition in DEFINITIONS for name in definition.names}


def parse(body: str, *, every_comment: bool = False) -> Command | None:
    """Return the command that the comment is, or None for a comment that stays internal.

    A comment is a command when it begins with a slash and a name; all that follows belongs to it.
    Line endings of any kind and blanks around it do not matter. With `every_comment` a plain comment
    is a reply.
    """
    text = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    found = _COMMAND.fullmatch(text)
    if not found:
        return Reply(text) if every_comment and text else None
    name = found["name"].casefold()
    definition = _BY_NAME.get(name)
    if definition is None:
        nearest = difflib.get_close_matches(name, _BY_NAME, n=1, cutoff=0.7)
        return Unknown(name, nearest[0] if nearest else "")
    command = definition.build(name, (found["rest"] or "").strip())
    return None if isinstance(command, Note) else command

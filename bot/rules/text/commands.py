"""A maintainer's comment -> a command, no command, or a malformed one and why."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.core.messages import Purpose

_STRAIGHT = str.maketrans("“”„‘’", '"""\'\'')  # noqa: RUF001 - exactly these

# The name, then white space or the end: "/etc/passwd" and "/2" are no commands.
_COMMAND = re.compile(r"/(?P<name>[A-Za-z][A-Za-z-]*)(?:\s+(?P<rest>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """Send the text to the person."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Retry:
    """Send the last failed reply once more."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the conversation, after sending a last text if there is one."""

    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Status:
    """Show the person's status."""


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
    """A /template that cannot be parsed; `problem` names the sentence in `texts`, `word` the place."""

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
    """There is no such purpose."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase everything that is kept of the person; without its code, only show what that would be."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment for colleagues only."""


@dataclass(frozen=True, slots=True)
class Help:
    """Show the commands."""


@dataclass(frozen=True, slots=True)
class NoText:
    """The command needs a text after its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such command; `nearest` is one with a similar name, or empty."""

    name: str
    nearest: str


Malformed = Unknown | NoText | BadTemplate | BadPurpose
Wellformed = (
    Reply | Template | Preview | Retry | Status | Close | OptOut | OptIn | Consent | Forget | Note | Help
)
Command = Wellformed | Malformed


class CommandKind(Enum):
    """What carrying out a command does, and therefore what a comment of the bot about it means."""

    SENDS = auto()  # a text to the person; a comment on it explains why not
    ANSWERS = auto()  # a comment that shows something, and nothing else
    ACTS = auto()  # changes a record, and a comment says so
    INTERNAL = auto()  # nothing


@dataclass(frozen=True, slots=True)
class Definition:
    """A row of the table of commands: names, argument, kind, the class of the command, and how it is parsed.

    The first name is the main one, under which `texts` explain the command. How a command is carried out is the row
    of its class in `jobs/replies/handlers`.
    """

    names: tuple[str, ...]
    argument: str
    kind: CommandKind
    command: type[Wellformed]
    parse: Callable[[str, str], Command]

    @property
    def name(self) -> str:
        return self.names[0]


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
    """Split as a shell does; None if a quote stays open.

    The curly quotes of phones count as straight ones. An apostrophe as in D'Avila does not open a quote that nothing
    would close.
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


_SENDS, _ANSWERS, _ACTS = CommandKind.SENDS, CommandKind.ANSWERS, CommandKind.ACTS

DEFINITIONS = (
    Definition(("reply", "responder"), "text", _SENDS, Reply, _reply),
    Definition(("template", "modelo"), "template", _SENDS, Template, _template),
    Definition(("preview", "previa"), "text", _ANSWERS, Preview, _preview),
    Definition(("retry", "reenviar"), "", _SENDS, Retry, lambda _name, _rest: Retry()),
    Definition(("status", "situacao"), "", _ANSWERS, Status, lambda _name, _rest: Status()),
    Definition(("close", "encerrar"), "optional_text", _SENDS, Close, lambda _name, rest: Close(rest)),
    Definition(("optout", "bloquear"), "", _ACTS, OptOut, lambda _name, _rest: OptOut()),
    Definition(("optin", "desbloquear"), "", _ACTS, OptIn, lambda _name, _rest: OptIn()),
    Definition(("consent", "consentimento"), "purpose", _ACTS, Consent, _consent),
    Definition(
        ("forget", "esquecer"), "optional_code", _ACTS, Forget, lambda _name, rest: Forget(rest.casefold())
    ),
    Definition(("note", "nota"), "text", CommandKind.INTERNAL, Note, lambda _name, _rest: Note()),
    Definition(("help", "ajuda"), "", _ANSWERS, Help, lambda _name, _rest: Help()),
)

_BY_NAME = {name: definition for definition in DEFINITIONS for name in definition.names}
_KINDS: dict[type[Command], CommandKind] = {row.command: row.kind for row in DEFINITIONS}


def parse(body: str, *, every_comment: bool = False) -> Command | None:
    """Return the comment's command, or None for a comment that stays internal.

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
    command = definition.parse(name, (found["rest"] or "").strip())
    return None if kind_of(command) is CommandKind.INTERNAL else command


def kind_of(command: Command) -> CommandKind | None:
    """Return the kind of the command, None for one that is malformed."""
    return _KINDS.get(type(command))


def sends_text(command: Command | None) -> bool:
    """Return whether carrying out the command sends a text; a /close does only if it has one."""
    if command is None or (isinstance(command, Close) and not command.text):
        return False
    return kind_of(command) is CommandKind.SENDS

"""A maintainer's comment -> a command, no command, or a malformed one and why."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from bot.core.messages import MAX_TEXT_CHARACTERS, Purpose
from bot.rules.text import characters, command_lines, email_reply, named_values, sorting_commands
from bot.rules.text.command_types import (
    Assign,
    BadArgument,
    Close,
    Command,
    Consent,
    Fetch,
    Forget,
    Help,
    Merge,
    Name,
    Note,
    NoText,
    OpenNext,
    OptIn,
    OptOut,
    Preview,
    QuickReply,
    Reply,
    Retry,
    Snooze,
    Spam,
    Status,
    Template,
    Transcript,
    Unknown,
    Wellformed,
)
from bot.rules.text.named_values import BadValues, NamedValues
from bot.rules.text.unclear import Unclear, UnclearReason

_LANGUAGES = 2  # in which most commands have a name: English, then Portuguese


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
    accented: tuple[str, ...] = ()  # the names as Portuguese spells them

    @property
    def name(self) -> str:
        return self.names[0]

    def names_in(self, language: int) -> tuple[str, ...]:
        """Return the names, that of a language first where each has one: `language` is its place in such names."""
        return self.names[language:] + self.names[:language] if len(self.names) == _LANGUAGES else self.names

    @property
    def spellings(self) -> tuple[str, ...]:
        return (*self.names, *self.accented)


def _with_text(command: Callable[[str], Command]) -> Callable[[str, str], Command]:
    return lambda name, rest: command(rest) if _shows(rest) else NoText(name)


def _shows(text: str) -> bool:
    """Return whether a phone would show anything of a text."""
    return bool(characters.clean(text).strip())


def _template(name: str, rest: str) -> Command:
    given = named_values.read(name, rest)
    return given if isinstance(given, BadValues) else Template(given.name.casefold(), given.values)


def _quick_reply(name: str, rest: str) -> QuickReply | BadValues:
    given = named_values.read(name, rest) if rest else NamedValues("")
    return (
        given if isinstance(given, BadValues) else QuickReply(command_lines.plain(given.name), given.values)
    )


def _preview(name: str, rest: str) -> Command:
    head, _, below = rest.partition("\n")
    found = command_lines.split(head)
    if not found or found[0] not in _QUICK:
        return _with_text(Preview)(name, rest)
    quick = _quick_reply(found[0], f"{found[1]}\n{below}".strip())
    return Preview(rest, quick) if isinstance(quick, QuickReply) else quick


def _consent(name: str, rest: str) -> Command:
    word = command_lines.plain(rest).strip(" .,;:!")
    purpose = _PURPOSES.get(word)
    return Consent(purpose) if purpose else BadArgument(name)


_PURPOSES = {
    **{str(purpose): purpose for purpose in Purpose},
    "notificacao": Purpose.NOTIFICATION,
    "alerta": Purpose.ALERT,
}

TEMPLATE_NAMES = ("template", "modelo")
_QUICK = ("q", "rapida", "quick")
_SENDS, _ANSWERS, _ACTS = CommandKind.SENDS, CommandKind.ANSWERS, CommandKind.ACTS

DEFINITIONS = (
    Definition(("reply", "responder"), "text", _SENDS, Reply, _with_text(Reply)),
    Definition(TEMPLATE_NAMES, "template", _SENDS, Template, _template),
    Definition(_QUICK, "quick_reply", _SENDS, QuickReply, _quick_reply, ("rápida",)),
    Definition(("preview", "previa"), "text", _ANSWERS, Preview, _preview, ("prévia",)),
    Definition(("retry", "reenviar"), "", _SENDS, Retry, lambda _name, _rest: Retry()),
    Definition(("status", "situacao"), "", _ANSWERS, Status, lambda _name, _rest: Status(), ("situação",)),
    Definition(("close", "encerrar"), "optional_text", _SENDS, Close, lambda _name, rest: Close(rest)),
    Definition(("optout", "bloquear"), "", _ACTS, OptOut, lambda _name, _rest: OptOut()),
    Definition(("optin", "desbloquear"), "", _ACTS, OptIn, lambda _name, _rest: OptIn()),
    Definition(("consent", "consentimento"), "purpose", _ACTS, Consent, _consent),
    Definition(
        ("forget", "esquecer"), "optional_code", _ACTS, Forget, lambda _name, rest: Forget(rest.casefold())
    ),
    Definition(("fetch", "buscar"), "attachment", _ACTS, Fetch, lambda _name, rest: Fetch(rest)),
    Definition(("assign", "atribuir"), "logins", _ACTS, Assign, sorting_commands.assign),
    Definition(("snooze", "adiar"), "until", _ACTS, Snooze, sorting_commands.snooze),
    Definition(("spam",), "off", _ACTS, Spam, sorting_commands.spam),
    Definition(("name", "nome"), "name", _ACTS, Name, sorting_commands.name),
    Definition(("merge", "unir"), "issue", _ACTS, Merge, sorting_commands.merge),
    Definition(
        ("transcript", "transcricao"),
        "whole",
        _ACTS,
        Transcript,
        sorting_commands.transcript,
        ("transcrição",),
    ),
    Definition(("open", "abrir"), "handle", _ACTS, OpenNext, _with_text(OpenNext)),
    Definition(("note", "nota"), "text", CommandKind.INTERNAL, Note, lambda _name, _rest: Note()),
    Definition(("help", "ajuda"), "", _ANSWERS, Help, lambda _name, _rest: Help()),
)

_BY_NAME = {name: definition for definition in DEFINITIONS for name in definition.names}
_KINDS: dict[type[Command], CommandKind] = {row.command: row.kind for row in DEFINITIONS}


def parse(body: str, *, every_comment: bool = False, by_email: bool | None = None) -> Command | None:
    """Return the comment's command, or None for a comment that stays internal.

    A comment is a command when it begins with a slash and a name; all that follows belongs to it, except what a mail
    program added. Line endings of any kind, blanks and a quotation above it do not matter. `by_email` is what GitHub
    says of the comment, None if it does not say. With `every_comment` a plain comment is a reply, unless it begins
    nearly like a command, or holds one near the beginning of a line: a note that leaves cannot be taken back.
    """
    if len(body) > MAX_TEXT_CHARACTERS:
        is_ours = parse(body[:MAX_TEXT_CHARACTERS], every_comment=every_comment) is not None
        return Unclear(UnclearReason.LENGTH) if is_ours else None
    text = _with_line_feeds(body)
    own = email_reply.own_text(text, by_email=by_email)
    command = _read((text if own is None else own).split("\n"), every_comment=every_comment)
    if isinstance(command, Note):
        return None
    return Unclear(UnclearReason.EMAIL) if own is None and command is not None else command


def depends_on_origin(body: str) -> bool:
    """Return whether only GitHub knows what the comment says: by e-mail it is something else than on the page."""
    return len(body) <= MAX_TEXT_CHARACTERS and email_reply.depends_on_origin(_with_line_feeds(body))


def _with_line_feeds(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n")


def _read(lines: list[str], *, every_comment: bool) -> Command | None:
    text = "\n".join(lines).strip()
    plain = Reply(text) if every_comment and text else None
    first = command_lines.first_own(lines)
    within = plain and next(filter(None, (command_lines.named_within(one, _BY_NAME) for one in lines)), "")
    if first == len(lines):
        return Unclear(UnclearReason.FORM, within) if within else plain
    # At the beginning of a comment an indented line is a slip; below a quotation it is code.
    is_code = any(map(str.strip, lines[:first])) and lines[first].startswith(("    ", "\t"))
    found = None if is_code else command_lines.split(lines[first])
    if found:
        return _of_name(*found, lines[first + 1 :])
    head = lines[first]
    resembles = command_lines.begins_with_slash(head) or command_lines.mentioning(head)
    unclear = _unclear(lines[first:], nearly=every_comment, resembles=resembles and not is_code)
    return unclear or (Unclear(UnclearReason.FORM, within) if within else plain)


def _of_name(name: str, rest: str, below: list[str]) -> Command:
    definition = _BY_NAME.get(name)
    if definition is None:
        nearest = difflib.get_close_matches(name, _BY_NAME, n=1, cutoff=0.7)
        return Unknown(name, nearest[0] if nearest else "")
    second = _named_in([rest, *below] if command_lines.is_fence(rest) else below)
    if second:
        return Unclear(UnclearReason.SECOND, second)
    return definition.parse(name, "\n".join([rest, *below]).strip())


def _unclear(lines: list[str], *, nearly: bool, resembles: bool) -> Unclear | None:
    """Return what is unclear about lines of which the first is no command, or None if they hold none."""
    name = command_lines.named(lines[0], _BY_NAME)
    if not name and (nearly or resembles):
        name = command_lines.resembled(lines[0], _BY_NAME, nearly=nearly)
    if name:
        return Unclear(UnclearReason.FORM, name)
    name = _named_in(lines)
    return Unclear(UnclearReason.BELOW, name) if name else None


def _named_in(lines: list[str]) -> str:
    """Return the first command that a line outside code and quotations begins with, or an empty string."""
    outside = command_lines.outside_code(lines)
    return next(filter(None, (command_lines.named(line, _BY_NAME) for line in outside)), "")


def main_name(name: str) -> str:
    """Return the name under which `texts` explain the command of any of its names."""
    return _BY_NAME[name].name


def kind_of(command: Command) -> CommandKind | None:
    """Return the kind of the command, None for one that is malformed."""
    return _KINDS.get(type(command))


def sends_text(command: Command | None) -> bool:
    """Return whether carrying out the command sends a text; a /close and a /q do only if they name one."""
    match command:
        case None | Close("") | QuickReply(""):
            return False
        case _:
            return kind_of(command) is CommandKind.SENDS

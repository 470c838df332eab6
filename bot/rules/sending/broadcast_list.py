"""A broadcast's file: a table -> who gets which text, and everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core import phone_numbers
from bot.core.messages import SENDING, Address, Channel
from bot.core.sentences import Sentence, joined
from bot.core.settings.templates import TemplateSection
from bot.rules.people import contacts
from bot.rules.sending import templates
from bot.rules.sending.templates import Filled, TooLong, WrongVariables
from bot.rules.text import csv_table
from bot.rules.text.characters import clean
from bot.rules.text.csv_table import TableRow, plain

MAX_ROWS = 20_000
NUMBER_COLUMNS = ("number", "telefone", "celular", "numero")
CHANNEL_COLUMNS = ("channel", "canal")
_CHANNELS = {one.value: one for one in SENDING}
_SHOWN_NAME_CHARACTERS = 40
_SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*[Ee]\+?[0-9]+")
_MOBILE_DIGITS = 11  # with the area code
_SIGNS = str.maketrans("", "", " -.()/\u00a0\u2011")


@dataclass(frozen=True, slots=True)
class Recipient:
    """One message to send: the line it is in, the person, and the template's values and text."""

    line: int
    person: Address = field(repr=False)
    variables: tuple[tuple[str, str], ...] = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with a line, as a sentence that never holds the number; line 1 names the columns."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class BroadcastList:
    """Who gets what, and which lines nobody can use; with a `faulty_header` there is no list at all."""

    recipients: tuple[Recipient, ...]
    faults: tuple[LineFault, ...]
    faulty_header: bool = False


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a row the number, the channel and each value are."""

    count: int
    number: int
    channel: int | None
    values: Mapping[str, int]


class _UnusableRowError(Exception):
    """A row that cannot be sent, with the reason."""


def read(content: bytes, name: str, template: TemplateSection, channel: Channel) -> BroadcastList:
    """Return who gets the template with which values; raises BotError where the file is no table.

    `channel` is that of rows that name none.
    """
    known = [*NUMBER_COLUMNS, *CHANNEL_COLUMNS, *map(plain, template.variables)]
    table = csv_table.read(content, known, MAX_ROWS)
    faults: list[LineFault] = []
    columns = _columns(table.header, template, faults)
    if columns is None:
        return BroadcastList((), tuple(faults), faulty_header=True)
    found: dict[str, Recipient] = {}
    for row in table.rows:
        try:
            recipient = _recipient(row, columns, name, template, channel)
        except _UnusableRowError as error:
            faults.append(LineFault(row.line, error.args[0]))
            continue
        whose = contacts.canonical(recipient.person)
        first = found.setdefault(whose, recipient)
        if first is not recipient:
            faults.append(
                LineFault(row.line, Sentence("the number is that of line {first} again", first=first.line))
            )
    return BroadcastList(tuple(found.values()), tuple(faults))


def _columns(header: TableRow, template: TemplateSection, faults: list[LineFault]) -> _Columns | None:
    names = [plain(cell) for cell in header.cells]
    while names and not names[-1]:  # Excel writes separators to the end of the widest row
        names.pop()
    values = {variable: plain(variable) for variable in template.variables}
    taken = set(values.values())
    # A template may have a variable such as `numero`, of an invoice.
    numbers = [name for name in names if name in NUMBER_COLUMNS and name not in taken]
    channels = [name for name in names if name in CHANNEL_COLUMNS and name not in taken]
    reasons: list[str] = []
    if len(taken) < len(values):
        reasons.append("two variables of the template differ only in case or accents; rename one of them")
    if not numbers:
        known = ", ".join(
            column for column in ("telefone", "celular", "numero", "number") if column not in taken
        )
        reasons.append(Sentence("no column is named as one with numbers: {known}", known=known))
    reasons += [
        Sentence("the column {name} of the template is missing", name=variable)
        for variable, name in values.items()
        if name not in names
    ]
    reasons += _repeated(names, numbers, channels)
    allowed = {*taken, *NUMBER_COLUMNS, *CHANNEL_COLUMNS}
    reasons += [
        Sentence("the column {name} is none of this template", name=_shown(header.cells[place], place))
        for place, name in enumerate(names)
        if name not in allowed
    ]
    if reasons:
        faults += [LineFault(header.line, reason) for reason in reasons]
        return None
    return _Columns(
        len(names),
        names.index(numbers[0]),
        names.index(channels[0]) if channels else None,
        {variable: names.index(name) for variable, name in values.items()},
    )


def _repeated(names: Sequence[str], numbers: Sequence[str], channels: Sequence[str]) -> Iterator[str]:
    if len(numbers) > 1:
        yield Sentence("several columns hold numbers: {names}", names=", ".join(numbers))
    if len(channels) > 1:
        yield Sentence("several columns hold channels: {names}", names=", ".join(channels))
    others = [name for name in dict.fromkeys(names) if name and name not in (*numbers, *channels)]
    for name in others:
        if names.count(name) > 1:
            yield Sentence("the column {name} is there twice", name=_shown(name, names.index(name)))


def _shown(name: str, place: int) -> str:
    """Return the name of a column; of one that could be a person's data, where it is."""
    words = " ".join(clean(name).split())[:_SHOWN_NAME_CHARACTERS]
    if not words or sum(character.isdigit() for character in words) > 3 or "@" in words:
        return Sentence("number {place}", place=place + 1)
    return words


def _recipient(
    row: TableRow, columns: _Columns, name: str, template: TemplateSection, default: Channel
) -> Recipient:
    cells = [*row.cells, *([""] * columns.count)]
    if any(cell.strip() for cell in cells[columns.count :]):
        raise _UnusableRowError("there are more cells than columns")
    number = _typed(cells[columns.number])
    why = _why_no_number(number)
    reasons = [why] if why else []
    channel = _channel(cells[columns.channel] if columns.channel is not None else "", default)
    if channel is None:
        reasons.append("the channel is neither sms nor whatsapp")
    elif channel not in template.channels:
        reasons.append(Sentence("the template {name} is not for {channel}", name=name, channel=channel))
    given = {variable: clean(cells[place]) for variable, place in columns.values.items()}
    filled = templates.fill(template, given)
    if not isinstance(filled, Filled):
        reasons.append(_why_unfilled(filled))
    if reasons or channel is None or not isinstance(filled, Filled):
        raise _UnusableRowError(joined(reasons, "; "))
    person = Address(channel, phone_numbers.e164(number))
    values = templates.on_one_line(given)
    return Recipient(row.line, person, tuple(sorted(values.items())), filled.text)


def _channel(cell: str, default: Channel) -> Channel | None:
    named = plain(cell)
    return _CHANNELS.get(named) if named else default


def _typed(cell: str) -> str:
    """Return a number in international form where a spreadsheet has lost its +, or it is a Brazilian mobile's.

    A spreadsheet takes +5511987654321 for a number and drops the plus. Eleven digits with a 9 after the area code are
    a Brazilian mobile's and nothing else; shorter ones could be of any country, and nobody looks at each line.
    """
    number = clean(cell).strip().removeprefix("'").strip()
    digits = number.translate(_SIGNS)
    national = digits.removeprefix("0")
    is_mobile = len(national) == _MOBILE_DIGITS and national[2] == "9"
    has_code = digits.startswith(("+", "00")) or (digits.startswith("55") and len(digits) > _MOBILE_DIGITS)
    return phone_numbers.completed(number, "BR") if has_code or is_mobile else number


def _why_no_number(number: str) -> str:
    if not number:
        return "the number is missing"
    if _SCIENTIFIC.fullmatch(number):
        return "the spreadsheet has rounded the number; make the column one of text, and fill it again"
    why = phone_numbers.why_not(number)
    return Sentence("the number {why}", why=why) if why else ""


def _why_unfilled(wrong: WrongVariables | TooLong) -> str:
    if isinstance(wrong, TooLong):
        return Sentence(
            "with its values the text has {units:,} characters; {most:,} are the most",
            units=wrong.units,
            most=templates.MAX_UNITS,
        )
    return Sentence("no value for {names}", names=", ".join(wrong.missing))

"""A message of Twilio's log as a line of a table, as JSON, and as a row for a spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.settings import Language
from bot.operate.messages.joining import LogEntry
from bot.operate.messages.wanted import IN, OUT
from bot.rules import texts
from bot.rules.conversation.absence import MEANINGS, Absence
from bot.rules.people import contacts
from bot.rules.sending import costs
from bot.rules.text import networks, spreadsheet
from bot.rules.text.characters import clean
from bot.rules.texts import terminal
from bot.rules.texts.meaning import Meaning

COLUMNS = (
    *(
        "time",
        "time_zone",
        "direction",
        "channel",
        "contact",
        "number",
        "status",
        "code",
        "meaning",
        "segments",
    ),
    *("files", "price", "currency", "issue", "url", "absence", "why", "id"),
)
REVEALED = ("from", "to", "text")
_ARROWS = {IN: "←", OUT: "→"}
_WIDTHS = (20, 3, 9, 21, 9, 24, 5, 12, 0)
_HEADINGS = ("Time", "", "Channel", "Number", "Issue", "Status", "Seg.", "Price", "Id")


@dataclass
class Rows:
    """Writes messages in a language; counts which codes and absences there were."""

    zone: ZoneInfo
    language: Language
    revealed: bool = False
    codes: Counter[int] = field(default_factory=Counter)
    absences: Counter[Absence] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._texts = texts.of(self.language)
        self._shown_again = terminal.read_back(self.language).shown

    def _shown(self, sentence: str) -> str:
        return clean(terminal.of(self.language).shown(sentence))

    def count(self, entry: LogEntry) -> LogEntry:
        """Remember what the legend has to explain of a message."""
        if entry.message.code:
            self.codes[entry.message.code] += 1
        if entry.absence:
            self.absences[entry.absence] += 1
        return entry

    def head(self) -> str:
        return _padded([self._shown(one) if one else "" for one in _HEADINGS])

    def line(self, entry: LogEntry) -> str:
        """Return a message in one line, with the meaning of its code and why it is in no issue at its end."""
        message = entry.message
        dates = self._texts.dates
        when = message.created_at.astimezone(self.zone)
        status = self._shown(message.status)
        cells = [
            f"{dates.write_day(when)} {when:%H:%M:%S}",
            _ARROWS[_direction(entry)],
            networks.channel_name(message.person),
            message.person.value if self.revealed else contacts.masked(message.person),
            f"#{entry.shown.issue}" if entry.shown else "-",
            f"{status} {message.code}" if message.code else status,
            str(message.segments or ""),
            costs.money(message.price, message.currency, self.language) if message.price is not None else "",
            message.sid,
        ]
        remarks = [self._meaning(message.code).what] if message.code else []
        remarks += [self._why(entry)] if entry.absence else []
        remarks += [" ".join(clean(message.text).split())] if self.revealed and message.text else []
        return "  ".join([_padded(cells), *remarks])

    def legend(self) -> Iterator[str]:
        """Yield what to do about each code, and about messages without an issue."""
        for code, count in sorted(self.codes.items()):
            meaning = self._meaning(code)
            yield f"{code} ({count}): {meaning.what} {meaning.remedy}"
        for absence, count in self.absences.most_common():
            meaning = MEANINGS[absence]
            if meaning.remedy:
                yield f"{self._shown(meaning.what)} ({count}): {self._shown(meaning.remedy)}"

    def record(self, entry: LogEntry) -> dict[str, Any]:
        """Return a message as JSON has it; amounts as strings, since JSON's numbers are not exact."""
        message = entry.message
        values: dict[str, Any] = {
            "time": message.created_at.astimezone(self.zone).isoformat(),
            "time_zone": self.zone.key,
            "direction": _direction(entry),
            "channel": message.person.network,
            "contact": entry.contact,
            "number": contacts.masked(message.person),
            "status": message.status,
            "code": message.code or None,
            "meaning": self._meaning(message.code).what if message.code else None,
            "segments": message.segments,
            "files": message.files,
            "price": f"{message.price:f}" if message.price is not None else None,
            "currency": message.currency if message.price is not None else None,
            "issue": entry.shown.issue if entry.shown else None,
            "url": entry.shown.url or None if entry.shown else None,
            "absence": entry.absence,
            "why": self._why(entry) if entry.absence else None,
            "id": message.sid,
        }
        return values | self._person(entry)

    def row(self, entry: LogEntry, *, excel: bool) -> str:
        """Return a message as a row of CSV; `excel` as that program opens it in its language."""
        values = self.record(entry)
        values["time"] = f"{entry.message.created_at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"
        if excel and self._decimal_comma and values["price"]:
            values["price"] = values["price"].replace(".", ",")
        return spreadsheet.row(
            ("" if value is None else str(value) for value in values.values()), self.separator(excel=excel)
        )

    def csv_head(self, *, excel: bool) -> str:
        names = (*COLUMNS, *(REVEALED if self.revealed else ()))
        return spreadsheet.row(names, self.separator(excel=excel))

    def separator(self, *, excel: bool) -> str:
        """Return what is between cells: where the comma is in numbers, Excel separates by semicolons."""
        return ";" if excel and self._decimal_comma else ","

    @property
    def _decimal_comma(self) -> bool:
        return self.language is Language.PT_BR

    def _person(self, entry: LogEntry) -> dict[str, str]:
        if not self.revealed:
            return {}
        message = entry.message
        ours = message.ours.wire if message.ours else ""
        ends = (message.person.wire, ours) if message.inbound else (ours, message.person.wire)
        return {"from": ends[0], "to": ends[1], "text": clean(message.text)}

    def _meaning(self, code: int) -> Meaning:
        return self._texts.codes.get(code, self._texts.other_code)

    def _why(self, entry: LogEntry) -> str:
        if entry.absence is None:
            return ""
        what = self._shown(MEANINGS[entry.absence].what)
        return f"{what}: {self._shown_again(entry.waits_for)}" if entry.waits_for else what


def _direction(entry: LogEntry) -> str:
    return IN if entry.message.inbound else OUT


def _padded(cells: list[str]) -> str:
    return "".join(
        f"{cell:<{width}}" if width > len(cell) else f"{cell} "
        for cell, width in zip(cells, _WIDTHS, strict=True)
    ).rstrip()

"""The list of the page *Messages*: Twilio's log, as far as it is shown at once, joined with the visitor's issues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.adapters.twilio.message_log import LogPlace
from bot.console.entry.visitor import Visitor
from bot.console.messages.filters import STATES, Cursor, Filters
from bot.console.tools import patience
from bot.core import clock
from bot.core.errors import BotError, RepositoryError, TemporaryError
from bot.core.sentences import Sentence
from bot.core.settings import Language, Settings
from bot.operate.messages import searching
from bot.operate.messages.issue_index import IssueIndex
from bot.operate.messages.joining import Joiner, LogEntry
from bot.operate.messages.relay_notes import RelayNotes
from bot.operate.messages.rows import Rows
from bot.operate.messages.searching import FoundMessages
from bot.relay.mounting import RelayParts
from bot.rules import texts
from bot.rules.conversation.absence import MEANINGS, Absence
from bot.rules.people import contacts
from bot.rules.text import networks
from bot.rules.text import spreadsheet as sheets
from bot.rules.texts import terminal

MOST = 50
# Asked for until then, and waited for a little longer.
_SEARCH_SECONDS, _TWILIO_SECONDS, _GITHUB_SECONDS = 4.0, 7.0, 6.0
_SHEET_SECONDS = 9.0
MOST_IN_SHEET = 2_000
_MOST_ISSUES = 600
_LONG_AGO = timedelta(days=2)
_TONES = {"received": "accent", "under-way": "warn", "delivered": "good", "failed": "bad"}


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as the list shows it; sentences are in the language of the page."""

    sid: str
    time: str
    inbound: bool
    number: str
    channel: str
    status: str
    tone: str
    meaning: str
    issue: int
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownDay:
    """The messages of one day."""

    day: date
    at: datetime
    messages: Sequence[ShownMessage]


@dataclass(frozen=True, slots=True)
class MessageList:
    """A part of the list; `older` is the sealed place of the next one, `notes` say what could not be seen."""

    days: Sequence[ShownDay]
    older: str = ""
    read_to: datetime | None = None
    notes: Sequence[str] = field(default_factory=list)
    trouble: BotError | None = None


class Lister:
    """Makes lists for one visitor, in the language of the page."""

    def __init__(self, parts: RelayParts, visitor: Visitor, language: str) -> None:
        self._parts = parts
        self._settings = visitor.settings(parts.live.current)
        self._has_token = visitor.github_token is not None
        self._zone = ZoneInfo(self._settings.config.time_zone)
        self._language = language

    def part(self, cursor: Cursor) -> MessageList:
        """Return what is behind the cursor; what Twilio refuses is its `trouble`."""
        try:
            wanted = cursor.filters.wanted(self._settings, clock.now())
            found = patience.within(
                _TWILIO_SECONDS,
                lambda: searching.search(self._settings, wanted, cursor.place, MOST, _SEARCH_SECONDS),
            )
        except TemporaryError as error:  # whose own remedy speaks of what is repeated by itself
            return MessageList((), trouble=BotError(error.message, "Try again in a moment."))
        except BotError as error:
            return MessageList((), trouble=error)
        entries, notes = self._joined(found)
        days = self._days(entries)
        goes_on = found.goes_on and Cursor(cursor.filters, found.goes_on)
        return MessageList(
            days,
            goes_on.sealed(self._parts.store.keys) if goes_on else "",
            found.read_to if goes_on and len(found.messages) < MOST else None,
            notes,
        )

    def spreadsheet(self, filters: Filters) -> str:
        """Return the messages that the filters choose as Excel opens them; raises BotError where there are too many."""
        wanted = filters.wanted(self._settings, clock.now())
        found = patience.within(
            _SHEET_SECONDS,
            lambda: searching.search(self._settings, wanted, LogPlace(), MOST_IN_SHEET, _SHEET_SECONDS),
        )
        if found.goes_on:
            raise BotError(
                Sentence(
                    "There are more than {count} messages, or too many to look through.", count=MOST_IN_SHEET
                ),
                "Choose a shorter period; `bot messages --excel` on the server knows no limit.",
            )
        rows = Rows(self._zone, Language(self._language))
        entries, _ = self._joined(found)
        lines = [rows.csv_head(excel=True), *(rows.row(entry, excel=True) for entry in entries)]
        return sheets.BYTE_ORDER_MARK + "".join(f"{line}\r\n" for line in lines)

    def _joined(self, found: FoundMessages) -> tuple[Sequence[LogEntry], Sequence[str]]:
        """Return the messages with their issues, and what could not be seen; GitHub's trouble hides no message."""
        joining = _Joining(self._settings, self._parts, may_ask=self._has_token)
        try:
            return patience.within(_GITHUB_SECONDS, lambda: joining.of(found))
        except BotError as error:
            blind = _Joining(self._settings, self._parts, may_ask=False)
            entries, notes = blind.of(found)
            return entries, [
                Sentence("GitHub does not show the issues. {message} {why}", message=error.message, why=""),
                *notes,
            ]

    def _days(self, entries: Sequence[LogEntry]) -> list[ShownDay]:
        days: dict[date, list[ShownMessage]] = {}
        moments: dict[date, datetime] = {}
        for entry in entries:
            at = entry.message.created_at.astimezone(self._zone)
            moments.setdefault(at.date(), at)
            days.setdefault(at.date(), []).append(self.shown(entry))
        return [ShownDay(day, moments[day], messages) for day, messages in days.items()]

    def shown(self, entry: LogEntry) -> ShownMessage:
        message = entry.message
        spoken = texts.of(self._language)
        meaning = spoken.codes.get(message.code, spoken.other_code).what if message.code else ""
        return ShownMessage(
            message.sid,
            f"{message.created_at.astimezone(self._zone):%H:%M}",
            message.inbound,
            contacts.masked(message.person),
            networks.channel_name(message.person),
            terminal.of(self._language).shown(message.status),
            tone_of(message.status),
            f"{meaning} ({message.code})" if meaning else "",
            entry.shown.issue if entry.shown else 0,
            entry.shown.url if entry.shown else "",
            self._why(entry),
        )

    def _why(self, entry: LogEntry) -> str:
        if entry.absence in (None, Absence.UNKNOWN):
            return ""
        what = terminal.of(self._language).shown(MEANINGS[entry.absence].what)
        waits_for = terminal.read_back(self._language).shown(entry.waits_for) if entry.waits_for else ""
        return f"{what}: {waits_for}" if waits_for else what


def tone_of(status: str) -> str:
    """Return the tone of a status of Twilio's."""
    return next((_TONES[state] for state, statuses in STATES.items() if status in statuses), "")


class _Joining:
    """Reads the issues around some messages, if it may ask GitHub, and joins them."""

    def __init__(self, settings: Settings, parts: RelayParts, *, may_ask: bool) -> None:
        self._settings = settings
        self._index = IssueIndex(settings, _MOST_ISSUES)
        self._relay = RelayNotes(Path(settings.config.relay.log_file), parts.store)
        self._may_ask = may_ask

    def of(self, found: FoundMessages) -> tuple[Sequence[LogEntry], Sequence[str]]:
        if self._may_ask and found.messages:
            self._read(found.messages[-1].created_at, found.messages[0].created_at)
        joiner = Joiner(self._settings, self._index, self._relay)
        entries = list(joiner.joined(found.messages))
        return entries, list(self._notes(joiner))

    def _read(self, oldest: datetime, newest: datetime) -> None:
        if newest < clock.now() - _LONG_AGO:
            self._index.read_between(oldest, newest)
        else:
            self._index.read(oldest)

    def _notes(self, joiner: Joiner) -> list[str]:
        notes: list[str] = []
        refused = self._index.refused
        if refused:
            why = refused.remedy if isinstance(refused, RepositoryError) else ""
            notes.append(
                Sentence("GitHub does not show the issues. {message} {why}", message=refused.message, why=why)
            )
        elif self._index.is_cut:
            notes.append("So much was written in that time that not every issue was found.")
        if not joiner.knows_contacts and self._may_ask:
            notes.append(
                "Without the whole CONTACT_KEY the issue of a message to a person is shown only where the relay's log "
                "names it."
            )
        if self._relay.unreadable:
            notes.append(Sentence("The relay's store cannot be read ({why}).", why=self._relay.unreadable))
        return notes

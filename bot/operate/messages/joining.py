"""Twilio's log joined with the issues: each message with where it is shown, or why nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.twilio.message_log import LoggedMessage
from bot.core import clock
from bot.core.errors import BotError
from bot.core.messages import ContactId
from bot.core.settings import Settings
from bot.operate.messages.issue_index import IssueIndex, ShownIn
from bot.operate.messages.relay_notes import RelayNotes
from bot.rules.conversation import absence
from bot.rules.conversation.absence import Absence, Sought
from bot.rules.people import contacts
from bot.rules.people.sealing import Vault


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A message of the log: the person's contact id, if it can be computed here, and the issue that shows it.

    Without one `absence` says why; `waits_for` is what the relay says of one that waits there.
    """

    message: LoggedMessage
    contact: ContactId | None
    shown: ShownIn | None
    absence: Absence | None = None
    waits_for: str = ""


class Joiner:
    """Joins messages one by one; the index is read before the first of them."""

    def __init__(self, settings: Settings, index: IssueIndex, relay: RelayNotes) -> None:
        self._settings = settings
        self._index = index
        self._relay = relay
        self._vault = Vault(settings.contact_keys) if settings.environment.CONTACT_KEY else None
        self._ours = contacts.distinct(settings.our_numbers)
        reconcile, now = settings.config.reconcile, clock.now()
        self._recent_since, self._young_since = now - reconcile.look_back, now - reconcile.lost_after

    @property
    def knows_contacts(self) -> bool:
        """Whether the whole CONTACT_KEY is here, which contact ids are made with."""
        return self._vault is not None

    def joined(self, messages: Iterable[LoggedMessage]) -> Iterator[LogEntry]:
        for message in messages:
            yield self._entry(message)

    def _entry(self, message: LoggedMessage) -> LogEntry:
        contact = self._vault.contact_id(message.person) if self._vault else None
        shown = self._received(message) if message.inbound else self._sent(message)
        if shown:
            return LogEntry(message, contact, shown)
        waiting = self._relay.waiting(message.sid) if message.inbound else None
        sought = Sought(
            inbound=message.inbound,
            is_looked_for=self._is_looked_for(message),
            is_of_our_numbers=message.ours is None or message.ours in self._ours,
            to_administrator=contacts.are_one([message.person], self._settings.administrators),
            before_first_issue=self._is_before_first(message.created_at),
            is_young=message.created_at >= self._young_since,
            is_recent=message.created_at >= self._recent_since,
            waits=bool(waiting and waiting.since),
            has_failed=bool(waiting and waiting.problem),
            is_taken=bool(waiting and waiting.is_taken),
        )
        return LogEntry(message, contact, None, absence.why(sought), waiting.problem if waiting else "")

    def _received(self, message: LoggedMessage) -> ShownIn | None:
        return self._index.place_of(message.sid)

    def _sent(self, message: LoggedMessage) -> ShownIn | None:
        about = self._relay.reported_on(message.sid)
        if about:
            return self._index.comment(about.issue, about.comment)
        if self._vault is None:
            return None
        return self._index.conversation(message.person, self._vault.ids(message.person), message.created_at)

    def _is_looked_for(self, message: LoggedMessage) -> bool:
        return self._index.was_read(message.created_at) and (message.inbound or self._vault is not None)

    def _is_before_first(self, at: datetime) -> bool:
        if self._index.begins is None:
            return False
        try:
            return self._index.is_before_first(at)
        except BotError:
            return False

"""What the page *Messages* is asked for: its filters, as the form has them, and the place where the list continues.

Who is sought is in no address: the form is sent in its body, and what follows a part of the list is sealed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.adapters.twilio.message_log import LogPlace
from bot.console.entry.sessions import LONGEST
from bot.core.errors import BotError, SealError
from bot.core.messages import SENDING
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.operate.messages.wanted import IN, OUT, SoughtContact, WantedMessages
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.text import typed_moments

DIRECTIONS = {IN: "from people", OUT: "to people"}
# What people call the statuses of Twilio's.
STATES: Mapping[str, tuple[str, ...]] = {
    "received": ("received", "receiving"),
    "under-way": ("accepted", "scheduled", "queued", "sending", "sent"),
    "delivered": ("delivered", "read", "partially_delivered"),
    "failed": ("failed", "undelivered", "canceled"),
}
_SINCE = timedelta(days=7)
_LONGEST = 64  # of what is typed
_CURSOR_SECONDS = int(LONGEST.total_seconds())


def beginning(now: datetime, zone: ZoneInfo, *, at: datetime | None = None) -> str:
    """Return the day some days ago with which lists begin; with `at` no later than that message's day."""
    since = now - _SINCE
    return f"{(min(since, at) if at else since).astimezone(zone):%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Filters:
    """The fields of the form as they were typed; of a choice that there is not, nothing."""

    channel: str = ""
    direction: str = ""
    state: str = ""
    contact: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of_form(cls, form: Mapping[str, str], now: datetime, zone: ZoneInfo) -> Self:
        """Return the filters; without a beginning they begin some days ago."""

        def chosen(name: str, among: Mapping[str, object] | tuple[str, ...]) -> str:
            return form.get(name, "") if form.get(name, "") in among else ""

        return cls(
            chosen("channel", tuple(map(str, SENDING))),
            chosen("direction", DIRECTIONS),
            chosen("state", STATES),
            form.get("contact", "").strip()[:_LONGEST],
            form.get("since", "").strip()[:_LONGEST] or beginning(now, zone),
            form.get("until", "").strip()[:_LONGEST],
        )

    def wanted(self, settings: Settings, now: datetime) -> WantedMessages:
        """Return what to look for; raises BotError for a field that cannot be understood."""
        zone = ZoneInfo(settings.config.time_zone)
        since = _moment("From", self.since, now, zone)
        until = _moment("Until", self.until, now, zone, ends=True) if self.until else None
        if until and until <= since:
            raise BotError("The period ends before it begins.", "Give the earlier day first.")
        return WantedMessages(
            since,
            until,
            self.channel or None,
            self.direction or None,
            STATES.get(self.state, ()),
            SoughtContact.read(self.contact, settings) if self.contact else None,
        )


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the list continues."""

    filters: Filters
    place: LogPlace

    def sealed(self, keys: RelayKeys) -> str:
        """Return it for a form, in which nobody can read or change it."""
        at = self.place.at.isoformat() if self.place.at else ""
        place = [self.place.page, self.place.behind, at]
        return keys.seal_for_browser(json.dumps({"messages": asdict(self.filters), "place": place}).encode())

    @classmethod
    def opened(cls, token: str, keys: RelayKeys) -> Self:
        """Return what was sealed; raises BotError if that was long ago, or if somebody changed it."""
        try:
            found = json.loads(keys.open_from_browser(token, _CURSOR_SECONDS))
            page, behind, at = found["place"]
            place = LogPlace(page, behind, datetime.fromisoformat(at) if at else None)
            return cls(Filters(**found["messages"]), place)
        except (SealError, KeyError, TypeError):
            raise BotError("This list is of long ago.", "Load the page again.") from None


def _moment(field: str, typed: str, now: datetime, zone: ZoneInfo, *, ends: bool = False) -> datetime:
    try:
        return typed_moments.read(typed, now, zone, ends=ends)
    except ValueError:
        raise BotError(
            Sentence("{field}: give a date such as {example}.", field=field, example=f"{now:%Y-%m-%d}")
        ) from None

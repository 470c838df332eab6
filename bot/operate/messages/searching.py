"""A part of Twilio's log at a time: so many messages, found in so many requests and so much time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.twilio.message_log import LoggedMessage, LogPlace, MessageLog
from bot.core import clock
from bot.core.settings import Settings
from bot.operate.messages.wanted import WantedMessages

MOST_PAGES = 5  # of Twilio's
_PAGE_OF_SOME = 400  # where some are left out; as many as are shown, where none are


@dataclass(frozen=True, slots=True)
class FoundMessages:
    """The messages, the newest first; `goes_on` is where those before them are looked for, None behind the last.

    `read_to` is how far back was read, which says more than the messages where few were wanted.
    """

    messages: Sequence[LoggedMessage]
    goes_on: LogPlace | None
    read_to: datetime | None


def search(
    settings: Settings, wanted: WantedMessages, place: LogPlace, most: int, seconds: float
) -> FoundMessages:
    """Return the wanted messages behind a place, as many as are found; raises as `MessageLog` does."""
    until, pages = clock.steady() + seconds, 0
    found: list[LoggedMessage] = []
    read_to: datetime | None = None
    size = _PAGE_OF_SOME if wanted.leaves_out else most
    for message, goes_on in MessageLog(settings).since(wanted.since, place, size):
        read_to = message.created_at
        if wanted.includes(message):
            found.append(message)
        pages += goes_on is None or not goes_on.behind
        if goes_on and (len(found) == most or pages == MOST_PAGES or clock.steady() > until):
            return FoundMessages(found, goes_on, read_to)
    return FoundMessages(found, None, read_to)

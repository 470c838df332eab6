"""Twilio's log of the account's messages, in both directions, read page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from bot.adapters.twilio.client import OLD_IN_A_ROW, connect
from bot.adapters.twilio.failures import twilio_errors
from bot.core.errors import SendRefusedError
from bot.core.messages import Address, MessageSid
from bot.core.settings import Settings

MOST_ON_A_PAGE = 1_000  # that Twilio lists at once


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where a list continues: on the page at an address of Twilio's, after one of its messages if one is named.

    New messages move the others down the first page, which has no lasting address: so the message has its time too.
    """

    page: str = ""
    behind: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LoggedMessage:
    """A message as Twilio's log shows it.

    `ours` is None where a Messaging Service has not chosen a sender yet. `code` is why it failed, or 0; `price` is what
    it cost, all segments together, None until Twilio knows.
    """

    sid: MessageSid
    created_at: datetime
    inbound: bool
    person: Address
    ours: Address | None
    text: str = field(repr=False)
    status: str
    code: int = 0
    segments: int = 0
    files: int = 0
    price: Decimal | None = None
    currency: str = ""


class MessageLog:
    """The log, a request for each page of it. The methods raise SendRefusedError and TemporaryError."""

    def __init__(self, settings: Settings) -> None:
        self._messages = connect(settings).messages

    def since(
        self, moment: datetime, place: LogPlace = LogPlace(), page_size: int = MOST_ON_A_PAGE
    ) -> Iterator[tuple[LoggedMessage, LogPlace | None]]:
        """Yield the messages created since the moment, by Twilio's clock, the newest first, and how each is followed.

        The place is where the list goes on, None behind the last message of all. Twilio's own filter uses the time of
        sending, which a message that waits does not have, and one that failed may lack: so a period of long ago costs
        the pages of everything since.
        """
        old, address, behind = 0, place.page, not place.behind
        while True:
            page = self._page(address, min(page_size, MOST_ON_A_PAGE))
            following = page.next_page_url
            listed = [message for message in page if message.date_created]
            for message in listed:
                if not behind:
                    behind = message.sid == place.behind or bool(place.at and message.date_created < place.at)
                    if message.sid == place.behind or not behind:
                        continue
                if message.date_created < moment:
                    old += 1
                    if old == OLD_IN_A_ROW:
                        return
                    continue
                old, found = 0, _logged(message)
                if message is not listed[-1]:
                    yield found, LogPlace(address, found.sid, found.created_at)
                else:
                    yield found, LogPlace(following) if following else None
            if not following:
                return
            address = following

    def message(self, sid: MessageSid) -> LoggedMessage | None:
        """Return a message, None if Twilio does not have it, or not any more."""
        try:
            with twilio_errors():
                return _logged(self._messages(sid).fetch())
        except SendRefusedError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def _page(self, address: str, size: int) -> Any:
        with twilio_errors():
            return self._messages.get_page(address) if address else self._messages.page(page_size=size)


def messages(
    settings: Settings, since: datetime, until: datetime | None, page_size: int = MOST_ON_A_PAGE
) -> Iterator[LoggedMessage]:
    """Yield the messages created in the period, by Twilio's clock, the newest first; as `MessageLog.since` does."""
    for message, _ in MessageLog(settings).since(since, page_size=page_size):
        if until is None or message.created_at < until:
            yield message


def _logged(message: Any) -> LoggedMessage:
    inbound = str(message.direction) == "inbound"
    person, ours = (message.from_, message.to) if inbound else (message.to, message.from_)
    return LoggedMessage(
        MessageSid(str(message.sid)),
        message.date_created,
        inbound,
        Address.parse(person or ""),
        Address.parse(ours) if ours else None,
        message.body or "",
        str(message.status),
        int(message.error_code or 0),
        int(message.num_segments or 0),
        int(message.num_media or 0),
        abs(Decimal(message.price)) if message.price else None,
        (message.price_unit or "").upper(),
    )

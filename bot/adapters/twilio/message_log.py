"""Twilio's log of the account's messages, in both directions, read page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.adapters.twilio.client import OLD_IN_A_ROW, connect
from bot.adapters.twilio.failures import twilio_errors
from bot.core.messages import Address, MessageSid
from bot.core.settings import Settings

MOST_ON_A_PAGE = 1_000  # that Twilio lists at once


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


def messages(
    settings: Settings, since: datetime, until: datetime | None, page_size: int = MOST_ON_A_PAGE
) -> Iterator[LoggedMessage]:
    """Yield the messages created in the period, by Twilio's clock, the newest first; a request for each page.

    Twilio's own filter uses the time of sending, which a message that waits does not have, and one that failed may
    lack: so a period of long ago costs the pages of everything since. Raises SendRefusedError and TemporaryError.
    """
    old = 0
    with twilio_errors():
        # As the library has it, a page is fetched when it is needed, and none is kept.
        for message in connect(settings).messages.stream(page_size=min(page_size, MOST_ON_A_PAGE)):
            created = message.date_created
            if created is None or created < since:
                old += 1
                if old == OLD_IN_A_ROW:
                    return
                continue
            old = 0
            if until is None or created < until:
                yield _logged(message)


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

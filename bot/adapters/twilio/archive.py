"""The messages that Twilio has stored: listing and deleting them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapters.twilio.client import connect
from bot.adapters.twilio.failures import twilio_errors
from bot.core.errors import SendRefusedError
from bot.core.messages import Address, MessageSid
from bot.core.settings import Settings

PAGE = 1000  # the most that Twilio lists at once

# Still in delivery; in rare cases that takes days (twilio.com/docs/api/errors/20009).
_UNFINISHED = 20009


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message as Twilio keeps it, in either direction."""

    sid: MessageSid
    created_at: datetime
    inbound: bool
    person: str = field(repr=False)
    text: str = field(repr=False)
    status: str = ""
    files: int = 0


class Archive:
    """The messages of our account that Twilio has stored.

    Its methods raise TemporaryError where they may work later, SendRefusedError where Twilio refuses permanently.
    """

    def __init__(self, settings: Settings) -> None:
        self._client = connect(settings)

    def kept(self, people: Iterable[Address], ours: Collection[str]) -> list[KeptMessage]:
        """Return the messages between these addresses of a person and our addresses."""
        found: dict[MessageSid, KeptMessage] = {}
        for person in people:
            with twilio_errors():
                written = self._client.messages.list(from_=person.wire, page_size=PAGE)
                sent = self._client.messages.list(to=person.wire, page_size=PAGE)
            for message, inbound in [*((one, True) for one in written), *((one, False) for one in sent)]:
                if (message.to if inbound else message.from_) in ours:
                    sid = MessageSid(str(message.sid))
                    found[sid] = KeptMessage(
                        sid,
                        message.date_created,
                        inbound,
                        person.wire,
                        message.body or "",
                        str(message.status),
                        int(message.num_media or 0),
                    )
        return list(found.values())

    def delete(self, sid: MessageSid) -> bool:
        """Delete a message and its files; return whether it is gone: one still in delivery cannot be deleted yet.

        Source: twilio.com/docs/messaging/api/message-resource, help.twilio.com/articles/223133687.
        """
        try:
            with twilio_errors():
                self._client.messages(sid).delete()
        except SendRefusedError as error:
            if error.status == 404:
                return True
            if error.code == _UNFINISHED or error.status == 409:
                return False
            raise
        return True

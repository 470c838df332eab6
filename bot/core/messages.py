"""The values that every module uses: channels, addresses, messages, events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NewType, Self

from bot.core.channels import SENDING as SENDING  # noqa: PLC0414 - others take it from here
from bot.core.channels import Channel as Channel  # noqa: PLC0414 - others take it from here

MessageSid = NewType("MessageSid", str)
ContactId = NewType("ContactId", str)
BatchId = NewType("BatchId", str)

# The longest text of a maintainer or a system that is read and sent at all, in characters.
MAX_TEXT_CHARACTERS = 16_000
MAX_MEDIA = 10  # files with one message (twilio.com/docs/messaging/api/message-resource, MediaUrl)


_SHORT_CODE_DIGITS = 6  # numbers in international form have seven at least (ITU-T E.164)
_BY_PREFIX = {channel.prefix: channel for channel in Channel if channel.prefix}
_OTHER_PREFIX = re.compile("[a-z][a-z0-9_-]{1,30}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message comes from or goes to, on one channel.

    Not always a phone number: an SMS may come from a name ("BANCO") or a short code, and a WhatsApp
    user may hide the number behind a business-scoped id such as `BR.1234567890`.
    Neither `str` nor `repr` shows the value, so that no log line and no error can.
    """

    channel: Channel
    value: str = field(repr=False)

    @classmethod
    def parse(cls, wire: str) -> Self:
        """Read Twilio's form: `+5511987654321` or `whatsapp:+5511987654321`."""
        prefix, colon, rest = wire.partition(":")
        named = _BY_PREFIX.get(f"{prefix.lower()}{colon}")
        if named:
            return cls(named, rest.strip())
        if rest.strip() and _OTHER_PREFIX.fullmatch(prefix):
            return cls(Channel.OTHER, f"{prefix}:{rest.strip()}")
        return cls(Channel.SMS, wire.strip())

    @property
    def wire(self) -> str:
        """The form Twilio reads and writes."""
        return f"{self.channel.prefix}{self.value}"

    @property
    def network(self) -> str:
        """Twilio's word for the channel: `sms`, `whatsapp`, `rcs` ..."""
        return self.value.partition(":")[0] if self.channel not in SENDING else str(self.channel)

    @property
    def identity(self) -> str:
        """The number, name or id itself, without the word for another channel."""
        return self.value if self.channel in SENDING else self.value.partition(":")[2]

    @property
    def can_be_answered(self) -> bool:
        """A number or a WhatsApp id can be answered; a name, a short code or another channel's address cannot."""
        if self.channel not in SENDING:
            return False
        is_number = self.value.removeprefix("+").isdigit() and not self.is_short_code
        return not self.channel.has_names or is_number

    @property
    def is_short_code(self) -> bool:
        """Whether it is a short code such as 28888: Twilio cannot write to it (twilio.com/docs/api/errors/21265)."""
        digits = self.value.removeprefix("+")
        return self.channel.has_names and digits.isdigit() and len(digits) <= _SHORT_CODE_DIGITS

    def __str__(self) -> str:
        return f"<{self.channel} address>"


@dataclass(frozen=True, slots=True)
class Media:
    """A file that came with a message: its address at Twilio and the type that its sender claims."""

    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Location:
    latitude: str
    longitude: str
    label: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button or list entry that the person tapped."""

    title: str
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """The advertisement through which the person came to write; `media` is the address of its picture or video."""

    headline: str = ""
    body: str = ""
    url: str = ""
    id: str = ""
    media: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message from a person, as Twilio's webhook reported it.

    Source of the fields: twilio.com/docs/messaging/guides/webhook-request. `also` are the person's other addresses that
    the webhook names: WhatsApp's ids for a user, or the number behind one. `kind` is WhatsApp's word for the kind of
    message, an open set. `damaged` means that a part of the webhook could not be understood, `cut` that the text was
    too long for one dispatch. `trouble` is the error code that made Twilio
    use the fallback address, if any. `recovered` means that no webhook reported it: it comes from Twilio's list, which
    has fewer fields. `often_forwarded` is WhatsApp's mark on what many have passed on; then `forwarded` is set too.
    """

    sid: MessageSid
    sender: Address
    recipient: Address
    text: str = field(default="", repr=False)
    media: tuple[Media, ...] = field(default=(), repr=False)
    location: Location | None = field(default=None, repr=False)
    choice: Choice | None = field(default=None, repr=False)
    profile_name: str = field(default="", repr=False)
    reply_to: MessageSid | None = None
    opt_out: str = ""
    forwarded: bool = False
    trouble: str = ""
    recovered: bool = False
    also: tuple[Address, ...] = field(default=(), repr=False)
    kind: str = ""
    user_name: str = field(default="", repr=False)
    referral: Referral | None = field(default=None, repr=False)
    damaged: bool = False
    cut: bool = False
    often_forwarded: bool = False

    @property
    def people(self) -> tuple[Address, ...]:
        """Every address of the one person who wrote it, the sender first."""
        return (self.sender, *self.also)

    @property
    def channel(self) -> Channel:
        return self.sender.channel


@dataclass(frozen=True, slots=True)
class Event:
    """An inbound message with the relay's own sequence and time: neither Twilio nor Actions guarantees an order."""

    sequence: int
    received_at: datetime
    message: InboundMessage


class DeliveryStatus(StrEnum):
    """The delivery status of a message of ours.

    Source: twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks.
    """

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PARTIALLY_DELIVERED = "partially_delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def has_failed(self) -> bool:
        return self in (DeliveryStatus.UNDELIVERED, DeliveryStatus.FAILED, DeliveryStatus.CANCELED)

    @property
    def has_arrived(self) -> bool:
        return self in (DeliveryStatus.DELIVERED, DeliveryStatus.READ)

    @property
    def is_final(self) -> bool:
        return self.has_failed or self.has_arrived


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A change of status that Twilio reported for a message of ours.

    `about` is what our callback address carried: which comment the message belongs to. It is the `part`-th message
    of the `parts` that one text left in.
    """

    sequence: int
    received_at: datetime
    sid: MessageSid
    status: DeliveryStatus
    person: Address
    about: str = ""
    code: int = 0
    part: int = 1
    parts: int = 1


class Purpose(StrEnum):
    """Why a system sends a message; each has rules of its own."""

    NOTIFICATION = "notification"
    MARKETING = "marketing"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Order:
    """A message that a system wants sent; `by` names the token or workflow that asked."""

    sequence: int
    received_at: datetime
    id: str
    person: Address
    text: str = field(default="", repr=False)
    purpose: Purpose = Purpose.NOTIFICATION
    template: str = ""
    variables: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    by: str = ""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that Twilio has accepted from us, as its list shows it; `code` is why it failed, or 0.

    `price` is what it cost, all segments together; None until Twilio knows.
    """

    sid: MessageSid
    text: str = field(repr=False)
    created_at: datetime
    status: str = ""
    code: int = 0
    price: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A message from a person, as Twilio's list shows it."""

    sid: MessageSid
    sender: Address
    recipient: Address
    text: str = field(repr=False)
    sent_at: datetime
    media: int = 0


# Of free answers on WhatsApp (twilio.com/docs/whatsapp/key-concepts, customer service window).
WHATSAPP_WINDOW = timedelta(hours=24)


def window_closes(last_inbound: datetime) -> datetime:
    """Return until when a person who wrote then may get free-form answers on WhatsApp; later, only templates."""
    return last_inbound + WHATSAPP_WINDOW

"""What the emulated Twilio stores: senders, messages, media, people's phones, alerts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

WHATSAPP = "whatsapp:"


def new_sid(prefix: str) -> str:
    """Return an id in Twilio's form: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def is_whatsapp(address: str) -> bool:
    return address.startswith(WHATSAPP)


def plain(address: str) -> str:
    """Return the address without its channel: the key of a person's phone."""
    return address.removeprefix(WHATSAPP)


@dataclass(frozen=True, slots=True)
class Sender:
    """An address of ours: a phone number (`PN...`) or a WhatsApp sender (`XE...`), and where its webhooks go.

    An application (`AP...`) answers a number in place of all its addresses. `state` is a WhatsApp sender's status.
    """

    sid: str
    address: str
    created_at: datetime
    updated_at: datetime
    friendly_name: str = ""
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    status_callback: str = ""
    sms_application_sid: str = ""
    state: str = "ONLINE"


@dataclass(frozen=True, slots=True)
class Service:
    """A Messaging Service, with the SIDs of the senders in its pool.

    Unless it leaves the webhook to the number, it answers what comes to the numbers in its pool, or drops it.
    """

    sid: str
    created_at: datetime
    updated_at: datetime
    pool: tuple[str, ...] = ()
    friendly_name: str = "Sandbox"
    inbound_request_url: str = ""
    inbound_method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"
    use_inbound_webhook_on_number: bool = True


# A file as a person sends it: content type, bytes, and the name where the phone passes one on.
SentFile = tuple[str, bytes] | tuple[str, bytes, str]


@dataclass(frozen=True, slots=True)
class Media:
    """A file of a message, with its sender's name for it. An outbound one has only the address to fetch it from."""

    sid: str
    content_type: str
    created_at: datetime
    content: bytes = field(default=b"", repr=False)
    source: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A template: `{{1}}` in its text is a variable, `variables` holds defaults, `approval` is WhatsApp's status."""

    sid: str
    text: str
    at: datetime
    name: str = ""
    language: str = "pt_BR"
    approval: str = "approved"
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A message resource. `form` is the webhook form of an inbound one, kept for repeating it.

    With `body_hidden` the API shows an empty body.
    """

    sid: str
    direction: str
    sender: str
    recipient: str
    body: str
    status: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    send_at: datetime | None = None
    media: tuple[Media, ...] = ()
    segments: int = 1
    price: Decimal | None = None
    error_code: int | None = None
    error_message: str | None = None
    messaging_service_sid: str | None = None
    status_callback: str = ""
    content_sid: str = ""
    body_hidden: bool = False
    form: tuple[tuple[str, str], ...] = ()

    @property
    def inbound(self) -> bool:
        return self.direction == "inbound"

    @property
    def whatsapp(self) -> bool:
        return is_whatsapp(self.recipient)

    @property
    def person(self) -> str:
        """The person's address, whatever the direction."""
        return self.sender if self.inbound else self.recipient

    @property
    def ours(self) -> str:
        """Our address, whatever the direction."""
        return self.recipient if self.inbound else self.sender


@dataclass(frozen=True, slots=True)
class Phone:
    """A person's phone, as the network knows it."""

    number: str
    unreachable: bool = False
    landline: bool = False
    verified: bool = False
    opted_out: bool = False
    last_whatsapp_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as the person sees it. It stays on the phone when Twilio redacts or deletes its own copy.

    `told` are the fields of the webhook's form that say what was sent besides text and files, such as a place.
    """

    sid: str
    mine: bool
    channel: str
    body: str
    at: datetime
    media: tuple[Media, ...] = ()
    state: str = "sent"
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge, above zero, in the narrowest of Twilio's usage categories."""

    category: str
    at: datetime
    price: Decimal
    count: int = 1
    usage: int = 1


@dataclass(frozen=True, slots=True)
class Trigger:
    """A usage trigger; it fires once in each of its periods."""

    sid: str
    name: str
    category: str
    by: str
    value: Decimal
    recurring: str | None
    callback_url: str
    callback_method: str
    created_at: datetime
    updated_at: datetime
    fired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """An entry of Twilio's error log, such as a webhook that could not be delivered."""

    sid: str
    error_code: str
    message: str
    url: str
    resource_sid: str
    at: datetime
    level: str = "error"

"""The Messaging Services of our account: which senders are in their pools, and whether they answer in a number's place.

Source: twilio.com/docs/messaging/api/service-resource and its subresources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.twilio.failures import twilio_errors
from bot.adapters.twilio.set_up import client_for
from bot.core.errors import SendRefusedError
from bot.core.settings import Settings

MOST = 50  # services that are looked into: an office has one or two
_PAGE = 400  # the most senders that a service takes


@dataclass(frozen=True, slots=True)
class Service:
    """A Messaging Service. Unless it `leaves_webhook_to_number`, it answers for the numbers in its pool."""

    sid: str
    name: str
    leaves_webhook_to_number: bool
    inbound_request_url: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """The senders of a service, as Twilio writes them."""

    senders: frozenset[str] = field(repr=False)


def known(settings: Settings) -> list[Service]:
    """Return the account's services, at most MOST; raises as `twilio_errors` does."""
    with twilio_errors():
        found = client_for(settings).messaging.v1.services.list(limit=MOST)
    return [_read(one) for one in found]


def find(settings: Settings, sid: str) -> Service | None:
    """Return the service of that SID, None where there is none."""
    try:
        with twilio_errors():
            return _read(client_for(settings).messaging.v1.services(sid).fetch())
    except SendRefusedError as error:
        if error.status != 404:
            raise
        return None


def pool(settings: Settings, sid: str, *, whatsapp: bool = True) -> Pool:
    """Return the senders of a service, the WhatsApp ones only if they are asked for; raises as `twilio_errors` does."""
    service = client_for(settings).messaging.v1.services(sid)
    with twilio_errors():
        senders = {str(one.phone_number) for one in service.phone_numbers.list(page_size=_PAGE)}
        if whatsapp:
            senders |= {str(one.sender) for one in service.channel_senders.list(page_size=_PAGE)}
    return Pool(frozenset(senders))


def change(settings: Settings, sid: str, values: Mapping[str, Any]) -> None:
    """Change settings of a service, named as Twilio's library does; raises as `twilio_errors` does."""
    with twilio_errors():
        client_for(settings).messaging.v1.services(sid).update(**values)


def _read(one: Any) -> Service:
    return Service(
        str(one.sid),
        one.friendly_name or "",
        bool(one.use_inbound_webhook_on_number),
        one.inbound_request_url or "",
    )

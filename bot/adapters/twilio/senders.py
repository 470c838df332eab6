"""The WhatsApp senders of our account: their status, and where what people write to them goes.

Source: twilio.com/docs/whatsapp/api/senders. Twilio's sandbox is a number of Twilio's own, which no account has among
its senders; only the console shows and changes its address (twilio.com/docs/whatsapp/sandbox).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.twilio.failures import twilio_errors
from bot.adapters.twilio.set_up import client_for
from bot.core.settings import Settings

SANDBOX = "whatsapp:+14155238886"
_PAGE = 1_000
_WORKING = ("ONLINE", "ONLINE:UPDATING")


@dataclass(frozen=True, slots=True)
class Sender:
    """A WhatsApp sender; `address` is Twilio's form, whatsapp:+... `reasons` are error codes for being offline."""

    sid: str
    address: str = field(repr=False)
    name: str = field(repr=False)
    status: str
    reasons: tuple[str, ...] = ()
    callback_url: str = ""
    callback_method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"

    @property
    def works(self) -> bool:
        return self.status in _WORKING


class _WebhookAlone:
    """What an update sends: the library's own object would send null for every part that it does not name."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def to_dict(self) -> dict[str, Any]:
        return {"webhook": dict(self._values)}


def registered(settings: Settings) -> list[Sender]:
    """Return the WhatsApp senders of the account; raises as `twilio_errors` does."""
    with twilio_errors():
        found = client_for(settings).messaging.v2.channels_senders.list(channel="whatsapp", page_size=_PAGE)
    return [_read(one) for one in found]


def fetch(settings: Settings, sid: str) -> Sender:
    """Return the sender of that SID; raises as `twilio_errors` does."""
    with twilio_errors():
        return _read(client_for(settings).messaging.v2.channels_senders(sid).fetch())


def change(settings: Settings, sid: str, values: Mapping[str, str]) -> None:
    """Change a sender's webhooks, named as the fields of `Sender`; an empty value takes one away.

    Twilio takes that up within moments. Raises as `twilio_errors` does.
    """
    with twilio_errors():
        client_for(settings).messaging.v2.channels_senders(sid).update(_WebhookAlone(values))


def _read(one: Any) -> Sender:
    webhook, profile = _values(one.webhook), _values(one.profile)
    reasons = [_values(reason).get("code") for reason in one.offline_reasons or ()]
    return Sender(
        sid=str(one.sid),
        address=str(one.sender_id),
        name=profile.get("name") or "",
        status=str(one.status),
        reasons=tuple(str(reason) for reason in reasons if reason),
        callback_url=webhook.get("callback_url") or "",
        callback_method=webhook.get("callback_method") or "POST",
        fallback_url=webhook.get("fallback_url") or "",
        fallback_method=webhook.get("fallback_method") or "POST",
    )


def _values(part: Any) -> Mapping[str, Any]:
    """Return a part of a sender as a mapping: the library hands over what came, or an object of its own."""
    if part is None:
        return {}
    return part if isinstance(part, Mapping) else vars(part)

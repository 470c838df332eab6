"""Who answers what comes to a sender of ours: its own addresses, those of a Messaging Service, or an application.

Source: the descriptions of `sms_application_sid` and `use_inbound_webhook_on_number` in Twilio's OpenAPI documents.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.values import Sender


class Endpoint(NamedTuple):
    """Where a webhook goes, and where it goes if that fails; no address: it goes nowhere that we see."""

    url: str
    method: str
    fallback_url: str
    fallback_method: str


_NOBODY_HERE = Endpoint("", "POST", "", "POST")


def service_of(state: TwilioState, address: str) -> str | None:
    """Return the SID of the Messaging Service that a sender of ours belongs to."""
    found = state.services.holding(state.sender(address).sid)
    return found.sid if found else None


def endpoint(state: TwilioState, sender: Sender) -> Endpoint:
    """Return where the webhook for a message to this sender goes."""
    service = state.services.holding(sender.sid)
    if service and not service.use_inbound_webhook_on_number:
        return Endpoint(
            service.inbound_request_url,
            service.inbound_method,
            service.fallback_url,
            service.fallback_method,
        )
    if sender.sms_application_sid:
        return _NOBODY_HERE
    return Endpoint(sender.sms_url, sender.sms_method, sender.sms_fallback_url, sender.sms_fallback_method)

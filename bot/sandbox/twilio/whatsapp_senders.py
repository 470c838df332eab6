"""The WhatsApp senders of the account: messaging.twilio.com/v2/Channels/Senders.

Source: twilio.com/docs/whatsapp/api/senders. The number of Twilio's own sandbox is no sender of any account.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.sandbox.twilio.content import paged
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import RefusedError, not_found
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.shapes import Json
from bot.sandbox.twilio.values import Sender, is_whatsapp

_FIELDS = {
    "callback_url": "sms_url",
    "callback_method": "sms_method",
    "fallback_url": "sms_fallback_url",
    "fallback_method": "sms_fallback_method",
    "status_callback_url": "status_callback",
}
_PARTS = frozenset({"friendly_name", "configuration", "webhook", "profile"})
_STATUSES = {"twilio-sender-offline": "OFFLINE", "twilio-sender-pending": "PENDING_VERIFICATION"}
_OFFLINE = {
    "code": "63100",
    "message": "The sender was taken offline in the sandbox",
    "more_info": "https://www.twilio.com/docs/errors/63100",
}


def add_routes(rest: Blueprint, bound: Callable[[Callable[..., Response]], Callable[..., Response]]) -> None:
    for rule, method, view in (
        ("/Channels/Senders", "GET", listed),
        ("/Channels/Senders/<sid>", "GET", fetch),
        ("/Channels/Senders/<sid>", "POST", update),
    ):
        rest.add_url_rule(rule, f"{method} {rule}", bound(view), methods=[method])


def listed(twilio: TwilioEmulator) -> Response:
    channel = request.args.get("Channel", "")
    if not channel:
        raise RefusedError(Refusal(400, 20001, "Channel is required"))
    known = _senders(twilio) if channel == "whatsapp" else []
    return paged("senders", [_shape(twilio, one) for one in known], Channel=channel)


def fetch(twilio: TwilioEmulator, sid: str) -> Response:
    return jsonify(_shape(twilio, _sender(twilio, sid)))


def update(twilio: TwilioEmulator, sid: str) -> Response:
    """Change a sender's webhooks; what the request does not name stays. Twilio takes the change up later."""
    sender, given = _sender(twilio, sid), request.get_json(silent=True)
    if not isinstance(given, dict) or not _PARTS.issuperset(given):
        raise RefusedError(Refusal(400, 20001, "Invalid request body"))
    webhook = given.get("webhook") or {}
    for name in ("callback_method", "fallback_method"):
        if webhook.get(name) not in (None, "POST", "PUT"):
            raise RefusedError(Refusal(400, 20001, f"Invalid {name}"))
    changes: dict[str, Any] = {
        field: webhook[name] for name, field in _FIELDS.items() if webhook.get(name) is not None
    }
    changed = twilio.state.update_sender(sender.sid, **changes)
    answer = jsonify({**_shape(twilio, changed), "status": "ONLINE:UPDATING"})
    answer.status_code = 202
    return answer


def _senders(twilio: TwilioEmulator) -> list[Sender]:
    if "twilio-whatsapp-sandbox" in twilio.faults.active():
        return []
    return [one for one in twilio.state.senders() if is_whatsapp(one.address)]


def _sender(twilio: TwilioEmulator, sid: str) -> Sender:
    found = next((one for one in _senders(twilio) if one.sid == sid), None)
    if found is None:
        raise RefusedError(not_found())
    return found


def _shape(twilio: TwilioEmulator, sender: Sender) -> Json:
    active = twilio.faults.active()
    for name, state in _STATUSES.items():
        sender = replace(sender, state=state) if name in active else sender
    return {
        "compliance": None,
        "configuration": {"waba_id": "123456789012345"},
        "offline_reasons": [_OFFLINE] if sender.state == "OFFLINE" else None,
        "profile": {"name": "Sandbox"},
        "properties": {"messaging_limit": "10K Customers/24hr", "quality_rating": "HIGH"},
        "sender_id": sender.address,
        "sid": sender.sid,
        "status": sender.state,
        "url": f"{request.host_url}v2/Channels/Senders/{sender.sid}",
        "webhook": {
            "callback_method": sender.sms_method,
            "callback_url": sender.sms_url,
            "fallback_method": sender.sms_fallback_method,
            "fallback_url": sender.sms_fallback_url,
            "status_callback_method": "POST",
            "status_callback_url": sender.status_callback,
        },
    }

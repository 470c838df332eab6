"""The Messaging Services of the account and the senders in their pools: messaging.twilio.com/v1/Services.

Source: twilio.com/docs/messaging/api/service-resource and the pages of its subresources.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.core import clock
from bot.sandbox.twilio.content import paged
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import RefusedError, not_found
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.shapes import Json
from bot.sandbox.twilio.values import Sender, Service, is_whatsapp

_TEXTS = {
    "FriendlyName": "friendly_name",
    "InboundRequestUrl": "inbound_request_url",
    "InboundMethod": "inbound_method",
    "FallbackUrl": "fallback_url",
    "FallbackMethod": "fallback_method",
}
_POOLS = {
    "alpha_senders": "AlphaSenders",
    "channel_senders": "ChannelSenders",
    "phone_numbers": "PhoneNumbers",
    "short_codes": "ShortCodes",
}


def add_routes(rest: Blueprint, bound: Callable[[Callable[..., Response]], Callable[..., Response]]) -> None:
    for rule, method, view in (
        ("/Services", "GET", listed),
        ("/Services/<sid>", "GET", fetch),
        ("/Services/<sid>", "POST", update),
        ("/Services/<sid>/PhoneNumbers", "GET", phone_numbers),
        ("/Services/<sid>/ChannelSenders", "GET", channel_senders),
    ):
        rest.add_url_rule(rule, f"{method} {rule}", bound(view), methods=[method])


def listed(twilio: TwilioEmulator) -> Response:
    return paged("services", [_shape(twilio, one) for one in _services(twilio)])


def fetch(twilio: TwilioEmulator, sid: str) -> Response:
    return jsonify(_shape(twilio, _service(twilio, sid)))


def update(twilio: TwilioEmulator, sid: str) -> Response:
    service, form = _service(twilio, sid), request.form
    for name in ("InboundMethod", "FallbackMethod"):
        if form.get(name, "POST") not in ("GET", "POST"):
            raise RefusedError(Refusal(400, 20001, f"Invalid {name}"))
    for name in ("InboundRequestUrl", "FallbackUrl"):
        if form.get(name) and not re.fullmatch(r"https?://\S+", form[name]):
            raise RefusedError(Refusal(400, 20001, f"Invalid {name}"))
    changes: dict[str, Any] = {field: form[name] for name, field in _TEXTS.items() if name in form}
    if "UseInboundWebhookOnNumber" in form:
        wanted = form["UseInboundWebhookOnNumber"].lower()
        if wanted not in ("true", "false"):
            raise RefusedError(Refusal(400, 20001, "Invalid UseInboundWebhookOnNumber"))
        changes["use_inbound_webhook_on_number"] = wanted == "true"
    return jsonify(_shape(twilio, twilio.state.services.change(service.sid, **changes)))


def phone_numbers(twilio: TwilioEmulator, sid: str) -> Response:
    service = _service(twilio, sid)
    entries = [
        {
            **_member(twilio, sender, service),
            "capabilities": ["SMS", "MMS", "Voice"],
            "country_code": "US",
            "phone_number": sender.address,
            "service_sid": sid,
            "url": f"{request.base_url}/{sender.sid}",
        }
        for sender in _pool(twilio, service)
        if not is_whatsapp(sender.address)
    ]
    return paged("phone_numbers", entries)


def channel_senders(twilio: TwilioEmulator, sid: str) -> Response:
    service = _service(twilio, sid)
    entries = [
        {
            **_member(twilio, sender, service),
            "country_code": "US",
            "messaging_service_sid": sid,
            "sender": sender.address,
            "sender_type": "WhatsApp",
            "url": f"{request.base_url}/{sender.sid}",
        }
        for sender in _pool(twilio, service)
        if is_whatsapp(sender.address)
    ]
    return paged("senders", entries)


def _services(twilio: TwilioEmulator) -> list[Service]:
    return [] if "twilio-no-service" in twilio.faults.active() else twilio.state.services.everything()


def _service(twilio: TwilioEmulator, sid: str) -> Service:
    found = next((one for one in _services(twilio) if one.sid == sid), None)
    if found is None:
        raise RefusedError(not_found())
    return found


def _pool(twilio: TwilioEmulator, service: Service) -> list[Sender]:
    return [one for one in twilio.state.senders() if one.sid in service.pool]


def _member(twilio: TwilioEmulator, sender: Sender, service: Service) -> Json:
    return {
        "account_sid": twilio.state.account_sid,
        "date_created": clock.iso(service.created_at),
        "date_updated": clock.iso(service.updated_at),
        "sid": sender.sid,
    }


def _shape(twilio: TwilioEmulator, service: Service) -> Json:
    address = f"{request.host_url}v1/Services/{service.sid}"
    return {
        "account_sid": twilio.state.account_sid,
        "area_code_geomatch": True,
        "date_created": clock.iso(service.created_at),
        "date_updated": clock.iso(service.updated_at),
        "fallback_method": service.fallback_method,
        "fallback_to_long_code": False,
        "fallback_url": service.fallback_url or None,
        "friendly_name": service.friendly_name,
        "inbound_method": service.inbound_method,
        "inbound_request_url": service.inbound_request_url or None,
        "links": {name: f"{address}/{path}" for name, path in _POOLS.items()},
        "mms_converter": True,
        "scan_message_content": "inherit",
        "sid": service.sid,
        "smart_encoding": False,
        "status_callback": None,
        "sticky_sender": True,
        "synchronous_validation": False,
        "url": address,
        "us_app_to_person_registered": False,
        "use_inbound_webhook_on_number": service.use_inbound_webhook_on_number,
        "usecase": "undeclared",
        "validity_period": 36_000,
    }

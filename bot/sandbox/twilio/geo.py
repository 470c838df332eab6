"""The geographic permissions: to which countries the account may send SMS.

Source: the description of `/v1/Messaging/GeoPermissions` in Twilio's OpenAPI document of accounts.twilio.com;
twilio.com/docs/api/errors/21408.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import phonenumbers
from flask import Blueprint, Response, jsonify, request

from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import RefusedError
from bot.sandbox.twilio.rules import Refusal, masked
from bot.sandbox.twilio.shapes import Json
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.values import is_whatsapp

_PREFIXES = {"BR": "+55", "PT": "+351", "US": "+1", "GB": "+44", "ES": "+34", "NG": "+234"}
_HIGH_RISK = frozenset({"NG"})
_INVALID = Refusal(400, 20001, "Invalid Permissions")


def add_routes(rest: Blueprint, bound: Callable[[Callable[..., Response]], Callable[..., Response]]) -> None:
    for method, view in (("GET", fetch), ("PATCH", update)):
        rest.add_url_rule("/Messaging/GeoPermissions", f"{method} geo", bound(view), methods=[method])


def fetch(twilio: TwilioEmulator) -> Response:
    asked = request.args.get("CountryCode", "").upper()
    countries = [code for code in _PREFIXES if asked in ("", code)]
    return jsonify(permissions=[_shape(code, twilio.state) for code in countries])


def update(twilio: TwilioEmulator) -> Response:
    """Switch countries on and off; those of high risk only the console changes."""
    asked = [_permission(text) for text in request.form.getlist("Permissions")]
    if not asked:
        raise RefusedError(Refusal(400, 20001, "Permissions is required"))
    answers = []
    for code, enabled in asked:
        refused = code in _HIGH_RISK or code not in _PREFIXES
        if not refused:
            others = twilio.state.countries - {code}
            twilio.state.countries = others | {code} if enabled else others
        messages = ["High risk country permission cannot be updated"] if refused else []
        answers.append(
            {
                "country_code": code,
                "enabled": code in twilio.state.countries,
                "error_code": 30649 if refused else 0,
                "error_messages": messages,
                "type": "country",
            }
        )
    return jsonify(permissions=answers)


def _permission(text: str) -> tuple[str, bool]:
    try:
        given = json.loads(text)
        code, kind, enabled = given["country_code"], given["type"], given["enabled"]
    except (ValueError, TypeError, KeyError):
        raise RefusedError(_INVALID) from None
    if kind != "country" or not isinstance(code, str) or not isinstance(enabled, bool):
        raise RefusedError(_INVALID)
    return code, enabled


def refuse_country(state: TwilioState, recipient: str) -> Refusal | None:
    """Return the refusal of an SMS to a country that is not switched on; WhatsApp knows no such permission."""
    if is_whatsapp(recipient):
        return None
    country = phonenumbers.region_code_for_number(phonenumbers.parse(recipient))
    if country not in _PREFIXES or country in state.countries:
        return None
    sentence = "Permission to send an SMS has not been enabled for the region indicated by the 'To' number"
    return Refusal(400, 21408, f"{sentence}: {masked(recipient)}")


def _shape(code: str, state: TwilioState) -> Json:
    return {
        "country_code": code,
        "enabled": code in state.countries,
        "message": "High Risk Country" if code in _HIGH_RISK else "",
        "prefix": _PREFIXES[code],
        "type": "country",
    }

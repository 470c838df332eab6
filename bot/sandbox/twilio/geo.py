"""The geographic permissions: to which countries the account may send SMS.

Source: the description of `/v1/Messaging/GeoPermissions` in Twilio's OpenAPI document of accounts.twilio.com;
twilio.com/docs/api/errors/21408.
"""

from __future__ import annotations

from collections.abc import Callable

import phonenumbers
from flask import Blueprint, Response, jsonify, request

from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.rules import Refusal, masked
from bot.sandbox.twilio.shapes import Json
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.values import is_whatsapp

_PREFIXES = {"BR": "+55", "PT": "+351", "US": "+1", "GB": "+44", "ES": "+34", "NG": "+234"}
_HIGH_RISK = frozenset({"NG"})


def add_routes(rest: Blueprint, bound: Callable[[Callable[..., Response]], Callable[..., Response]]) -> None:
    rest.add_url_rule("/Messaging/GeoPermissions", "GET geo", bound(fetch), methods=["GET"])


def fetch(twilio: TwilioEmulator) -> Response:
    asked = request.args.get("CountryCode", "").upper()
    countries = [code for code in _PREFIXES if asked in ("", code)]
    return jsonify(permissions=[_shape(code, twilio.state) for code in countries])


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

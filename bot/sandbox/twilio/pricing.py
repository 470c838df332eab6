"""The emulated Pricing API for messages. The prices are made up; their shape is Twilio's.

Source: twilio.com/docs/messaging/api/messaging-pricing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.sandbox.twilio.content import paged
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import RefusedError, not_found
from bot.sandbox.twilio.shapes import Json

# ISO code: name, inbound price, and carrier, MCC, MNC, price of each outbound one.
_Carriers = tuple[tuple[str, str, str, float], ...]
_COUNTRIES: Mapping[str, tuple[str, float, _Carriers]] = {
    "BR": (
        "Brazil",
        0.0075,
        (
            ("Vivo", "724", "06", 0.0600),
            ("Claro", "724", "05", 0.0525),
            ("TIM", "724", "02", 0.0750),
        ),
    ),
    "PT": ("Portugal", 0.0075, (("Vodafone", "268", "01", 0.0450),)),
    "US": ("United States", 0.0083, (("AT&T", "310", "410", 0.0083),)),
}

_MONTHLY = {
    "BR": {"local": 4.25, "mobile": 15.0},
    "PT": {"mobile": 12.0},
    "US": {"local": 1.15, "toll free": 2.15},
}


def add_routes(rest: Blueprint, bound: Callable[..., Any]) -> None:
    """Add the routes: the countries, and one country's prices."""
    for rule, view in (
        ("/Messaging/Countries", listed),
        ("/Messaging/Countries/<country>", fetch),
        ("/PhoneNumbers/Countries/<country>", fetch_of_numbers),
    ):
        rest.add_url_rule(rule, f"GET {rule}", bound(view), methods=["GET"])


def listed(_: TwilioEmulator) -> Response:
    return paged("countries", [_name(code) for code in _COUNTRIES])


def fetch(_: TwilioEmulator, country: str) -> Response:
    code = country.upper()
    if code not in _COUNTRIES:
        raise RefusedError(not_found())
    _country, inbound, carriers = _COUNTRIES[code]
    outbound = [
        {
            "carrier": carrier,
            "mcc": mcc,
            "mnc": mnc,
            "prices": [_price(price, "mobile"), _price(price, "local")],
        }
        for carrier, mcc, mnc, price in carriers
    ]
    return jsonify(
        {
            **_name(code),
            "inbound_sms_prices": [_price(inbound, "local"), _price(inbound, "mobile")],
            "outbound_sms_prices": outbound,
            "price_unit": "USD",
        }
    )


def fetch_of_numbers(_: TwilioEmulator, country: str) -> Response:
    """Show what a number of each kind costs a month."""
    code = country.upper()
    if code not in _MONTHLY:
        raise RefusedError(not_found())
    address = f"{request.host_url}v1/PhoneNumbers/Countries/{code}"
    prices = [
        {"base_price": price, "current_price": price, "number_type": kind}
        for kind, price in _MONTHLY[code].items()
    ]
    return jsonify({**_name(code), "phone_number_prices": prices, "price_unit": "USD", "url": address})


def _price(price: float, number_type: str) -> Json:
    return {"base_price": price, "current_price": price, "number_type": number_type}


def _name(code: str) -> Json:
    address = f"{request.host_url}v1/Messaging/Countries/{code}"
    return {"country": _COUNTRIES[code][0], "iso_country": code, "url": address}

"""The IncomingPhoneNumbers of the account, and the AvailablePhoneNumbers that could be bought.

Sources: Twilio's API reference, pages "IncomingPhoneNumber resource" and "AvailablePhoneNumber resource"; the codes are
those of twilio.com/docs/api/errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from flask import Blueprint, Response, jsonify, request

from bot.sandbox.twilio import shapes
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import RefusedError, not_found, page
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.shapes import Json
from bot.sandbox.twilio.values import Sender, is_whatsapp

FOREIGN = "+15550009999"  # what the account has in place of our number, with the fault twilio-other-number
_FIELDS = {
    "FriendlyName": "friendly_name",
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method",
    "SmsApplicationSid": "sms_application_sid",
    "StatusCallback": "status_callback",
}
_BAD_URL = {
    "SmsUrl": Refusal(400, 21502, "SmsUrl is not a valid URL"),
    "SmsFallbackUrl": Refusal(400, 21504, "SmsFallbackUrl is not a valid URL"),
}
_BAD_METHOD = {
    "SmsMethod": Refusal(400, 21503, "SmsMethod is not a valid HTTP method"),
    "SmsFallbackMethod": Refusal(400, 21505, "SmsFallbackMethod is not a valid HTTP method"),
}


class _Offer(NamedTuple):
    """A number that could be bought: what it can do, and where its buyer has to live."""

    number: str
    can: tuple[str, ...]
    address_requirements: str = "none"


# By country and kind; a kind that is not here is sold nowhere in that country.
_OFFERS: Mapping[str, Mapping[str, tuple[_Offer, ...]]] = {
    "US": {
        "Local": (_Offer("+15557650101", ("sms", "mms", "voice")), _Offer("+15557650102", ("sms", "voice"))),
        "TollFree": (_Offer("+18005550199", ("sms", "voice")),),
    },
    "BR": {
        "Local": (_Offer("+551140401234", ("voice",), "local"),),
        "Mobile": (_Offer("+5511955501234", ("sms", "voice"), "any"),),
    },
    "PT": {"Mobile": (_Offer("+351915550123", ("sms", "voice"), "local"),)},
}


def add_routes(rest: Blueprint, bound: Callable[[Callable[..., Response]], Callable[..., Response]]) -> None:
    for rule, method, view in (
        ("/<account>/IncomingPhoneNumbers.json", "GET", listed),
        ("/<account>/IncomingPhoneNumbers/<sid>.json", "GET", fetch),
        ("/<account>/IncomingPhoneNumbers/<sid>.json", "POST", update),
        ("/<account>/AvailablePhoneNumbers/<country>.json", "GET", country_page),
        ("/<account>/AvailablePhoneNumbers/<country>/<kind>.json", "GET", available),
    ):
        rest.add_url_rule(rule, f"{method} {rule}".replace(".", " "), bound(view), methods=[method])


def listed(twilio: TwilioEmulator) -> Response:
    query = request.args
    entries = [
        shape
        for shape in (_shape(twilio, sender) for sender in twilio.state.senders() if _is_number(sender))
        if query.get("PhoneNumber", shape["phone_number"]) in shape["phone_number"]
        and query.get("FriendlyName", shape["friendly_name"]) == shape["friendly_name"]
    ]
    return page("incoming_phone_numbers", entries, ("PhoneNumber", "FriendlyName"))


def fetch(twilio: TwilioEmulator, sid: str) -> Response:
    return jsonify(_shape(twilio, _number(twilio, sid)))


def update(twilio: TwilioEmulator, sid: str) -> Response:
    """Change the settings of a number; an empty value takes one away."""
    number, form = _number(twilio, sid), request.form
    for name, refusal in _BAD_URL.items():
        if form.get(name) and not re.fullmatch(r"https?://[^\s/?#]+\S*", form[name]):
            raise RefusedError(refusal)
    for name, refusal in _BAD_METHOD.items():
        if name in form and form[name] not in ("GET", "POST"):
            raise RefusedError(refusal)
    if form.get("SmsApplicationSid") and not re.fullmatch(r"AP[0-9a-f]{32}", form["SmsApplicationSid"]):
        raise RefusedError(Refusal(400, 21501, "Application Sid is not accessible"))
    changes = {field: form[key] for key, field in _FIELDS.items() if key in form}
    return jsonify(_shape(twilio, twilio.state.update_sender(number.sid, **changes)))


def country_page(twilio: TwilioEmulator, country: str) -> Response:
    if country not in _OFFERS:
        raise RefusedError(not_found())
    path = f"{shapes.account_path(twilio.state.account_sid)}/AvailablePhoneNumbers/{country}"
    names = {"Local": "local", "TollFree": "toll_free", "Mobile": "mobile"}
    return jsonify(
        beta=False,
        country=country,
        country_code=country,
        subresource_uris={names[kind]: f"{path}/{kind}.json" for kind in _OFFERS[country]},
        uri=f"{path}.json",
    )


def available(_: TwilioEmulator, country: str, kind: str) -> Response:
    """List numbers that could be bought: those that can all that is asked for."""
    if kind not in _OFFERS.get(country, {}):
        raise RefusedError(not_found())
    asked = {
        name
        for name in ("sms", "mms", "voice")
        if request.args.get(f"{name.capitalize()}Enabled", "false").lower() == "true"
    }
    entries = [_offered(one, country) for one in _OFFERS[country][kind] if asked.issubset(one.can)]
    return page("available_phone_numbers", entries, ())


def _offered(one: _Offer, country: str) -> Json:
    nowhere = ("lata", "latitude", "locality", "longitude", "postal_code", "rate_center", "region")
    return {
        **dict.fromkeys(nowhere),
        "address_requirements": one.address_requirements,
        "beta": False,
        "capabilities": {name: name in one.can for name in ("mms", "sms", "voice")},
        "friendly_name": one.number,
        "iso_country": country,
        "phone_number": one.number,
    }


def _number(twilio: TwilioEmulator, sid: str) -> Sender:
    found = twilio.state.sender(sid)
    if not _is_number(found):
        raise RefusedError(not_found())
    return found


def _is_number(sender: Sender) -> bool:
    return not is_whatsapp(sender.address)


def _shape(twilio: TwilioEmulator, sender: Sender) -> Json:
    shape, active = shapes.phone_number(sender, twilio.state.account_sid), twilio.faults.active()
    if "twilio-other-number" in active:
        shape |= {"phone_number": FOREIGN, "friendly_name": FOREIGN}
    if "twilio-no-sms" in active:
        shape["capabilities"] = {"fax": False, "mms": False, "sms": False, "voice": True}
    return shape

"""Control routes of the emulated Twilio, under `/_sandbox/`: JSON, without credentials."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound

from bot.core import clock
from bot.sandbox.emulator.faults import UnknownFaultError
from bot.sandbox.twilio import content, rules, shapes
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.inbox import Delivered
from bot.sandbox.twilio.shapes import Json
from bot.sandbox.twilio.state import UnknownSidError
from bot.sandbox.twilio.values import Alert, Bubble, Phone, SentFile, is_whatsapp

_SWITCHES = frozenset({"unreachable", "landline", "opted_out", "verified"})


def blueprint(twilio: TwilioEmulator) -> Blueprint:
    """Return the control routes."""
    control = Blueprint("control", __name__)

    @control.errorhandler(UnknownSidError)
    def unknown_sid(error: UnknownSidError) -> tuple[Response, int]:
        return jsonify(error=f"there is nothing called {error}"), 404

    @control.errorhandler(BadRequest)
    @control.errorhandler(NotFound)
    def bad_request(error: BadRequest | NotFound) -> tuple[Response, int]:
        return jsonify(error=error.description), error.code

    _add_messages(control, twilio)
    _add_phones(control, twilio)
    _add_faults(control, twilio)
    content.add_control(control, twilio)

    @control.get("/alerts")
    def alerts() -> Response:
        return jsonify(alerts=[_alert(alert) for alert in twilio.state.alerts()])

    @control.get("/idle")
    def idle() -> Response:
        return jsonify(idle=twilio.wait_idle(request.args.get("timeout", 10.0, float)))

    return control


def _add_messages(control: Blueprint, twilio: TwilioEmulator) -> None:
    @control.post("/messages")
    def text() -> tuple[Response, int]:
        return jsonify(_delivered(_person_texts(twilio, _object()))), 201

    @control.post("/messages/<sid>/resend")
    def resend(sid: str) -> Response:
        return jsonify(_delivered(twilio.resend(sid)))

    @control.get("/messages")
    def messages() -> Response:
        state = twilio.state
        return jsonify(messages=[shapes.message(message, state.account_sid) for message in state.messages()])


def _add_phones(control: Blueprint, twilio: TwilioEmulator) -> None:
    @control.get("/phones")
    def phones() -> Response:
        return jsonify(phones=[_phone(twilio, phone) for phone in twilio.state.phones()])

    @control.get("/phones/<number>")
    def phone(number: str) -> Response:
        return jsonify(_phone(twilio, twilio.state.phone(number)))

    @control.put("/phones/<number>")
    def change_phone(number: str) -> Response:
        return jsonify(_phone(twilio, twilio.state.change_phone(number, **_switches(_object()))))

    @control.post("/phones/<number>/read")
    def read(number: str) -> Response:
        return jsonify(read=twilio.person_reads(number))

    @control.put("/clock-window/<number>")
    def window(number: str) -> Response:
        hours = _object().get("hours", 25)
        if not isinstance(hours, int | float) or isinstance(hours, bool):
            raise BadRequest("hours: a number, the age of the person's last WhatsApp message")
        return jsonify(_phone(twilio, twilio.state.age_window(number, timedelta(hours=hours))))


def _add_faults(control: Blueprint, twilio: TwilioEmulator) -> None:
    def shown() -> Response:
        return jsonify(active=twilio.faults.active(), catalogue=twilio.faults.catalogue)

    @control.get("/faults")
    def all_faults() -> Response:
        return shown()

    @control.delete("/faults")
    def no_faults() -> Response:
        twilio.faults.clear()
        return shown()

    @control.get("/faults/<name>")
    def one_fault(name: str) -> Response:
        if name not in twilio.faults.catalogue:
            raise NotFound(f"there is no fault called {name}")
        return jsonify(
            name=name, active=name in twilio.faults.active(), meaning=twilio.faults.catalogue[name]
        )

    @control.put("/faults/<name>")
    def switch_on(name: str) -> Response:
        times = _object().get("times")
        if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 1):
            raise BadRequest("times: how often it shall happen, 1 or more; leave it out for always")
        try:
            twilio.faults.switch_on(name, times)
        except UnknownFaultError as error:
            raise NotFound(str(error)) from None
        return shown()

    @control.delete("/faults/<name>")
    def switch_off(name: str) -> Response:
        twilio.faults.switch_off(name)
        return shown()


def _object() -> dict[str, Any]:
    """Return the JSON object of the request; an empty body counts as an empty object."""
    if not request.data:
        return {}
    given = request.get_json(force=True)
    if not isinstance(given, dict):
        raise BadRequest("a JSON object is expected")
    return given


def _person_texts(twilio: TwilioEmulator, given: dict[str, Any]) -> Delivered:
    sender = given.get("from")
    if not isinstance(sender, str) or not sender:
        raise BadRequest("from: the person's number, such as +5511987654321")
    recipient, extra = given.get("to") or "", given.get("extra") or {}
    whatsapp = given.get("channel") == "whatsapp" or is_whatsapp(sender) or is_whatsapp(recipient)
    if not isinstance(extra, dict) or any(not name[:1].isupper() for name in extra):
        raise BadRequest("extra: fields of Twilio's form, such as ProfileName; null leaves one out")
    return twilio.person_texts(
        rules.on_channel(sender, whatsapp=whatsapp),
        rules.on_channel(recipient, whatsapp=whatsapp)
        if recipient
        else twilio.state.sender_for(whatsapp=whatsapp).address,
        str(given.get("body") or ""),
        [_file(entry) for entry in given.get("media") or []],
        **{name: None if value is None else str(value) for name, value in extra.items()},
    )


def _file(entry: dict[str, str]) -> SentFile:
    try:
        content = base64.b64decode(entry["base64"], validate=True)
        return entry["content_type"], content, str(entry.get("name") or "")
    except (KeyError, TypeError, binascii.Error):
        raise BadRequest("media: a list of {content_type, base64}, with a name or without") from None


def _switches(given: dict[str, Any]) -> dict[str, bool]:
    for name, value in given.items():
        if name not in _SWITCHES or not isinstance(value, bool):
            raise BadRequest(f"{name}: expected true or false for {', '.join(sorted(_SWITCHES))}")
    return given


def _delivered(value: Delivered) -> Json:
    return {"sid": value.sid, "webhook": {"status": value.status, "attempts": value.attempts}}


def _phone(twilio: TwilioEmulator, value: Phone) -> Json:
    last = value.last_whatsapp_at
    return {
        **asdict(value),
        "last_whatsapp_at": clock.iso(last) if last else None,
        "messages": [_bubble(bubble) for bubble in twilio.state.thread(value.number)],
    }


def _bubble(value: Bubble) -> Json:
    return {
        "sid": value.sid,
        "direction": "sent" if value.mine else "received",
        "channel": value.channel,
        "body": value.body,
        "at": clock.iso(value.at),
        "state": value.state,
        "media": [{"content_type": media.content_type, "bytes": len(media.content)} for media in value.media],
    }


def _alert(value: Alert) -> Json:
    return {**asdict(value), "at": clock.iso(value.at)}

"""What one does with a phone: write, send a file or a place, press a button, wait, switch, add somebody."""

from __future__ import annotations

import mimetypes
from datetime import timedelta

import phonenumbers
from flask import Response, request
from werkzeug.exceptions import NotFound, RequestEntityTooLarge

from bot.core.sentences import Sentence
from bot.sandbox.screen.pane import Answer, Pane, keep_open, opened
from bot.sandbox.screen.people import People
from bot.sandbox.twilio import rules
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.values import SentFile

WAIT_HOURS = 25
# What WhatsApp passes on of a document, and carriers of an MMS (twilio.com/docs/messaging/guides/accepted-mime-types).
MOST_MEGABYTES = {"whatsapp": 16, "sms": 5}
_MEGABYTE = 1024 * 1024
_BY_MMS = ("image/", "audio/", "video/", "text/", "application/pdf")
_SWITCHES = ("unreachable", "landline", "opted_out")
_MOST_NAME, _MOST_TEXT = 60, 4096


def add_forms(pane: Pane, twilio: TwilioEmulator, people: People) -> None:
    """Add the routes of the forms."""
    _add_messages(pane, twilio, people)
    _add_phones(pane, twilio, people)

    @pane.routes.errorhandler(RequestEntityTooLarge)
    def too_large(_: RequestEntityTooLarge) -> Answer:
        # What it would not read was sent from the phone that is open, by what its owner writes by.
        return pane.refuse(_too_large(opened("channel") or people.find(opened("phone")).channel))


def _add_messages(pane: Pane, twilio: TwilioEmulator, people: People) -> None:
    def send(body: str, files: list[SentFile], **extra: str | None) -> Response:
        number, channel = _number(), _channel()
        sender = rules.on_channel(number, whatsapp=channel == "whatsapp")
        name = people.find(number).name
        if channel == "whatsapp" and name:
            extra = {"ProfileName": name, **extra}
        recipient = twilio.state.sender_for(whatsapp=channel == "whatsapp").address
        twilio.person_texts(sender, recipient, body, files, **extra)
        return pane.answer(phone=number, channel=channel)

    @pane.routes.post("/text")
    def text() -> Answer:
        body = request.form.get("body", "").replace("\r\n", "\n").strip()[:_MOST_TEXT]
        files = _files()
        keep_open(phone=_number(), channel=_channel())
        fault = _fault(files, _channel())
        if fault:
            return pane.refuse(fault, written=body)
        return send(body, files) if body or files else pane.answer()

    @pane.routes.post("/place")
    def place() -> Answer:
        parts = request.form.get("place", "").split("|")
        try:
            label, address, latitude, longitude = parts
            latitude, longitude = str(float(latitude)), str(float(longitude))
        except ValueError:
            return pane.refuse("Choose a place.")
        return send("", [], Latitude=latitude, Longitude=longitude, Label=label, Address=address)

    @pane.routes.post("/button")
    def button() -> Answer:
        """Press a quick reply: the text comes as a message, with the button's own id (Twilio, "Quick replies")."""
        label = request.form.get("label", "").strip()[:_MOST_NAME]
        payload = request.form.get("payload", "").strip()[:_MOST_NAME]
        if not label:
            return pane.refuse("A button needs a text.")
        return send(label, [], ButtonText=label, ButtonPayload=payload or label)


def _add_phones(pane: Pane, twilio: TwilioEmulator, people: People) -> None:
    @pane.routes.post("/wait")
    def wait() -> Answer:
        number = _number()
        twilio.state.age_window(number, timedelta(hours=WAIT_HOURS))
        people.wait(number, WAIT_HOURS)
        return pane.answer(phone=number, channel="whatsapp")

    @pane.routes.post("/switches")
    def switches() -> Answer:
        twilio.state.change_phone(_number(), **{name: name in request.form for name in _SWITCHES})
        return pane.answer(phone=_number())

    @pane.routes.post("/people")
    def somebody_new() -> Answer:
        written, name = request.form.get("number", ""), request.form.get("name", "").strip()[:_MOST_NAME]
        number = _as_number(written)
        if not number:
            sentence = Sentence(
                "{number} is no phone number: write it with its area code, such as (11) 98765-4321, or with +.",
                number=written.strip()[:_MOST_NAME] or "?",
            )
            return pane.refuse(sentence, new_number=written, new_name=name)
        known = people.add(number, name, _channel())
        return pane.answer(phone=known.number, channel="", issue="")


def _number() -> str:
    number = request.form.get("phone", "") or opened("phone")
    if not number:
        raise NotFound
    return number


def _channel() -> str:
    return "whatsapp" if request.form.get("channel") == "whatsapp" else "sms"


def _as_number(written: str) -> str:
    """Return a number in the form of Twilio, empty if it is none; one without a country is Brazilian."""
    try:
        parsed = phonenumbers.parse(written, "BR")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _files() -> list[SentFile]:
    files: list[SentFile] = []
    for one in request.files.getlist("files"):
        if one.filename:
            kind = one.mimetype or mimetypes.guess_type(one.filename)[0] or "application/octet-stream"
            with one.stream as opened_file:
                files.append((kind, opened_file.read(), one.filename))
    return files


def _fault(files: list[SentFile], channel: str) -> Sentence | str:
    """Return why the phone does not send these files; empty if it does."""
    if len(files) > rules.MAX_MEDIA:
        return Sentence("One message takes {most} files at most.", most=rules.MAX_MEDIA)
    if sum(len(one[1]) for one in files) > MOST_MEGABYTES[channel] * _MEGABYTE:
        return _too_large(channel)
    for kind, content, name in (one for one in files if len(one) == 3):
        if not content:
            return Sentence("{name} is empty.", name=name)
        if channel == "sms" and not kind.startswith(_BY_MMS):
            return Sentence(
                "By SMS go pictures, sound, video, PDF and contact cards; send {name} by WhatsApp.", name=name
            )
    return ""


def _too_large(channel: str) -> Sentence:
    return Sentence(
        "That is more than the {most} MB that {channel} takes in one message.",
        most=MOST_MEGABYTES[channel],
        channel="WhatsApp" if channel == "whatsapp" else "SMS",
    )

"""The left pane: the phones of people, and what one can do with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from bot.core import clock
from bot.sandbox.screen import thread
from bot.sandbox.screen.pane import Pane, opened
from bot.sandbox.screen.parts import Parts
from bot.sandbox.screen.people import People, Resident
from bot.sandbox.screen.phone_forms import add_forms
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.values import Phone, plain

CHANNELS = ("sms", "whatsapp")
# Where people may say that they are: name, address, latitude, longitude.
PLACES = (
    ("MASP", "Av. Paulista, 1578, São Paulo", "-23.561399", "-46.655882"),
    ("Cristo Redentor", "Parque Nacional da Tijuca, Rio de Janeiro", "-22.951916", "-43.210487"),
    ("Mercado Central", "Av. Augusto de Lima, 744, Belo Horizonte", "-19.922974", "-43.943208"),
)


def pane(parts: Parts) -> Pane:
    """Return the pane; who has a phone is kept as long as the screen runs."""
    people = People(parts.twilio.state)
    routes = Blueprint("phones", __name__)
    mine = Pane("phones", lambda: _values(parts, people), lambda: _mark(parts.twilio.state, people), routes)
    add_forms(mine, parts.twilio, people)

    @routes.get("/file/<number>/<sid>/<int:place>")
    def file(number: str, sid: str, place: int) -> Response:
        return _file(parts.twilio.state, number, sid, place)

    return mine


def _values(parts: Parts, people: People) -> Mapping[str, Any]:
    """Return what the template shows; drawing a phone counts as reading what it shows."""
    now = clock.now().astimezone(ZoneInfo(parts.configuration.time_zone))
    state, everyone = parts.twilio.state, people.everyone()
    number = opened("phone").strip()
    # In an address written by hand a plus is a blank.
    person = people.find(f"+{number}" if number.isdecimal() else number) if number else everyone[0]
    channel = opened("channel") if opened("channel") in CHANNELS else _usual_channel(state, person)
    if channel == "whatsapp":
        parts.twilio.person_reads(person.number)
    people.look(person.number, channel)
    phone = _phone(state, person.number)
    return {
        "people": [_row(state, people, one, now) for one in everyone],
        "person": person,
        "phone": phone,
        "channel": channel,
        "unread": {one: people.unread(person.number, [one]) for one in CHANNELS},
        "lines": thread.lines(state, phone, channel, people.waits(person.number), now),
        "ours": plain(state.sender_for(whatsapp=channel == "whatsapp").address),
        "places": PLACES,
    }


def _row(state: TwilioState, people: People, person: Resident, now: datetime) -> Mapping[str, Any]:
    shown = state.thread(person.number)
    last = shown[-1] if shown else None
    return {
        "person": person,
        "last": last,
        "kind": thread.last_kind(last) if last else "",
        "channel": last.channel if last else person.channel,
        "days_ago": thread.days_ago(last.at, now) if last else 0,
        "unread": people.unread(person.number),
    }


def _usual_channel(state: TwilioState, person: Resident) -> str:
    shown = state.thread(person.number)
    return shown[-1].channel if shown else person.channel


def _phone(state: TwilioState, number: str) -> Phone:
    """Return a phone without making one: only who writes or is written to has one at Twilio."""
    return next((one for one in state.phones() if one.number == number), Phone(number))


def _mark(state: TwilioState, people: People) -> object:
    shown = tuple(
        (phone, tuple((one.sid, one.state) for one in state.thread(phone.number))) for phone in state.phones()
    )
    return shown, tuple((one.sid, one.status) for one in state.messages()), people.version


def _file(state: TwilioState, number: str, sid: str, place: int) -> Response:
    """Answer with a file that a phone shows: in place if it is safe there, else to be saved."""
    found = [one.media[place] for one in state.thread(number) if one.sid == sid and place < len(one.media)]
    if not found or not found[0].content:
        raise NotFound
    media, kind = found[0], found[0].content_type.partition(";")[0].lower()
    safe = kind in thread.SHOWN_TYPES | thread.PLAYED_TYPES
    answer = Response(media.content, content_type=kind if safe else "application/octet-stream")
    # The sender chose content and type: no browser may run it with this page's rights.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    name = quote(media.name or f"{sid}.{kind.rpartition('/')[2]}", safe="")
    answer.headers["Content-Disposition"] = f"{'inline' if safe else 'attachment'}; filename*=UTF-8''{name}"
    return answer

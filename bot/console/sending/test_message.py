"""A test to one's own phone: to those of ADMIN_PHONES alone, with a text of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.console.sending import form
from bot.core.messages import SENDING, Address, Purpose
from bot.core.settings import Settings
from bot.rules.people import contacts
from bot.rules.sending.order_form import SendRequest
from bot.rules.text import networks
from bot.rules.texts import terminal

_TEXT = "AUDITORIA360: this is a test message. If you can read it, messages leave."


@dataclass(frozen=True, slots=True)
class TestPhone:
    """A phone that a test may go to: `place` names it in the form, which holds no number."""

    __test__ = False  # pytest takes its name for that of a test

    place: str
    person: str
    channel: str
    key: str


def offered(settings: Settings) -> Sequence[TestPhone]:
    """Return the phones that can be reached, each with the key of a new message."""
    return [
        TestPhone(str(place), contacts.masked(phone), networks.channel_name(phone), form.new_key())
        for place, phone in enumerate(settings.administrators)
        if _is_reached(phone, settings)
    ]


def request_of(given: Mapping[str, str], settings: Settings) -> SendRequest | None:
    """Return the message for the phone that was chosen; None if there is no such phone."""
    phones = {str(place): phone for place, phone in enumerate(settings.administrators)}
    phone = phones.get(given.get("phone", ""))
    if phone is None or not _is_reached(phone, settings):
        return None
    text = terminal.of(settings.config.language.people).shown(_TEXT)
    return SendRequest(phone, text, Purpose.ALERT, "", (), form.key_of(given))


def _is_reached(phone: Address, settings: Settings) -> bool:
    return phone.channel in SENDING and phone.channel in form.channels(settings)

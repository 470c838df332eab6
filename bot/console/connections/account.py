"""What the page shows of the connection: the account, its numbers, and whether Twilio has our addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import phonenumbers

from bot.adapters import webhook_addresses as addresses
from bot.adapters.twilio import access, numbers, senders
from bot.adapters.twilio.access import AccountDetails
from bot.adapters.twilio.client import STATUS_PATH
from bot.adapters.twilio.numbers import Number
from bot.adapters.twilio.senders import Sender
from bot.adapters.twilio.set_up import with_auth_token
from bot.adapters.webhook_addresses import Difference
from bot.console.connections.asking import TwilioQuestion
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.operate.setup import twilio_senders

_Answer = TypeVar("_Answer")
_DIFFERENCES: Mapping[Difference, tuple[str, str]] = {
    Difference.NONE: ("Set at Twilio", "good"),
    Difference.EMPTY: ("Not set at Twilio", "bad"),
    Difference.DEMO: ("Twilio's demo is set", "bad"),
    Difference.OTHER_HOST: ("Another system's is set", "bad"),
    Difference.NOT_HTTPS: ("Set without https", "bad"),
    Difference.OTHER_PATH: ("Another path is set", "bad"),
    Difference.NO_RETRIES: ("Set without its end", "warn"),
}
_UNKNOWN = ("Not known", "")
_NOT_OURS = ("Not of this account", "bad")
_ONLY_CONSOLE = ("Only Twilio's console shows it", "")


@dataclass(frozen=True, slots=True)
class ShownState:
    """The state of a thing: a word or two, their tone (the class of a badge), and `more`, what is there instead."""

    word: str
    tone: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class ShownSender:
    """One of our numbers, and how Twilio has it."""

    channel: str
    number: str
    standing: ShownState


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """An address of the relay that belongs to Twilio, and for each channel whether it is there."""

    title: str
    meaning: str
    url: str
    standings: Sequence[tuple[str, ShownState]] = ()


@dataclass(frozen=True, slots=True)
class ShownConnection:
    """The connection, as it is here and at Twilio; `troubles` say what of Twilio's could not be seen."""

    account_sid: str
    account: ShownState
    senders: Sequence[ShownSender]
    addresses: Sequence[ShownAddress]
    repository: str
    repository_url: str
    troubles: Sequence[BotError] = ()


def look(settings: Settings) -> ShownConnection:
    """Return the connection; takes a few seconds at most."""
    asking = with_auth_token(settings)
    account = TwilioQuestion("the account", lambda: access.details(asking))
    owned = TwilioQuestion("the numbers of the account", lambda: numbers.owned(asking))
    registered = TwilioQuestion("the WhatsApp senders", lambda: senders.registered(asking))
    environment = settings.environment
    number = _find(owned.answer, environment.TWILIO_PHONE_NUMBER, lambda one: one.number)
    sender = _find(registered.answer, environment.TWILIO_WHATSAPP_NUMBER, lambda one: one.address)
    troubles = [one.trouble for one in (account, owned, registered) if one.trouble]
    return ShownConnection(
        masked_sid(environment.TWILIO_ACCOUNT_SID),
        _of_account(account.answer),
        [
            ShownSender(channel, pretty(wire), standing)
            for channel, wire, standing in (
                ("SMS", environment.TWILIO_PHONE_NUMBER, _of_number(number, known=owned.answer is not None)),
                (
                    "WhatsApp",
                    environment.TWILIO_WHATSAPP_NUMBER,
                    _of_sender(settings, sender, known=registered.answer is not None),
                ),
            )
            if wire
        ],
        _addresses(settings, number, sender),
        settings.repository,
        f"https://github.com/{settings.repository}"
        if "//api.github.com" in environment.GITHUB_API_URL
        else "",
        list({error.message: error for error in troubles}.values()),
    )


def masked_sid(sid: str) -> str:
    return f"{sid[:2]}…{sid[-4:]}"


def pretty(wire: str) -> str:
    """Return a number as people write it."""
    plain = wire.rpartition(":")[2]
    try:
        parsed = phonenumbers.parse(plain)
    except phonenumbers.NumberParseException:
        return plain
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _find(known: Sequence[_Answer] | None, wire: str | None, of: Callable[[_Answer], str]) -> _Answer | None:
    return next((one for one in known or () if wire and twilio_senders.same(of(one), wire)), None)


def _of_account(details: AccountDetails | None) -> ShownState:
    if details is None:
        return ShownState(*_UNKNOWN)
    if details.status != "active":
        return ShownState("Suspended or closed", "bad")
    return ShownState("Trial account", "warn") if details.trial else ShownState("Active", "good")


def _of_number(number: Number | None, *, known: bool) -> ShownState:
    if number is None:
        return ShownState(*(_NOT_OURS if known else _UNKNOWN))
    return ShownState("In order", "good") if number.sms else ShownState("Calls only", "bad")


def _of_sender(settings: Settings, sender: Sender | None, *, known: bool) -> ShownState:
    if sender is None and settings.environment.TWILIO_WHATSAPP_NUMBER == senders.SANDBOX:
        return ShownState("Twilio's sandbox, for trials", "warn")
    if sender is None:
        return ShownState(*(_NOT_OURS if known else _UNKNOWN))
    return ShownState("Online", "good") if sender.works else ShownState("Not online", "bad", sender.status)


def _addresses(settings: Settings, number: Number | None, sender: Sender | None) -> list[ShownAddress]:
    inbound, fallback = addresses.inbound(settings), addresses.fallback(settings)
    sandbox = settings.environment.TWILIO_WHATSAPP_NUMBER == senders.SANDBOX and sender is None

    def standings(wanted: str, of_number: str, of_sender: str) -> list[tuple[str, ShownState]]:
        found: list[tuple[str, ShownState]] = []
        if settings.environment.TWILIO_PHONE_NUMBER:
            found.append(("SMS", _compared(getattr(number, of_number, None), wanted)))
        if settings.environment.TWILIO_WHATSAPP_NUMBER:
            standing = _compared(getattr(sender, of_sender, None), wanted)
            found.append(("WhatsApp", ShownState(*_ONLY_CONSOLE) if sandbox else standing))
        return found

    return [
        ShownAddress(
            "A message comes in",
            "Twilio brings here what people write, by HTTP POST.",
            inbound,
            standings(inbound, "sms_url", "callback_url"),
        ),
        ShownAddress(
            "Primary handler fails",
            "Twilio tries this one when the first does not take a message.",
            fallback,
            standings(fallback, "sms_fallback_url", "fallback_url"),
        ),
        ShownAddress(
            "Status of delivery",
            "The bot gives it to Twilio with each message: nothing has to be set.",
            f"{settings.config.relay.public_url}{STATUS_PATH}",
        ),
    ]


def _compared(configured: str | None, wanted: str) -> ShownState:
    if configured is None:
        return ShownState(*_UNKNOWN)
    found = addresses.difference(configured, wanted)
    differs = configured and found is not Difference.NONE
    return ShownState(*_DIFFERENCES[found], more=twilio_senders.shown({"url": configured}) if differs else "")

"""Who has a phone here: some people to begin with, those who wrote or were added; and what each has seen."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import phonenumbers

from bot.core import clock
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.values import plain

HUES = 8  # as many colours have the circles with people's initials


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with a phone; `channel` is what the person writes by unless told otherwise."""

    number: str
    name: str = ""
    channel: str = "sms"

    @property
    def shown_number(self) -> str:
        """The number as an address book shows it."""
        try:
            parsed = phonenumbers.parse(self.number)
        except phonenumbers.NumberParseException:  # an id of WhatsApp, a short code
            return self.number
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    @property
    def shown_name(self) -> str:
        return self.name or self.shown_number

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[0].isalpha()]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""

    @property
    def hue(self) -> int:
        return sum(map(ord, self.number)) % HUES


# Four of them are the people of `bot sandbox demo`.
RESIDENTS = (
    Resident("+5511987654321", "Ana Souza"),
    Resident("+5521996543210", "João Pereira", "whatsapp"),
    Resident("+5531984321098", "Dona Lúcia"),
    Resident("+14155550123", "John Miller", "whatsapp"),
    Resident("+14155550177", "Emma Clark"),
)


@dataclass(frozen=True, slots=True)
class Wait:
    """Hours that were skipped on somebody's phone, as far as WhatsApp's window is concerned."""

    at: datetime
    hours: int


class People:
    """The people of one sandbox. `version` counts what was changed here."""

    def __init__(self, twilio: TwilioState) -> None:
        self._twilio = twilio
        self._lock = threading.Lock()
        self._known = {one.number: one for one in RESIDENTS}
        self._seen: dict[tuple[str, str], int] = {}
        self._waits: dict[str, list[Wait]] = {}
        self.version = 0

    def find(self, number: str) -> Resident:
        """Return who has that number; somebody unknown goes by the name in a WhatsApp profile, if there is one."""
        with self._lock:
            known = self._known.get(number)
        if known:
            return known
        thread = self._twilio.thread(number)
        return Resident(number, self._profile_name(number), thread[-1].channel if thread else "sms")

    def everyone(self) -> list[Resident]:
        """Return all of them, those whose phone showed something last first."""
        with self._lock:
            numbers = list(self._known)
        numbers += [phone.number for phone in self._twilio.phones() if phone.number not in numbers]
        return sorted(map(self.find, numbers), key=lambda one: self._last(one.number), reverse=True)

    def add(self, number: str, name: str, channel: str) -> Resident:
        """Add somebody, or give somebody another name; without one, somebody known keeps theirs."""
        with self._lock:
            known = self._known.get(number)
            self._known[number] = Resident(number, name or (known.name if known else ""), channel)
            self.version += 1
            return self._known[number]

    def unread(self, number: str, channels: Iterable[str] = ("sms", "whatsapp")) -> int:
        """Return how many messages of ours a phone shows that nobody has looked at."""
        return sum(self._count(number, one) - self._seen.get((number, one), 0) for one in channels)

    def look(self, number: str, channel: str) -> None:
        """Count all that a phone shows by one channel as seen."""
        self._seen[number, channel] = self._count(number, channel)

    def wait(self, number: str, hours: int) -> None:
        """Remember hours that were skipped."""
        with self._lock:
            self._waits.setdefault(number, []).append(Wait(clock.now(), hours))
            self.version += 1

    def waits(self, number: str) -> list[Wait]:
        with self._lock:
            return list(self._waits.get(number, ()))

    def _count(self, number: str, channel: str) -> int:
        return sum(not one.mine and one.channel == channel for one in self._twilio.thread(number))

    def _last(self, number: str) -> float:
        thread = self._twilio.thread(number)
        return thread[-1].at.timestamp() if thread else 0.0

    def _profile_name(self, number: str) -> str:
        names = (
            value
            for message in self._twilio.messages()
            if message.inbound and plain(message.person) == number
            for name, value in message.form
            if name == "ProfileName" and value
        )
        return next(names, "")

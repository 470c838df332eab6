"""Which messages of Twilio's log somebody asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapters.twilio.message_log import LoggedMessage
from bot.core import phone_numbers
from bot.core.errors import BotError
from bot.core.messages import Address, Channel
from bot.core.settings import Settings
from bot.rules.people import contacts
from bot.rules.people.sealing import Vault

IN, OUT = "in", "out"
_CONTACT = re.compile("[a-z2-7]{16}", re.ASCII)
_COUNTRY = "BR"  # of a number that is typed without one


@dataclass(frozen=True, slots=True)
class SoughtContact:
    """Somebody, by the contact ids or by the number."""

    ids: frozenset[str] = frozenset()
    vault: Vault | None = field(default=None, repr=False)
    person: Address | None = None

    @classmethod
    def read(cls, typed: str, settings: Settings) -> SoughtContact:
        """Return who is meant by a contact id, or by a number as people type it.

        Raises BotError, which does not repeat what was typed.
        """
        text = typed.strip()
        vault = Vault(settings.contact_keys) if settings.environment.CONTACT_KEY else None
        if _CONTACT.fullmatch(text.lower()):
            if vault is None:
                raise BotError("Contact ids are known only with the whole CONTACT_KEY.", "Give the number.")
            return cls(frozenset({text.lower()}), vault)
        number = phone_numbers.completed(text, _COUNTRY)
        if phone_numbers.why_not(number):
            raise BotError("That is neither a number, such as (11) 98765-4321, nor a contact id.")
        person = Address(Channel.SMS, phone_numbers.e164(number))
        return cls(frozenset(vault.ids(person)) if vault else frozenset(), vault, person)

    def is_with(self, person: Address) -> bool:
        """Return whether an address is theirs, whatever the channel."""
        if self.vault:
            return not self.ids.isdisjoint(self.vault.ids(person))
        return self.person is not None and contacts.are_one([self.person], [person])


@dataclass(frozen=True, slots=True)
class WantedMessages:
    """Of which time, channel, direction and person, and with which of Twilio's statuses; nothing given means any."""

    since: datetime
    until: datetime | None = None
    channel: str | None = None
    direction: str | None = None
    statuses: Sequence[str] = ()
    contact: SoughtContact | None = None

    @property
    def leaves_out(self) -> bool:
        """Whether messages of the time since then are left out."""
        return bool(self.until or self.channel or self.direction or self.statuses or self.contact)

    def includes(self, message: LoggedMessage) -> bool:
        return (
            (self.until is None or message.created_at < self.until)
            and (self.channel in (None, message.person.network))
            and (self.direction is None or message.inbound is (self.direction == IN))
            and (not self.statuses or message.status in self.statuses)
            and (self.contact is None or self.contact.is_with(message.person))
        )

"""What the checks of Twilio ask it, each thing once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.twilio import access, numbers, senders, services
from bot.adapters.twilio.access import Access, AccountDetails
from bot.adapters.twilio.numbers import Number
from bot.adapters.twilio.senders import Sender
from bot.adapters.twilio.services import Pool, Service
from bot.adapters.twilio.set_up import with_auth_token
from bot.core.messages import Address
from bot.core.settings import Settings
from bot.operate.doctor.facts import Facts
from bot.operate.twilio_refusals import seen as seen  # noqa: PLC0414 - others take it from here
from bot.rules.people import contacts


def asking(facts: Facts) -> Settings:
    """Return the settings to ask with: with the auth token where there is one, since it sees everything."""
    return facts.once("twilio-asking", lambda: with_auth_token(facts.settings))


def entry(facts: Facts) -> Access:
    """Return what Twilio makes of the credentials that see most."""
    return facts.once("twilio-entry", lambda: access.access(asking(facts)))


def details(facts: Facts) -> AccountDetails:
    with seen("the account"):
        return facts.once("twilio-account", lambda: access.details(asking(facts)))


def sms_address(facts: Facts) -> Address | None:
    """Return our number for SMS, None where SMS is not used."""
    wire = facts.settings.environment.TWILIO_PHONE_NUMBER
    return Address.parse(wire) if wire else None


def whatsapp_address(facts: Facts) -> Address | None:
    """Return our number for WhatsApp, None where WhatsApp is not used."""
    wire = facts.settings.environment.TWILIO_WHATSAPP_NUMBER
    return Address.parse(wire) if wire else None


def number(facts: Facts) -> Number | None:
    """Return the number of the account that we send SMS from, None where it has no such one."""
    ours = sms_address(facts)
    with seen("the numbers of the account"):
        known: Sequence[Number] = facts.once("twilio-numbers", lambda: numbers.owned(asking(facts)))
    return next((one for one in known if ours and _same(one.number, ours)), None)


def sender(facts: Facts) -> Sender | None:
    """Return the WhatsApp sender of the account that we write from, None where it has no such one."""
    ours = whatsapp_address(facts)
    with seen("the WhatsApp senders"):
        known: Sequence[Sender] = facts.once("twilio-senders", lambda: senders.registered(asking(facts)))
    return next((one for one in known if ours and _same(one.address, ours)), None)


def is_sandbox(facts: Facts) -> bool:
    """Return whether our WhatsApp number is that of Twilio's sandbox: no account has it among its senders."""
    ours = whatsapp_address(facts)
    return bool(ours) and ours == Address.parse(senders.SANDBOX) and sender(facts) is None


def service_answering(facts: Facts, address: Address) -> Service | None:
    """Return the Messaging Service that answers in the place of a sender of ours, None where the sender does."""
    with seen("the Messaging Services"):
        known: Sequence[Service] = facts.once("twilio-services", lambda: services.known(asking(facts)))
        for service in known:
            if not service.leaves_webhook_to_number and is_in_pool(facts, service.sid, address):
                return service
    return None


def is_in_pool(facts: Facts, service: str, address: Address) -> bool:
    """Return whether a sender of ours is in the pool of a Messaging Service."""
    with seen("the senders of a Messaging Service"):
        pool: Pool = facts.once(f"twilio-pool-{service}", lambda: services.pool(asking(facts), service))
    return any(_same(one, address) for one in pool.senders)


def _same(wire: str, ours: Address) -> bool:
    parsed = Address.parse(wire)
    return parsed.channel is ours.channel and contacts.canonical(parsed) == contacts.canonical(ours)

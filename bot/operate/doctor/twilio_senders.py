"""Checks of what we send from: the number, the WhatsApp sender, the Messaging Service, and where they may reach."""

from __future__ import annotations

from datetime import timedelta

from bot.adapters.twilio import geo, services
from bot.adapters.twilio.client import Messages
from bot.core import clock
from bot.core.messages import Address
from bot.core.sentences import Sentence
from bot.operate.doctor import twilio_asks as asks
from bot.operate.doctor.checks import (
    Area,
    Check,
    Finding,
    attention,
    cannot_tell,
    not_needed,
    ok,
    wrong,
)
from bot.operate.doctor.facts import Facts
from bot.rules.people import destinations

BRAZIL = "BR"
LOOKED_BACK = timedelta(days=30)
MOST_NAMED = 8  # countries; an account may have two hundred
_NO_SMS = "There is no number for SMS (TWILIO_PHONE_NUMBER)."
_PENDING = ("CREATING", "PENDING_VERIFICATION", "VERIFYING", "TWILIO_REVIEW", "DRAFT")


def number(facts: Facts) -> Finding:
    """Whether our number is one of the account's, and does SMS."""
    if asks.sms_address(facts) is None:
        return not_needed(_NO_SMS)
    found = asks.number(facts)
    if found is None:
        return wrong(
            "TWILIO_PHONE_NUMBER is no number of this account: nothing can be sent from it.",
            "Take one of the account's numbers, under Phone Numbers, Active numbers, in Twilio's console.",
        )
    if not found.sms:
        return wrong(
            "TWILIO_PHONE_NUMBER can only make calls.",
            "Take or buy a number with the capability SMS: `bot setup` lists them.",
        )
    return ok("The number is one of this account, and does SMS.")


def whatsapp_sender(facts: Facts) -> Finding:
    """Whether our WhatsApp number is a sender of this account that works, and not Twilio's sandbox."""
    if asks.whatsapp_address(facts) is None:
        return not_needed("There is no number for WhatsApp (TWILIO_WHATSAPP_NUMBER).")
    if asks.is_sandbox(facts):
        return attention(
            "TWILIO_WHATSAPP_NUMBER is Twilio's sandbox: it reaches only who has sent it `join`, for three days, and "
            "sends no template of yours.",
            "Register a sender of your own: Messaging, Senders, WhatsApp senders, in Twilio's console; it takes days.",
        )
    found = asks.sender(facts)
    if found is None:
        return wrong(
            "TWILIO_WHATSAPP_NUMBER is no WhatsApp sender of this account.",
            "Take one of those under Messaging, Senders, WhatsApp senders, in Twilio's console, or register it there.",
        )
    if found.works:
        return ok("The WhatsApp sender is registered, and online.")
    if found.status in _PENDING:
        return wrong(
            Sentence("The WhatsApp sender is not ready: its status is {status}.", status=found.status),
            "Finish its registration under Messaging, Senders, in Twilio's console; Meta's part takes days.",
        )
    return wrong(
        Sentence(
            "The WhatsApp sender is {status} (codes: {codes}).",
            status=found.status,
            codes=", ".join(found.reasons) or "-",
        ),
        "Open it under Messaging, Senders, in Twilio's console: it says why, and what Meta wants.",
    )


def messaging_service(facts: Facts) -> Finding:
    """Whether the configured Messaging Service exists, with our senders in it."""
    sid = facts.settings.environment.TWILIO_MESSAGING_SERVICE_SID
    if sid is None:
        return not_needed("No Messaging Service is configured: `reconcile` sends what is deferred.")
    with asks.seen("the Messaging Service"):
        found = facts.once("twilio-service", lambda: services.find(asks.asking(facts), sid))
    if found is None:
        return wrong(
            "The account has no Messaging Service TWILIO_MESSAGING_SERVICE_SID: deferred messages are refused.",
            "Copy its SID from Messaging, Services, in Twilio's console, or remove the line.",
        )
    ours = {"SMS": asks.sms_address(facts), "WhatsApp": asks.whatsapp_address(facts)}
    missing = [name for name, one in ours.items() if one and not asks.is_in_pool(facts, sid, one)]
    if missing:
        return wrong(
            Sentence(
                "The Messaging Service lacks our sender for {channels}: deferred messages are refused.",
                channels=", ".join(missing),
            ),
            "Add it under Sender Pool in the service's settings in Twilio's console.",
        )
    return ok("The Messaging Service has our senders.")


def geo_permissions(facts: Facts) -> Finding:
    """Whether SMS may go to the countries that the configuration allows, and to no others."""
    if asks.sms_address(facts) is None:
        return not_needed(_NO_SMS)
    with asks.seen("the geographic permissions"):
        allowed = facts.once("twilio-countries", lambda: geo.allowed(asks.asking(facts)))
    if not allowed:
        return cannot_tell(
            "Twilio lists no country for SMS to this account.",
            "Look at Messaging, Settings, Geo permissions, in Twilio's console.",
        )
    wanted = destinations.wanted(facts.settings.config.policy.countries, facts.settings.our_numbers)
    missing = sorted(wanted - allowed)
    if missing:
        return wrong(
            Sentence("SMS to {countries} are switched off at Twilio (21408).", countries=", ".join(missing)),
            "`bot doctor --fix` switches them on.",
        )
    surplus = sorted(allowed - wanted)
    if surplus:
        return attention(
            Sentence(
                "SMS are switched on for countries that policy.countries lacks ({count}): {names}.",
                count=len(surplus),
                names=", ".join(surplus[:MOST_NAMED]) + (" ..." if len(surplus) > MOST_NAMED else ""),
            ),
            "Leave only those you write to: Messaging, Settings, Geo permissions, in Twilio's console. A stolen "
            "token could write to all of them.",
        )
    return ok("SMS may go to the countries of policy.countries, and to no others.")


def pumping_protection(facts: Facts) -> Finding:
    """Twilio has no way to ask for it: neither its API reference nor its OpenAPI documents name one."""
    if asks.sms_address(facts) is None:
        return not_needed(_NO_SMS)
    return cannot_tell(
        "Twilio has no API that shows whether SMS Pumping Protection is on.",
        "Look at it: Messaging, Settings, General, in Twilio's console. Switch it on where your account offers it.",
    )


def two_way(facts: Facts) -> Finding:
    """Whether answers from Brazilian phones arrive at a number from abroad, which carriers do not promise."""
    ours = asks.sms_address(facts)
    if ours is None:
        return not_needed(_NO_SMS)
    if destinations.of(ours).country == BRAZIL:
        return ok("The number for SMS is Brazilian: answers from Brazilian phones reach it.")
    with asks.seen("the received messages"):
        came = facts.once("twilio-from-brazil", lambda: _from_brazil(facts, ours))
    if came:
        return ok(
            Sentence("{count} SMS from Brazilian phones reached this foreign number in 30 days.", count=came)
        )
    return attention(
        "The number for SMS is foreign, and no SMS from a Brazilian phone reached it in 30 days: carriers may replace "
        "the sender, and then answers, SAIR and APAGAR do not come back.",
        "`bot doctor --first-contact` tries it with your phone. If nothing comes back, use WhatsApp.",
    )


def _from_brazil(facts: Facts, ours: Address) -> int:
    received = Messages(asks.asking(facts)).received(ours, clock.now() - LOOKED_BACK)
    return sum(destinations.of(one.sender).country == BRAZIL for one in received)


CHECKS = (
    Check("twilio-number", Area.TWILIO, "Number for SMS", number),
    Check("twilio-whatsapp-sender", Area.TWILIO, "WhatsApp sender", whatsapp_sender),
    Check("twilio-messaging-service", Area.TWILIO, "Messaging Service", messaging_service),
    Check("twilio-geo-permissions", Area.TWILIO, "Countries that SMS may go to", geo_permissions),
    Check("twilio-pumping-protection", Area.TWILIO, "SMS Pumping Protection", pumping_protection),
    Check("twilio-two-way-sms", Area.TWILIO, "Answers from Brazilian phones", two_way),
)

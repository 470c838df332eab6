"""Checks of where Twilio takes what people write: to this relay, by POST, again after a failure, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.adapters import webhook_addresses as addresses
from bot.adapters.webhook_addresses import Difference
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

_FIX = "`bot doctor --fix` sets it."
_NO_SMS = "There is no number for SMS (TWILIO_PHONE_NUMBER)."
_NO_WHATSAPP = "There is no number for WhatsApp (TWILIO_WHATSAPP_NUMBER)."
_NO_ADDRESS = "relay.public_url is not set, so no address can be compared."
_FOREIGN_NUMBER = "The account has no such number: look at the check of the number."
_FOREIGN_SENDER = "The account has no such sender: look at the check of the WhatsApp sender."
_SERVICE = "A Messaging Service answers in its place: look at the check of that."
_SANDBOX = "Only the console shows the address of Twilio's WhatsApp sandbox."
_SANDBOX_PAGE = (
    "Compare it there: Messaging, Try it out, Send a WhatsApp message, Sandbox settings, "
    "`When a message comes in`."
)
NUMBER, SENDER = "The number", "The WhatsApp sender"
_DIFFERENCES: Mapping[Difference, str] = {
    Difference.EMPTY: "{which} calls no address: what people write is lost.",
    Difference.DEMO: "{which} still calls Twilio's demo, as a new number does: the relay gets nothing.",
    Difference.OTHER_HOST: "{which} calls another host than relay.public_url: the relay gets nothing.",
    Difference.NOT_HTTPS: "{which} calls the relay by another scheme than relay.public_url: signatures do not fit.",
    Difference.OTHER_PATH: "{which} calls this host, but not the relay's webhook.",
}


def number_webhook(facts: Facts) -> Finding:
    """Whether an SMS is taken to this relay, and again if that fails."""
    found = asks.number(facts) if asks.sms_address(facts) else None
    return _unjudged_number(facts) or _webhook(facts, NUMBER, found.sms_url if found else "")


def number_method(facts: Facts) -> Finding:
    """Whether webhooks come by POST: with GET, texts would end up in every log on the way."""
    unjudged, found = _unjudged_number(facts), asks.number(facts) if asks.sms_address(facts) else None
    if unjudged or found is None:
        return unjudged or not_needed(_FOREIGN_NUMBER)
    return _method(NUMBER, (found.sms_method, found.sms_fallback_method))


def number_fallback(facts: Facts) -> Finding:
    """Whether Twilio has a second address for what the first did not take."""
    found = asks.number(facts) if asks.sms_address(facts) else None
    return _unjudged_number(facts) or _fallback(facts, NUMBER, found.sms_fallback_url if found else "")


def sender_webhook(facts: Facts) -> Finding:
    """Whether a WhatsApp message is taken to this relay by POST, and again if that fails."""
    unjudged, found = _unjudged_sender(facts), asks.sender(facts) if asks.whatsapp_address(facts) else None
    if unjudged or found is None:
        return unjudged or not_needed(_FOREIGN_SENDER)
    if found.callback_url and found.callback_method != "POST":
        return _method(SENDER, (found.callback_method,))
    return _webhook(facts, SENDER, found.callback_url)


def sender_fallback(facts: Facts) -> Finding:
    """Whether Twilio has a second address for WhatsApp messages."""
    unjudged, found = _unjudged_sender(facts), asks.sender(facts) if asks.whatsapp_address(facts) else None
    return unjudged or _fallback(facts, SENDER, found.fallback_url if found else "")


def application(facts: Facts) -> Finding:
    """Whether no application answers in the place of the number's own addresses."""
    if asks.sms_address(facts) is None:
        return not_needed(_NO_SMS)
    found = asks.number(facts)
    if found is None:
        return not_needed(_FOREIGN_NUMBER)
    if found.sms_application_sid:
        return wrong(
            "An application at Twilio answers the number: all its addresses are ignored.",
            "`bot doctor --fix` takes it away from the number.",
        )
    return ok("No application answers in the number's place.")


def service_webhook(facts: Facts) -> Finding:
    """Whether no Messaging Service answers in the place of our senders' own addresses."""
    ours = [one for one in (asks.sms_address(facts), asks.whatsapp_address(facts)) if one]
    return next((wrongly for one in ours if (wrongly := _answered(facts, one))), None) or ok(
        "No Messaging Service answers in the place of our senders."
    )


def _answered(facts: Facts, address: Address) -> Finding | None:
    """Return what is wrong where a Messaging Service answers for a sender of ours."""
    service = asks.service_answering(facts, address)
    if service is None:
        return None
    if (
        addresses.difference(service.inbound_request_url, addresses.inbound(facts.settings))
        is Difference.NONE
    ):
        return None
    return wrong(
        "A Messaging Service answers for our sender: what people write goes to the service's address, or nowhere.",
        "`bot doctor --fix` has it leave that to the number where nobody else is in the service; else switch on "
        "`Defer to sender's webhook` under Integration in the service's settings.",
    )


def _unjudged_number(facts: Facts) -> Finding | None:
    """Return why the number's own addresses are not judged, None where they are."""
    ours = asks.sms_address(facts)
    if ours is None:
        return not_needed(_NO_SMS)
    if asks.number(facts) is None:
        return not_needed(_FOREIGN_NUMBER)
    return _unjudged(facts, ours)


def _unjudged_sender(facts: Facts) -> Finding | None:
    ours = asks.whatsapp_address(facts)
    if ours is None:
        return not_needed(_NO_WHATSAPP)
    if asks.is_sandbox(facts):
        return cannot_tell(_SANDBOX, _SANDBOX_PAGE)
    if asks.sender(facts) is None:
        return not_needed(_FOREIGN_SENDER)
    return _unjudged(facts, ours)


def _unjudged(facts: Facts, ours: Address) -> Finding | None:
    if not facts.settings.config.relay.public_url:
        return cannot_tell(_NO_ADDRESS, "Set relay.public_url in config.yml.")
    return not_needed(_SERVICE) if asks.service_answering(facts, ours) else None


def _webhook(facts: Facts, which: str, configured: str) -> Finding:
    found = addresses.difference(configured, addresses.inbound(facts.settings))
    if found is Difference.NONE:
        return ok(Sentence("{which} calls this relay, and again after a failure.", which=which))
    if found is Difference.NO_RETRIES:
        return attention(
            Sentence("{which} calls this relay, but only once: a restart of it loses messages.", which=which),
            _FIX,
        )
    return wrong(Sentence(_DIFFERENCES[found], which=which), _FIX)


def _fallback(facts: Facts, which: str, configured: str) -> Finding:
    found = addresses.difference(configured, addresses.fallback(facts.settings))
    if found is Difference.NONE:
        return ok(Sentence("{which} has the fallback address of this relay.", which=which))
    if found is Difference.OTHER_HOST:  # on purpose, perhaps: another machine that takes what this one cannot
        return attention(
            Sentence("{which} falls back to another host than relay.public_url.", which=which),
            "Leave it if a relay of yours is there; else `bot doctor --fix` sets it.",
        )
    return attention(
        Sentence(
            "{which} has no fallback address of this relay: what failed is not tried there.", which=which
        ),
        _FIX,
    )


def _method(which: str, methods: Sequence[str]) -> Finding:
    if set(methods) == {"POST"}:
        return ok(Sentence("{which} sends by POST.", which=which))
    return wrong(
        Sentence("{which} sends by {method}: the relay takes POST alone.", which=which, method="GET"), _FIX
    )


CHECKS = (
    Check("twilio-number-webhook", Area.TWILIO, "SMS come to this relay", number_webhook),
    Check("twilio-number-method", Area.TWILIO, "SMS come by POST", number_method),
    Check("twilio-number-fallback", Area.TWILIO, "Fallback address for SMS", number_fallback),
    Check("twilio-whatsapp-webhook", Area.TWILIO, "WhatsApp messages come to this relay", sender_webhook),
    Check("twilio-whatsapp-fallback", Area.TWILIO, "Fallback address for WhatsApp", sender_fallback),
    Check("twilio-application", Area.TWILIO, "No application answers for our number", application),
    Check(
        "twilio-service-webhook", Area.TWILIO, "No Messaging Service answers for our senders", service_webhook
    ),
)

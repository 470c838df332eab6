"""Between which addresses Twilio sends: what it refuses because of the recipient or the sender.

Source: Twilio's "Error and Warning Dictionary".
"""

from __future__ import annotations

import re

import phonenumbers

from bot.sandbox.twilio.rules import ERROR_TEXTS, Refusal, SendRequest, masked
from bot.sandbox.twilio.values import Phone, is_whatsapp, plain

# Twilio's own numbers cannot write to them (twilio.com/docs/api/errors/21265).
_SHORT_CODE = re.compile(r"\d{3,6}", re.ASCII)


def is_reachable_address(address: str) -> bool:
    """Return whether an address is valid: a number, or a WhatsApp id that hides one."""
    if is_whatsapp(address) and re.fullmatch(r"[A-Z]{2}\.[0-9A-Za-z]{1,128}", plain(address)):
        return True
    if not re.fullmatch(r"\+[1-9]\d{6,14}", plain(address)):
        return False
    return phonenumbers.is_possible_number(phonenumbers.parse(plain(address)))


def refuse_addresses(request: SendRequest, owned: frozenset[str], service: str | None) -> Refusal | None:
    """Check the sender and the recipient of a message."""
    refusal = _refuse_recipient(request.recipient)
    if refusal:
        return refusal
    if request.messaging_service_sid:
        if request.messaging_service_sid != service:
            return Refusal(400, 21705, "The Messaging Service Sid is invalid")
        if not request.sender:
            return None
    if not request.sender:
        return Refusal(400, 21603, "A 'From' phone number is required.")
    return _refuse_sender(request, owned)


def _refuse_recipient(recipient: str) -> Refusal | None:
    if not recipient:
        return Refusal(400, 21604, "A 'To' phone number is required.")
    if _SHORT_CODE.fullmatch(recipient):
        return Refusal(400, 21265, "'To' number cannot be a Short Code")
    if not is_reachable_address(recipient):
        return Refusal(400, 21211, f"Invalid 'To' Phone Number: {masked(recipient)}")
    return None


def _refuse_sender(request: SendRequest, owned: frozenset[str]) -> Refusal | None:
    if is_whatsapp(request.sender) and request.sender not in owned:
        return Refusal(400, 63007, "Twilio could not find a Channel with the specified From address")
    if is_whatsapp(request.sender) != is_whatsapp(request.recipient):
        return Refusal(400, 21910, "Invalid From and To pair. From and To should be of the same channel")
    if request.sender in owned:
        return _refuse_itself(request)
    if not is_reachable_address(request.sender):
        return Refusal(
            400,
            21212,
            f"The 'From' number {masked(request.sender)} is not a valid phone number, shortcode,"
            " or alphanumeric sender ID.",
        )
    # 21606 is what Twilio answers for a number of the account that cannot send (twilio.com/docs/api/errors/21659).
    sentence = f"'From' {request.sender} is not a Twilio phone number or Short Code country mismatch"
    return Refusal(400, 21659, sentence)


def _refuse_itself(request: SendRequest) -> Refusal | None:
    if request.sender != request.recipient:
        return None
    if is_whatsapp(request.sender):
        return Refusal(400, 63031, "Channels message cannot have same From and To")
    return Refusal(400, 21266, "'To' and 'From' number cannot be the same")


def refuse_person(request: SendRequest, phone: Phone) -> Refusal | None:
    """Check that the person can get SMS; WhatsApp reports failures only later."""
    if is_whatsapp(request.recipient):
        return None
    if phone.opted_out:
        return Refusal(400, 21610, ERROR_TEXTS[21610])
    return _refuse_landline(request.recipient) if phone.landline else None


def _refuse_landline(number: str) -> Refusal | None:
    """Refuse a landline; in some countries Twilio tries to deliver, and the carrier fails it.

    Sources: twilio.com/en/guidelines/br/sms (21614) and twilio.com/docs/api/errors/21635, for all other countries.
    """
    if number.startswith("+55"):
        return Refusal(400, 21614, f"To number: {masked(number)}, is not a mobile number")
    if number.startswith(("+1", "+44")):
        return None
    return Refusal(400, 21635, "'To' number cannot be a landline")

"""A form filled in by hand, or by another workflow -> Order, or every fault of it at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import phonenumbers

from bot import clock, commands
from bot.commands import Template
from bot.errors import BotError
from bot.messages import Address, Channel, Order, Purpose

EXAMPLE = "+5511999999999"


def from_form(form: Mapping[str, Any], order_id: str) -> Order:
    """Return the order; raises BotError that names every wrong field, never its content."""
    given = {name: str(value).strip() for name, value in form.items() if value is not None}
    faults = []
    channel = given.get("type", Channel.SMS)
    if channel not in set(Channel):
        faults.append("type: expected sms or whatsapp.")
    purpose = given.get("purpose") or Purpose.NOTIFICATION
    if purpose not in set(Purpose):
        faults.append(f"purpose: expected one of {', '.join(Purpose)}.")
    if given.get("provider", "twilio") != "twilio":
        faults.append("provider: expected twilio.")
    number = international(given.get("destination", ""))
    if number is None:
        faults.append(f"destination: expected a number in international form, such as {EXAMPLE}.")
    template = _template(given)
    if template is None:
        faults.append('variables: expected name=value pairs, such as nome=Ana data="23 de novembro".')
    if not given.get("message") and not given.get("template"):
        faults.append("message: expected a text, or the name of a template in template.")
    if faults or number is None or template is None:
        raise BotError(
            "The form cannot be sent:\n" + "\n".join(faults), "Correct these fields and start again."
        )
    person = Address(Channel(channel), number)
    by = given.get("by") or "workflow"
    text = "" if template.name else given["message"]
    return Order(
        0, clock.now(), order_id, person, text, Purpose(purpose), template.name, template.variables, by
    )


def _template(given: Mapping[str, str]) -> Template | None:
    """Return the template that is named, one without a name where none is, None where its values cannot be read."""
    if not given.get("template"):
        return Template("")
    command = commands.parse(f"/template {given['template']} {given.get('variables', '')}")
    return command if isinstance(command, Template) else None


def international(text: str) -> str | None:
    """Return the number in its international form, or None where it is none; a `whatsapp:` before it is fine."""
    try:
        number = phonenumbers.parse(text.removeprefix("whatsapp:"))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

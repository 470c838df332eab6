"""A person's number on a command line: one rule and one sentence for every command that takes one."""

from __future__ import annotations

import click

from bot.core import phone_numbers
from bot.core.messages import Address, Channel
from bot.core.sentences import Sentence
from bot.rules.people import contacts


def refusal(why: str) -> click.BadParameter:
    """Return the error for a text that is no number; it never repeats the text. `why` ends the sentence."""
    return click.BadParameter(Sentence("the number {why}. Example: +5511987654321", why=why))


def person(written: str) -> Address:
    """Return the person with that number, read as `bot send` reads it, or with that WhatsApp id."""
    value = Address.parse(written).value
    if contacts.is_user_id(value):
        return Address(Channel.WHATSAPP, value)
    why = phone_numbers.why_not(value) if value else "is missing or empty"
    if why:
        raise refusal(why)
    return Address(Channel.SMS, phone_numbers.e164(value))

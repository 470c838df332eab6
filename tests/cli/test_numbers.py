"""A number on a command line is what it is in an order: accepted alike, and refused for the same reason."""

from __future__ import annotations

import click
import pytest

from bot.cli import numbers
from bot.core.messages import Channel
from bot.core.sentences import Sentence
from bot.rules.sending import order_form
from bot.rules.sending.order_form import InvalidFieldsError


def _ordered(written: str) -> str:
    """Return the number as an order takes it, or why it does not."""
    kind = "whatsapp" if written.lower().startswith("whatsapp") else "sms"
    try:
        return order_form.read({"destination": written, "type": kind, "message": "Oi"}).person.value
    except InvalidFieldsError as error:
        return error.faults[0].reason


def _typed(written: str) -> str:
    try:
        return numbers.person(written).value
    except click.BadParameter as error:
        sentence = error.message
    assert isinstance(sentence, Sentence)
    return str(sentence.values["why"])


@pytest.mark.parametrize(
    "written",
    [
        *("+5511987654321", "+55 (11) 98765-4321", " +5511987654321 ", "+5511987654321\n"),
        *("whatsapp:+5511987654321", "WhatsApp: +5511987654321", "5511987654321", "011987654321"),
        *("+5520987654321", "+550011987654321", "+5511", "abc", "", "   ", "28888", "+999123456789"),
    ],
)
def test_a_number_is_read_as_an_order_reads_it(written: str) -> None:
    assert _typed(written) == _ordered(written)


@pytest.mark.parametrize("written", ["BR.555", "whatsapp:BR.555"])
def test_whatsapps_id_stands_for_a_person_too(written: str) -> None:
    person = numbers.person(written)

    assert (person.channel, person.value) == (Channel.WHATSAPP, "BR.555")

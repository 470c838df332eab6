"""One set of rules for what may be ordered, whoever asks: the API, a form of Actions, the command line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Channel, Purpose
from bot.rules.sending import order_form
from bot.rules.sending.order_form import InvalidFieldsError
from tests.making import NOON

GOOD = {"destination": "+5511912345678", "message": "Oi", "type": "sms"}


def faults(content: dict[str, Any], *, form: bool = False) -> dict[str, str]:
    read = order_form.from_form if form else order_form.read
    with pytest.raises(InvalidFieldsError) as refused:
        read(content)
    assert "912345678" not in str(refused.value)
    return {fault.field: str(fault) for fault in refused.value.faults}


@pytest.mark.parametrize(
    "changes",
    [
        {"destination": "11912345678"},
        {"destination": "5511912345678"},
        {"destination": "+1"},
        {"destination": ""},
        {"type": "fax"},
        {"purpose": "spam"},
        {"provider": "nobody"},
        {"message": " "},
        {"message": "\u200b\u3164"},
        {"template": "guia"},
        {"variables": 'nome="Ana'},
        {"purpse": "marketing"},
    ],
    ids=str,
)
def test_a_form_and_the_api_find_the_same_faults_in_the_same_words(changes: dict[str, str]) -> None:
    assert faults(GOOD | changes) == faults(GOOD | changes, form=True)


def test_every_fault_comes_with_an_example_and_none_with_the_value() -> None:
    wrong = {"type": "fax", "destination": "Maria", "message": " ", "purpose": "spam", "provider": "x"}
    found = faults(wrong, form=True)

    assert found.keys() == wrong.keys()
    assert all(". Example: " in reason for reason in found.values())
    assert found["destination"].endswith(". Example: +5511977770000")
    assert "Maria" not in "".join(found.values())


def test_no_example_reads_as_one_of_what_is_wrong() -> None:
    found = faults({"type": "fax", "destination": "+19005551234", "message": "", "provider": "x"})

    assert found["type"] == "type is not one of sms, whatsapp. Example: sms"
    assert found["provider"] == "provider is not one of twilio. Example: twilio"
    assert found["message"] == "message is missing or empty. Example: Sua guia de FGTS vence amanhã."


def test_values_of_a_template_are_shown_as_people_write_them() -> None:
    assert "Example: nome=Maria" in faults({**GOOD, "variables": "nome"}, form=True)["variables"]


def test_what_nobody_filled_in_takes_the_forms_defaults() -> None:
    wanted = order_form.from_form({**GOOD, "type": "", "purpose": "", "template": "", "variables": None})

    assert (wanted.person.channel, wanted.purpose, wanted.template) == (
        Channel.SMS,
        Purpose.NOTIFICATION,
        "",
    )


def test_the_api_wants_the_channel_named() -> None:
    assert (
        "give one of sms, whatsapp" in faults({"destination": GOOD["destination"], "message": "Oi"})["type"]
    )


def test_a_form_gives_the_values_of_a_template_on_one_line() -> None:
    wanted = order_form.from_form(
        {
            "destination": "whatsapp:+55 (11) 91234-5678",
            "type": "whatsapp",
            "template": "guia",
            "variables": 'nome="Ana Souza" data=30/11',
        }
    )

    assert wanted.person.wire == "whatsapp:+5511912345678"
    assert (wanted.template, wanted.text) == ("guia", "")
    assert wanted.variables == (("data", "30/11"), ("nome", "Ana Souza"))


def test_what_is_wanted_becomes_an_order() -> None:
    order = order_form.read(GOOD | {"purpose": "alert"}).order("7", "folha", NOON)

    assert (order.id, order.by, order.received_at, order.purpose) == ("7", "folha", NOON, Purpose.ALERT)


@given(st.dictionaries(st.sampled_from([*GOOD, "template", "variables", "purpose", "x"]), st.text()))
def test_any_form_is_read_or_refused(content: dict[str, str]) -> None:
    try:
        wanted = order_form.from_form(content)
    except InvalidFieldsError:
        return

    assert bool(wanted.text) is not bool(wanted.template)

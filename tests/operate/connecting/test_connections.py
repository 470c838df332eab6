"""What is wrong with a connection that somebody wants is said of the field that it is wrong in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import BotError
from bot.operate.connecting import connections
from bot.operate.connecting.connections import VARIABLES, TwilioConnection
from tests.made_up import WRONG, secret
from tests.operate.connecting.installation import SECOND_NUMBER, ConnectedOffice
from tests.stage import Stage

_ANOTHER_ACCOUNT = f"AC{secret('another account')}"


@pytest.fixture
def office(stage: Stage, tmp_path: Path) -> ConnectedOffice:
    return ConnectedOffice(stage, tmp_path)


def _at_twilio(office: ConnectedOffice, **wanted: str) -> dict[str, str]:
    faults = connections.faults_at_twilio(replace(office.present, **wanted), office.settings, list(VARIABLES))
    return {name: fault.message for name, fault in faults.items()}


@pytest.mark.parametrize(
    "number", ["+55 11 98765-4321", "+55 (11) 98765-4321", "whatsapp:+5511987654321", " +5511987654321 "]
)
def test_a_number_is_taken_as_people_type_it(office: ConnectedOffice, number: str) -> None:
    typed = TwilioConnection.typed({"whatsapp_number": number}, office.present)

    assert typed.whatsapp_number == "whatsapp:+5511987654321"
    assert (typed.account_sid, typed.auth_token) == (office.present.account_sid, office.present.auth_token)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"account_sid": "AC12", "sms_number": "+15551239999"}, ["account_sid"]),
        ({"auth_token": "<script>", "sms_number": "+15551239999"}, ["auth_token"]),
        ({"sms_number": "98765-4321"}, ["sms_number"]),
        ({"whatsapp_number": "whatsapp:98765"}, ["whatsapp_number"]),
        ({}, ["sms_number"]),
        ({"account_sid": _ANOTHER_ACCOUNT, "sms_number": "+15551239999"}, ["auth_token"]),
        ({"account_sid": "x", "auth_token": "y", "sms_number": "z", "whatsapp_number": "w"}, list(VARIABLES)),
    ],
)
def test_each_field_is_judged_before_anybody_is_asked(
    office: ConnectedOffice, fields: dict[str, str], wrong: list[str]
) -> None:
    wanted = TwilioConnection.typed(fields, office.present)

    faults = connections.faults_of_shape(wanted, office.present, office.settings)

    assert sorted(faults) == sorted(wrong)


def test_another_account_is_not_used_with_the_key_of_the_present_one(office: ConnectedOffice) -> None:
    office.env.change({"TWILIO_API_KEY": f"SK{secret('key')}:{secret('of key')}"})
    wanted = replace(office.present, account_sid=_ANOTHER_ACCOUNT, auth_token=secret("its token"))

    faults = connections.faults_of_shape(wanted, office.present, office.settings)

    assert "TWILIO_API_KEY in .env" in faults["account_sid"].message


def test_of_another_account_everything_is_verified_also_numbers_that_stay(office: ConnectedOffice) -> None:
    present = office.present

    assert connections.to_verify(replace(present, account_sid=_ANOTHER_ACCOUNT), present) == list(VARIABLES)
    assert connections.to_verify(replace(present, sms_number=SECOND_NUMBER), present) == ["sms_number"]


def test_what_the_account_has_is_in_order(office: ConnectedOffice) -> None:
    assert _at_twilio(office) == {}
    assert _at_twilio(office, sms_number=SECOND_NUMBER) == {}


def test_numbers_of_others_are_refused_under_their_fields(office: ConnectedOffice) -> None:
    assert _at_twilio(office, sms_number="+15557770000", whatsapp_number="whatsapp:+15557770000") == {
        "sms_number": "This number does not belong to the account.",
        "whatsapp_number": "This is no WhatsApp sender of the account.",
    }


def test_a_wrong_token_is_refused_under_its_field(office: ConnectedOffice) -> None:
    assert list(_at_twilio(office, auth_token=WRONG)) == ["auth_token"]


def test_a_secondary_token_is_refused_since_it_signs_nothing(office: ConnectedOffice) -> None:
    second = office.stage.twilio.state.make_secondary()

    assert "secondary auth token" in _at_twilio(office, auth_token=second)["auth_token"]


def test_a_suspended_account_is_refused_under_its_field(office: ConnectedOffice) -> None:
    office.stage.sandbox.switch_on("twilio-suspended", None)

    assert list(_at_twilio(office)) == ["account_sid"]


def test_where_twilio_does_not_answer_nobody_judges(office: ConnectedOffice) -> None:
    office.stage.sandbox.switch_on("twilio-down", None)

    with pytest.raises(BotError, match="Twilio did not answer"):
        _at_twilio(office)


def test_numbers_to_choose_are_those_of_the_account(office: ConnectedOffice) -> None:
    assert SECOND_NUMBER in [one.value for one in connections.sms_numbers(office.settings)]
    assert [one.value for one in connections.whatsapp_senders(office.settings)] == [
        office.present.whatsapp_number
    ]

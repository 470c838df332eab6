"""What the emulated Twilio does by itself at STOP, and the troubles that can be switched on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
from flask import Response
from twilio.base.exceptions import TwilioException, TwilioRestException

from bot.core import clock
from tests.conftest import MovedClock
from tests.sandbox.twilio_world import (
    MARIA,
    MARIA_WHATSAPP,
    SERVICE,
    SMS,
    TEMPLATE,
    WHATSAPP,
    World,
)


def test_stop_is_obeyed_by_twilio_itself_until_start(world: World) -> None:
    world.twilio.person_texts(MARIA, SMS, " stop ")
    assert len(world.screen()) == 2
    assert world.receiver.forms("inbound")[0]["Body"] == " stop "
    assert "OptOutType" not in world.receiver.forms("inbound")[0]

    with pytest.raises(TwilioRestException) as refused:
        world.send()
    assert (refused.value.status, refused.value.code) == (400, 21610)

    world.twilio.person_texts(MARIA, SMS, "START")
    assert world.settled(world.send().sid).status == "delivered"


def test_an_answer_in_twiml_to_stop_does_not_arrive(world: World) -> None:
    world.receiver.answers = [
        Response("<Response><Message>Até logo</Message></Response>", mimetype="text/xml")
    ]
    world.twilio.person_texts(MARIA, SMS, "STOP")

    assert "Até logo" not in world.screen()
    assert [m.error_code for m in world.client().messages.list(to=MARIA)] == [21610, None]


@pytest.mark.parametrize("word", ["PARAR", "SAIR", "stop it", "CANCELAR"])
def test_no_other_word_opts_out(world: World, word: str) -> None:
    world.twilio.person_texts(MARIA, SMS, word)

    assert not world.state.phone(MARIA).opted_out


def test_on_whatsapp_stop_is_a_word_like_any_other(world: World) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "STOP")

    assert world.screen() == ["STOP"]
    assert world.settled(world.send().sid).status == "delivered"


def test_advanced_opt_out_names_what_was_done(world: World) -> None:
    world.state.advanced_opt_out = True
    world.twilio.person_texts(MARIA, SMS, "HELP")

    assert world.receiver.forms("inbound")[0]["OptOutType"] == "HELP"


def switch_on(world: World, name: str, times: int | None = None) -> None:
    body = {} if times is None else {"times": times}
    assert requests.put(f"{world.control}/faults/{name}", json=body, timeout=5).ok


def switch_off(world: World, name: str) -> None:
    assert requests.delete(f"{world.control}/faults/{name}", timeout=5).json()["active"] == []


@pytest.mark.parametrize(
    ("name", "status", "code"), [("twilio-down", 503, 20503), ("twilio-busy", 429, 20429)]
)
def test_a_service_that_is_down_or_busy_creates_nothing(
    world: World, name: str, status: int, code: int
) -> None:
    switch_on(world, name)
    with pytest.raises(TwilioRestException) as refused:
        world.send()
    assert (refused.value.status, refused.value.code) == (status, code)

    switch_off(world, name)
    assert world.client().messages.list() == []


def test_a_slow_service_answers_in_the_end(world: World) -> None:
    world.twilio.slow_seconds = 0.05
    switch_on(world, "twilio-slow", 1)
    begun = clock.now()
    world.client().balance.fetch()

    assert clock.now() - begun >= timedelta(seconds=0.05)


def test_a_message_whose_answer_is_lost_was_created_all_the_same(world: World) -> None:
    switch_on(world, "twilio-lost-answer", 1)
    with pytest.raises(TwilioException):
        world.send(body="uma vez")

    assert [message.body for message in world.client().messages.list(to=MARIA)] == ["uma vez"]


def test_a_message_whose_answer_hangs_was_created_all_the_same(world: World) -> None:
    switch_on(world, "twilio-hang", 1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        world.client(timeout=0.3).messages.create(to=MARIA, from_=SMS, body="uma vez")

    assert world.screen() == ["uma vez"]


def test_an_sms_can_be_refused_as_opted_out(world: World) -> None:
    switch_on(world, "twilio-21610", 1)
    with pytest.raises(TwilioRestException) as refused:
        world.send()
    assert refused.value.code == 21610

    assert world.settled(world.send().sid).status == "delivered"


@pytest.mark.parametrize(
    ("name", "to", "status", "code"),
    [
        ("twilio-30003", MARIA, "undelivered", 30003),
        ("twilio-63016", MARIA_WHATSAPP, "failed", 63016),
    ],
)
def test_a_message_can_fail_after_it_was_accepted(
    world: World, name: str, to: str, status: str, code: int
) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "Oi")
    switch_on(world, name, 1)
    sent = world.settled(world.send(to=to).sid)

    assert (sent.status, sent.error_code) == (status, code)
    assert world.settled(world.send(to=to).sid).status == "delivered"


def test_status_callbacks_can_be_withheld(world: World) -> None:
    switch_on(world, "twilio-no-status", 1)

    assert world.settled(world.send().sid).status == "delivered"
    assert world.statuses() == []


def test_status_callbacks_can_come_in_reverse(world: World) -> None:
    switch_on(world, "webhooks-out-of-order", 1)
    world.send()

    assert world.statuses() == ["delivered", "sent"]


def test_inbound_webhooks_can_come_twice(world: World) -> None:
    switch_on(world, "webhooks-twice", 1)
    delivered = world.twilio.person_texts(MARIA, SMS, "Oi")

    assert delivered.attempts == 2
    assert [form["MessageSid"] for form in world.receiver.forms("inbound")] == [delivered.sid] * 2
    assert world.screen() == ["Oi"]


def test_an_unknown_fault_is_named_as_such(still_world: World) -> None:
    answer = requests.put(f"{still_world.control}/faults/twilio-on-fire", json={}, timeout=5)

    assert answer.status_code == 404
    assert "twilio-slow" in answer.json()["error"]


def test_a_list_can_lag_for_as_long_as_one_says(world: World, moved_clock: MovedClock) -> None:
    old = world.send(body="velha").sid
    moved_clock.advance(timedelta(hours=2))
    world.send(body="nova")
    world.twilio.faults.switch_on("twilio-lagging-list-07000")

    assert [one.sid for one in world.client().messages.list()] == [old]
    world.twilio.faults.switch_on("twilio-lagging-list-09000")
    world.twilio.faults.switch_off("twilio-lagging-list-07000")
    assert world.client().messages.list() == []


def test_a_trial_account_writes_to_verified_phones_alone_and_puts_its_prefix_before_an_sms(
    world: World,
) -> None:
    world.twilio.faults.switch_on("twilio-trial")
    with pytest.raises(TwilioRestException) as refused:
        world.send()
    assert (refused.value.status, refused.value.code) == (400, 21608)
    assert world.client().api.accounts(world.state.account_sid).fetch().type == "Trial"

    world.state.change_phone(MARIA, verified=True)
    shown = "Sent from your Twilio trial account - Oi"
    assert world.send(body="Oi").body == shown
    assert world.screen() == [shown]
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "Oi")
    assert world.send(MARIA_WHATSAPP, "Olá").body == "Olá"


@pytest.mark.parametrize("by_parameter", [True, False])
def test_smart_encoding_replaces_signs_and_no_accents(world: World, by_parameter: bool) -> None:
    if not by_parameter:
        world.twilio.faults.switch_on("twilio-smart-encoding")
    more = {"smart_encoded": by_parameter} if by_parameter else {}
    sent = world.send(MARIA, "“Olá” — até já…", **more)

    assert sent.body == '"Olá" - até já...'
    assert world.screen() == [sent.body]


def test_a_template_of_a_service_can_have_an_empty_body(world: World) -> None:
    world.twilio.faults.switch_on("twilio-no-template-body")
    given = {"content_sid": TEMPLATE, "content_variables": '{"1": "7"}', "messaging_service_sid": SERVICE}
    sent = world.send(body=None, **given)

    assert (sent.body, world.settled(sent.sid).body) == ("", "")
    assert world.screen() == ["Pedido 7 pronto"]

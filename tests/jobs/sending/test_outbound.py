"""What leaves, leaves once: against the emulated Twilio, with the waits as they are."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from requests import PreparedRequest, Response

from bot.adapters.twilio.client import Messages
from bot.core import clock
from bot.core.messages import Address
from bot.core.settings import Settings
from bot.jobs.sending import outbound
from bot.jobs.sending.outbound import Delayed, OutgoingMessage, Refused, SendResult, Sent
from bot.rules.sending import recognition
from bot.rules.sending.recognition import Elsewhere
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests import wire
from tests.making import ANA
from tests.stage import Stage

OURS = Address.parse(SMS_NUMBER)
LONG = "x" * 4000  # three parts, the first two of them alike


def letter(text: str = "Olá", to: Address = ANA, sender: Address = OURS, **accounted: int) -> OutgoingMessage:
    since = clock.now() - timedelta(minutes=1)
    counts = {recognition.key(other): count for other, count in accounted.items()}
    return OutgoingMessage(to, sender, text, since, lambda: Elsewhere(since, counts, counts))


def send(stage: Stage, wanted: OutgoingMessage, *, resumed: bool = False) -> SendResult:
    return outbound.send(stage.tools.messages, wanted, resumed=resumed)


def got(stage: Stage) -> list[str]:
    assert stage.twilio.wait_idle(10)
    return stage.sandbox.received(ANA.value)


def writes(stage: Stage) -> int:
    return len(stage.twilio.state.messages())


def test_a_letter_leaves_in_its_parts(stage: Stage) -> None:
    assert send(stage, letter()) == Sent(1)
    assert send(stage, letter(LONG)) == Sent(3)
    assert got(stage) == ["Olá", LONG[:1600], LONG[:1600], LONG[3200:]]


def test_parts_that_left_before_are_not_sent_again_even_where_they_are_alike(stage: Stage) -> None:
    with wire.dying_after(1), pytest.raises(wire.DiedError):
        send(stage, letter(LONG))

    assert send(stage, letter(LONG), resumed=True) == Sent(3)
    assert send(stage, letter(LONG), resumed=True) == Sent(3)
    assert got(stage) == [LONG[:1600], LONG[:1600], LONG[3200:]]


def test_what_other_letters_explain_is_not_taken_for_this_one(stage: Stage) -> None:
    send(stage, letter("Ok"))

    assert send(stage, letter("Ok", Ok=1), resumed=True) == Sent(1)
    assert send(stage, letter("Ok", Ok=1), resumed=True) == Sent(1)
    assert got(stage) == ["Ok", "Ok"]


def test_what_left_before_the_conversation_or_to_somebody_else_is_not_taken_for_this_one(
    stage: Stage,
) -> None:
    send(stage, letter("Ok"))
    send(stage, letter("Ok", Address.parse("+5521912345678")))
    since = clock.now() + timedelta(seconds=1)

    assert send(stage, OutgoingMessage(ANA, OURS, "Ok", since), resumed=True) == Sent(1)
    assert got(stage) == ["Ok", "Ok"]


def test_blanks_at_the_ends_do_not_hide_what_has_left(stage: Stage) -> None:
    send(stage, letter("Ok"))

    assert send(stage, letter("Ok \n"), resumed=True) == Sent(1)
    assert got(stage) == ["Ok"]


def test_an_outage_of_some_seconds_is_waited_out_though_asking_fails_too(stage: Stage) -> None:
    stage.sandbox.switch_on("twilio-down", 2)

    assert send(stage, letter()) == Sent(1)
    assert got(stage) == ["Olá"]


def test_a_lost_answer_is_looked_for_before_anything_is_repeated(stage: Stage) -> None:
    stage.sandbox.switch_on("twilio-lost-answer", 1)

    assert send(stage, letter()) == Sent(1)
    assert writes(stage) == 1


def test_lost_answers_for_every_part_repeat_none(stage: Stage, quick: None) -> None:
    stage.sandbox.switch_on("twilio-lost-answer")

    assert send(stage, letter(LONG)) == Sent(3)
    assert writes(stage) == 3


def test_what_twilio_was_too_busy_for_is_repeated(stage: Stage) -> None:
    stage.sandbox.switch_on("twilio-busy", 1)

    assert send(stage, letter()) == Sent(1)
    assert writes(stage) == 1


def test_a_service_that_is_out_of_reach_delays(stage: Stage, quick: None) -> None:
    stage.sandbox.switch_on("twilio-down")

    assert send(stage, letter(LONG)) == Delayed(0, 0, 3, is_certain=True, untouched=True)
    assert writes(stage) == 0


def test_a_service_that_nobody_listens_at_delays(stage: Stage, quick: None) -> None:
    settings = stage.tools.settings
    environment = settings.environment.model_copy(update={"TWILIO_API_URL": "http://127.0.0.1:9"})
    nowhere = Messages(Settings(config=settings.config, environment=environment))

    assert outbound.send(nowhere, letter(), resumed=False) == Delayed(
        0, 0, 1, is_certain=True, untouched=True
    )


def test_refused_credentials_delay_with_their_code(stage: Stage, quick: None) -> None:
    stage.twilio.state.auth_token = "another"

    assert send(stage, letter()) == Delayed(20003, 0, 1, is_certain=True, untouched=True)


def test_a_delay_in_the_middle_shows_how_much_was_sent_and_is_completed(stage: Stage, quick: None) -> None:
    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST":
            stage.sandbox.switch_on("twilio-down")

    with wire.passing(look):
        assert send(stage, letter(LONG)) == Delayed(0, 1, 3, is_certain=True)
    stage.sandbox.switch_off("twilio-down")

    assert send(stage, letter(LONG), resumed=True) == Sent(3)
    assert got(stage) == [LONG[:1600], LONG[:1600], LONG[3200:]]


def test_a_refusal_in_the_middle_shows_how_much_was_sent(stage: Stage) -> None:
    posts = count(1)

    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and next(posts) == 2:
            stage.sandbox.switch_on("twilio-21610")

    with wire.passing(look):
        assert send(stage, letter(LONG)) == Refused(21610, 2, 3)
    assert writes(stage) == 2


@pytest.mark.parametrize(
    ("to", "sender", "code"),
    [
        ("+551", SMS_NUMBER, 21211),
        ("+5511987654321", "+15005550007", 21659),
        (SMS_NUMBER, SMS_NUMBER, 21266),
        (WHATSAPP_NUMBER, WHATSAPP_NUMBER, 63031),
        ("28888", SMS_NUMBER, 21265),
        ("+5511987654321", "ACME", 21212),
        ("whatsapp:+5511987654321", "whatsapp:+15005550007", 63007),
    ],
)
def test_wrong_addresses_are_refused_with_twilios_code(stage: Stage, to: str, sender: str, code: int) -> None:
    refused = send(stage, letter(to=Address.parse(to), sender=Address.parse(sender)))

    assert refused == Refused(code, 0, 1)


@pytest.mark.parametrize(("switch", "code"), [("opted_out", 21610), ("landline", 21614)])
def test_phones_that_take_nothing_are_refused_with_twilios_code(stage: Stage, switch: str, code: int) -> None:
    stage.sandbox.set_phone(ANA.value, **{switch: True})

    assert send(stage, letter()) == Refused(code, 0, 1)


def test_neither_letter_nor_outcome_shows_number_or_text() -> None:
    shown = f"{letter('segredo')!r} {letter('segredo')}"

    assert "segredo" not in shown
    assert ANA.value not in shown

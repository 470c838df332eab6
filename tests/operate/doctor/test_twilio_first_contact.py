"""One message to the operator's phone and back shows what nothing else shows."""

from __future__ import annotations

import re
from threading import Thread

import pytest

from bot.core.messages import DeliveryStatus
from bot.operate.doctor import twilio_first_contact
from bot.operate.doctor.checks import Verdict
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.operate.doctor.twilio_account import OPERATOR, TwilioAccount
from tests.stage import Stage

ALL = ("first-message", "first-list", "first-statuses", "first-answer")


@pytest.fixture(name="twilio")
def _twilio(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> TwilioAccount:
    monkeypatch.setattr(twilio_first_contact, "_POLL_SECONDS", 0.01)
    monkeypatch.setattr(twilio_first_contact, "ANSWER_SECONDS", 0.1)
    monkeypatch.setattr(twilio_first_contact, "STATUS_SECONDS", 0.5)
    return TwilioAccount(stage)


def _answer(twilio: TwilioAccount, body: str = "OK") -> Thread:
    """Answer on the operator's phone as soon as the message is there."""

    def act() -> None:
        twilio.stage.sandbox.until(lambda: twilio.state.thread(OPERATOR), "the message", 10)
        twilio.stage.twilio.person_texts(OPERATOR, SMS_NUMBER, body)

    thread = Thread(target=act)
    thread.start()
    return thread


def test_there_and_back_is_one_message_each_way(
    twilio: TwilioAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio_first_contact, "ANSWER_SECONDS", 10.0)
    answering = _answer(twilio)
    found = twilio.look(*ALL, at_a_cost=True)
    answering.join()

    assert {name: one.verdict for name, one in found.items()} == dict.fromkeys(ALL, Verdict.OK)
    sent, answered = twilio.state.thread(OPERATOR)
    assert sent.body == "AUDITORIA360: teste da conexão. Responda esta mensagem com OK, por favor."
    assert answered.mine
    assert "delivered" in found["first-statuses"].evidence
    assert OPERATOR not in str(found)


def test_without_being_asked_nothing_is_sent(twilio: TwilioAccount) -> None:
    found = twilio.look(*ALL)

    assert {one.verdict for one in found.values()} == {Verdict.NOT_TRIED}
    assert not twilio.state.thread(OPERATOR)


def test_without_a_phone_nothing_is_tried(twilio: TwilioAccount) -> None:
    twilio.variables["ADMIN_PHONES"] = ""
    found = twilio.look(*ALL, at_a_cost=True)

    assert {one.verdict for one in found.values()} == {Verdict.NOT_NEEDED}


def test_an_answer_that_does_not_come_back_is_reported(twilio: TwilioAccount) -> None:
    assert twilio.find("first-answer").verdict is Verdict.WRONG


def test_what_others_write_is_no_answer(twilio: TwilioAccount) -> None:
    twilio.stage.twilio.person_texts("+5511988887777", SMS_NUMBER, "OK")

    assert twilio.find("first-answer").verdict is Verdict.WRONG


def test_a_trial_shows_by_the_words_before_the_text(twilio: TwilioAccount) -> None:
    twilio.switch_on("twilio-trial")
    twilio.stage.sandbox.set_phone(OPERATOR, verified=True)

    assert "trial account" in twilio.find("first-list").evidence


def test_a_trial_that_may_not_write_to_the_phone_says_so(twilio: TwilioAccount) -> None:
    twilio.switch_on("twilio-trial")
    found = twilio.look(*ALL, at_a_cost=True)

    assert (found["first-message"].verdict, "21608" in found["first-message"].evidence) == (
        Verdict.WRONG,
        True,
    )
    assert {found[name].verdict for name in ALL[1:]} == {Verdict.NOT_NEEDED}


def test_a_list_that_is_behind_is_seen(twilio: TwilioAccount) -> None:
    twilio.switch_on("twilio-lagging-list")

    assert "did not show" in twilio.find("first-list").evidence


def test_a_text_that_twilio_rewrites_is_seen(twilio: TwilioAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio_first_contact, "_TEXT", "“Olá”")
    twilio.switch_on("twilio-smart-encoding")

    assert "another text" in twilio.find("first-list").evidence


def test_a_status_address_that_twilio_refuses_is_named(twilio: TwilioAccount) -> None:
    twilio.switch_on("twilio-no-callback")

    assert "21609" in twilio.find("first-message").evidence


def test_a_message_that_is_not_delivered_says_why(twilio: TwilioAccount) -> None:
    twilio.switch_on("twilio-30003")
    found = twilio.find("first-statuses")

    assert (found.verdict, "code 30003" in found.evidence) == (Verdict.WRONG, True)
    assert found.remedy


def test_whatsapp_is_tried_where_the_operator_has_it(twilio: TwilioAccount) -> None:
    twilio.variables["ADMIN_PHONES"] = f"whatsapp:{OPERATOR}"
    twilio.stage.twilio.person_texts(f"whatsapp:{OPERATOR}", WHATSAPP_NUMBER, "Oi")

    assert "by WhatsApp" in twilio.find("first-message").evidence


def test_a_channel_that_we_do_not_have_is_said(twilio: TwilioAccount) -> None:
    twilio.variables |= {"ADMIN_PHONES": f"whatsapp:{OPERATOR}", "TWILIO_WHATSAPP_NUMBER": ""}

    assert "None of our numbers" in twilio.find("first-message").evidence


def test_every_status_of_the_list_is_known(twilio: TwilioAccount) -> None:
    found = twilio.find("first-statuses")

    named = re.findall("`(.+?)`", found.evidence)
    assert named
    assert {DeliveryStatus(one) for one in named} <= set(DeliveryStatus)

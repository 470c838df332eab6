"""A long conversation has a summary on top, which follows what happens."""

from __future__ import annotations

import pytest

from bot.core.messages import DeliveryStatus
from bot.jobs.delivery import record_delivery
from bot.rules.conversation import overview
from bot.rules.conversation.overview import Overview
from bot.rules.conversation.standing import WaitsFor
from tests.actors import ANA
from tests.jobs.reports import PUBLIC, report_on
from tests.stage import Stage

ON_WHATSAPP = f"whatsapp:{ANA}"


@pytest.fixture(name="long")
def _long(stage: Stage) -> Stage:
    stage.configure({**PUBLIC, "conversations": {"overview_after": 3}})
    stage.record(stage.event("Oi"))
    for number in range(3):
        stage.sandbox.comment(1, "marina", f"nota {number}")
    return stage


def summary(stage: Stage) -> Overview:
    found = overview.read(stage.sandbox.issue(1)["body"])
    assert found
    return found


def reply(stage: Stage, text: str) -> None:
    stage.sandbox.comment(1, "marina", text)
    stage.reply()


def deliver(stage: Stage, comment: int, status: DeliveryStatus, code: int = 0) -> None:
    report = report_on(f"1-{comment}", status, code)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.new_tools())


def test_a_short_conversation_has_none(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    reply(stage, "/reply Olá")

    assert overview.read(stage.sandbox.issue(1)["body"]) is None


def test_it_follows_answers_messages_and_the_end(long: Stage) -> None:
    reply(long, "/reply Olá")
    answered = summary(long)
    assert (answered.waits_for, answered.answered_at is None) == (WaitsFor.PERSON, False)
    assert "> Oi\n" in long.sandbox.issue(1)["body"]

    first, second = long.event("E a guia?"), long.event("Alô?")
    long.record(first)
    long.record(second)
    waiting = summary(long)
    assert waiting.waits_for is WaitsFor.OFFICE
    assert waiting.since.replace(microsecond=0) == first.received_at.replace(microsecond=0)

    reply(long, "/close Até logo")
    assert summary(long).waits_for is WaitsFor.NOBODY


def test_it_says_whether_the_person_gets_messages_and_writes_elsewhere_too(long: Stage) -> None:
    long.record(long.event("Por aqui também", ON_WHATSAPP))
    reply(long, "/reply Olá")
    assert (summary(long).opted_out, summary(long).others) == (False, (2,))

    long.record(long.event("SAIR", ON_WHATSAPP))
    assert summary(long).opted_out

    reply(long, "/optin")
    assert not summary(long).opted_out


def test_it_says_that_an_answer_did_not_arrive(long: Stage) -> None:
    comment = long.sandbox.comment(1, "marina", "/reply Olá")["id"]
    long.reply()
    assert not summary(long).has_failed
    deliver(long, comment, DeliveryStatus.UNDELIVERED, 30003)

    assert summary(long).has_failed
    assert "⚠️ não foi entregue" in long.sandbox.issue(1)["body"]


def test_it_says_at_once_that_the_last_answer_arrived(long: Stage) -> None:
    first = long.sandbox.comment(1, "marina", "/reply Olá")["id"]
    long.reply()
    assert " · entregue · recebe" not in long.sandbox.issue(1)["body"]
    deliver(long, first, DeliveryStatus.UNDELIVERED, 30003)
    second = long.sandbox.comment(1, "marina", "/reply Olá de novo")["id"]
    long.reply()

    deliver(long, second, DeliveryStatus.DELIVERED)
    assert (summary(long).has_failed, summary(long).has_arrived) == (False, True)
    assert " · entregue · recebe mensagens\n" in long.sandbox.issue(1)["body"]

    long.sandbox.comment(1, "marina", "/status")
    long.reply()
    assert summary(long).has_arrived

    long.sandbox.comment(1, "marina", "/reply E mais isto")
    long.reply()
    assert not summary(long).has_arrived


def test_that_an_earlier_answer_arrived_says_nothing_of_the_last(long: Stage) -> None:
    first = long.sandbox.comment(1, "marina", "/reply Olá")["id"]
    long.sandbox.comment(1, "marina", "/reply Olá de novo")
    long.reply()
    deliver(long, first, DeliveryStatus.DELIVERED)

    assert not summary(long).has_arrived


def test_a_summary_of_an_earlier_version_is_read(long: Stage) -> None:
    reply(long, "/reply Olá")
    body = long.sandbox.issue(1)["body"]
    hidden = body[body.index("<!-- overview ") :].partition("\n")[0]
    older = hidden.partition(',"answer"')[0] + "} -->"

    found = overview.read(body.replace(hidden, older))
    assert found
    assert (found.answer, found.has_arrived) == (0, False)


def test_an_attempt_that_did_not_leave_is_told_apart_from_the_answer_that_arrived(long: Stage) -> None:
    first = long.sandbox.comment(1, "marina", "/reply Olá")["id"]
    long.reply()
    deliver(long, first, DeliveryStatus.DELIVERED)
    long.sandbox.switch_on("twilio-refuse-21614", 1)
    reply(long, "/reply E a guia?")

    assert (summary(long).has_failed, summary(long).has_arrived, summary(long).is_unsent) == (
        False,
        True,
        True,
    )
    assert " · entregue · ⚠️ a última tentativa não saiu · recebe" in long.sandbox.issue(1)["body"]

    reply(long, "/retry")
    assert not summary(long).is_unsent

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
    report = report_on(f"1-{comment}", DeliveryStatus.UNDELIVERED, 30003)
    record_delivery.run({"client_payload": long.payload([report])}, long.new_tools())

    assert summary(long).has_failed
    assert "⚠️ não foi entregue" in long.sandbox.issue(1)["body"]

"""What a person agreed to, and what Twilio knows of it, decides what leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core import clock
from bot.core.messages import DeliveryStatus, Purpose
from bot.core.settings.hours import EVERY_DAY
from bot.jobs.delivery import record_delivery
from bot.jobs.upkeep import reconcile
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order, notes_of_orders
from tests.jobs.reports import report_on
from tests.jobs.rights import consenting
from tests.jobs.rights.consenting import (
    labels_of,
    record_of_ana,
    write_and_settle,
)
from tests.stage import Stage

marina = consenting.marina


def test_what_twilio_answered_is_recorded_and_not_answered_again(stage: Stage) -> None:
    event = stage.event("STOP")
    stage.record(replace(event, message=replace(event.message, opt_out="STOP")))
    stage.twilio.wait_idle(5)

    assert stage.sandbox.received(ANA) == []
    assert record_of_ana(stage) == (["withdrawn"], [])


def test_two_robots_stop_greeting_each_other(stage: Stage) -> None:
    stage.configure({"conversations": {"reopen_within": "1s"}})
    for number in range(1, 8):
        write_and_settle(stage, "Esta é uma resposta automática")
        stage.sandbox.close(number)
        stage.configure({"conversations": {"reopen_within": "0s"}})

    greeted = [text for text in stage.sandbox.received(ANA) if text.startswith("Recebemos")]
    assert len(greeted) == 5


@pytest.mark.parametrize("words", [["AJUDA"], ["VOLTAR"], ["AJUDA", "VOLTAR", "MEUS DADOS"]], ids=str)
def test_a_robot_that_writes_keywords_is_answered_a_few_times_only(
    moved_clock: MovedClock, stage: Stage, words: list[str]
) -> None:
    for number in range(9):
        write_and_settle(stage, words[number % len(words)])
        moved_clock.advance(timedelta(minutes=1))

    assert len(stage.sandbox.received(ANA)) == 5
    moved_clock.advance(timedelta(days=1))
    write_and_settle(stage, words[0])
    assert len(stage.sandbox.received(ANA)) == 6


def test_the_cap_on_automatic_answers_counts_those_in_the_other_language(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.configure({"policy": {"acknowledgement": {"cap": "2 per 1d"}}})
    write_and_settle(stage, "AJUDA")
    stage.configure({"policy": {"acknowledgement": {"cap": "2 per 1d"}}, "language": {"people": "en"}})
    for _ in range(3):
        moved_clock.advance(timedelta(minutes=1))
        write_and_settle(stage, "AJUDA")

    assert len(stage.sandbox.received(ANA)) == 2


def test_marketing_needs_consent(stage: Stage) -> None:
    order = replace(new_order("Promoção"), purpose=Purpose.MARKETING)
    carry_out(stage, order)

    assert stage.sandbox.received(ANA) == []
    assert "pedem o consentimento" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_a_notification_at_night_waits_and_leaves_in_the_morning(stage: Stage) -> None:
    order = new_order("Sua guia vence amanhã")
    stage.configure({"policy": {"notification": {"hours": _closed_now()}}})
    carry_out(stage, order)
    carry_out(stage, order)
    reconcile.run({}, stage.tools)
    assert stage.sandbox.received(ANA) == []
    assert "adiada" in labels_of(stage)
    assert sum("espera até" in one["body"] for one in stage.sandbox.issue(1)["comments"]) == 1

    stage.configure({})
    reconcile.run({}, stage.tools)
    reconcile.run({}, stage.tools)
    stage.twilio.wait_idle(5)

    assert stage.sandbox.received(ANA) == ["Sua guia vence amanhã"]
    assert "adiada" not in labels_of(stage)
    assert "rocket" in notes_of_orders(stage)[0]["reactions"]


def _closed_now() -> str:
    """Opening hours that begin two hours from now."""
    hour = clock.now().astimezone(ZoneInfo("America/Sao_Paulo")).hour
    return f"{(hour + 2) % 24:02d}:00-{(hour + 3) % 24:02d}:00"


def test_marketing_leaves_once_a_maintainer_recorded_the_consent(stage: Stage, marina: Maintainer) -> None:
    stage.configure({"policy": {"marketing": {"hours": "00:00-24:00", "days": list(EVERY_DAY)}}})
    write_and_settle(stage, "Quero receber as promoções")
    comment = marina.comment(1, "/consent marketing")
    stage.reply()

    carry_out(stage, replace(new_order("Promoção"), purpose=Purpose.MARKETING))

    assert "rocket" in marina.reactions(1, comment)
    assert stage.sandbox.received(ANA)[1:] == ["Promoção"]
    assert record_of_ana(stage) == (["granted"], [])


def test_an_opt_out_that_only_twilio_knew_of_is_recorded_when_it_refuses(
    stage: Stage, marina: Maintainer
) -> None:
    write_and_settle(stage, "Oi")
    stage.sandbox.set_phone(ANA, opted_out=True)
    marina.comment(1, "/reply Olá")
    stage.reply()

    assert record_of_ana(stage) == (["withdrawn"], [])
    assert "opt-out" in labels_of(stage)


def test_an_opt_out_that_comes_as_a_failed_delivery_is_recorded(stage: Stage, marina: Maintainer) -> None:
    write_and_settle(stage, "Oi")
    comment = marina.comment(1, "/reply Olá")
    stage.reply()
    report = report_on(f"1-{comment}", DeliveryStatus.FAILED, 21610)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.tools)

    assert record_of_ana(stage) == (["withdrawn"], [])


def test_what_twilio_understood_as_an_opt_in_undoes_an_opt_out(stage: Stage) -> None:
    for text, understood in (("Pare com isso", "STOP"), ("Pode mandar", "START")):
        event = stage.event(text)
        stage.record(replace(event, message=replace(event.message, opt_out=understood)))
        stage.twilio.wait_idle(5)
    carry_out(stage, new_order("Lembrete"))

    assert stage.sandbox.received(ANA) == ["Lembrete"]
    assert record_of_ana(stage) == (["withdrawn", "granted"], [])

"""Nobody waits unseen: who waits too long is labelled, mentioned once, and told to administrators at last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core import clock
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import attempt
from tests.stage import Stage

stage = reconciling.stage
BIA, ADMIN = "+5521912345678", "+5511900000001"
OVERDUE = "resposta-atrasada"
DESK = {"desk": {"answer_within": "4h", "on_call": ["marina", "joao"]}}
ZONE = ZoneInfo("America/Sao_Paulo")


def said(stage: Stage, number: int = 1) -> list[str]:
    return [one["body"].partition("\n")[2] for one in stage.sandbox.issue(number)["comments"]]


def labels(stage: Stage, number: int = 1) -> list[str]:
    return list(stage.sandbox.issue(number)["labels"])


def issue_titled(stage: Stage, title: str) -> dict[str, Any] | None:
    found = [one["number"] for one in stage.sandbox.issues() if one["title"] == title]
    return dict(stage.sandbox.issue(found[-1])) if found else None


def pass_hours(stage: Stage, moved_clock: MovedClock, hours: float) -> None:
    """Let time pass, and reconcile run each hour."""
    for _ in range(int(hours)):
        moved_clock.advance(timedelta(hours=1))
        attempt(stage)
    moved_clock.advance(timedelta(hours=hours - int(hours)))


@pytest.fixture(name="desk")
def _desk(stage: Stage) -> Stage:
    stage.configure(DESK)
    stage.set_variables(ADMIN_PHONES=ADMIN)
    return stage


def test_without_a_time_nobody_is_reminded(stage: Stage, moved_clock: MovedClock) -> None:
    stage.record(stage.event())
    pass_hours(stage, moved_clock, 9)

    assert OVERDUE not in labels(stage)
    assert said(stage) == []


def test_who_waits_too_long_is_labelled_and_mentioned_once(desk: Stage, moved_clock: MovedClock) -> None:
    desk.record(desk.event())
    pass_hours(desk, moved_clock, 3)
    assert OVERDUE not in labels(desk)
    pass_hours(desk, moved_clock, 3)

    assert OVERDUE in labels(desk)
    (reminder,) = said(desk)
    assert reminder.startswith("⏰ @marina @joao esta conversa espera resposta desde ")
    assert reminder.endswith("há mais de 4 horas.")


def test_after_twice_the_time_administrators_get_one_text_about_all(
    desk: Stage, moved_clock: MovedClock
) -> None:
    desk.record(desk.event(), desk.event("Alô", BIA))
    pass_hours(desk, moved_clock, 7)
    assert desk.sandbox.received(ADMIN) == []
    pass_hours(desk, moved_clock, 5)

    assert desk.sandbox.received(ADMIN) == [
        "Bot: 2 conversa(s) sem resposta ha muito tempo: #1, #2. Veja no GitHub."
    ]
    assert said(desk, 2)[-1].startswith("⏰ Passou o dobro do prazo")


def test_an_answer_takes_the_label_away_and_a_new_wait_is_reminded_of_anew(
    desk: Stage, moved_clock: MovedClock
) -> None:
    desk.record(desk.event())
    pass_hours(desk, moved_clock, 5)
    desk.sandbox.comment(1, "marina", "/reply Já vai")
    desk.reply()
    assert OVERDUE not in labels(desk)

    desk.record(desk.event("E agora?"))
    pass_hours(desk, moved_clock, 5)
    assert OVERDUE in labels(desk)
    assert len([one for one in said(desk) if "espera resposta" in one]) == 2


def test_nobody_is_reminded_of_somebody_who_opted_out(desk: Stage, moved_clock: MovedClock) -> None:
    desk.record(desk.event("SAIR"))
    pass_hours(desk, moved_clock, 5)

    assert OVERDUE not in labels(desk)


def test_a_conversation_closed_without_a_word_loses_the_label(desk: Stage, moved_clock: MovedClock) -> None:
    desk.record(desk.event())
    pass_hours(desk, moved_clock, 5)
    desk.tools.repository.close(1)
    desk.tools.repository.remove_label(1, "aguardando-resposta")
    pass_hours(desk, moved_clock, 1)

    assert OVERDUE not in labels(desk)


def test_nights_and_weekends_do_not_count_where_the_office_has_hours(
    stage: Stage, moved_clock: MovedClock
) -> None:
    moved_clock.set(datetime(2027, 3, 5, 17, tzinfo=ZONE))  # a Friday
    stage.ran("reconcile")
    stage.configure({**DESK, "office": {"hours": "08:00-18:00"}})
    stage.record(stage.event())
    moved_clock.set(datetime(2027, 3, 8, 10, 30, tzinfo=ZONE))
    attempt(stage)
    assert OVERDUE not in labels(stage)

    moved_clock.set(datetime(2027, 3, 8, 11, 30, tzinfo=ZONE))
    attempt(stage)
    assert OVERDUE in labels(stage)
    assert any(one.endswith("há mais de 4 horas de expediente.") for one in said(stage))


def test_a_recorded_message_has_reconcile_woken_when_it_would_be_overdue(desk: Stage) -> None:
    event = desk.event()
    desk.tools = desk.new_tools()
    desk.record(event)

    (due,) = (one for one in desk.tools.agenda.moments if one > clock.now() + timedelta(hours=3))
    assert due - event.received_at == timedelta(hours=4, minutes=1)


def test_the_digest_lists_who_waits_and_closes_when_nobody_does(desk: Stage, moved_clock: MovedClock) -> None:
    desk.record(desk.event("Primeira"), desk.event("Segunda", BIA))
    desk.sandbox.comment(2, "marina", "/reply Olá, Bia")
    desk.reply(2)
    moved_clock.advance(timedelta(hours=25))
    attempt(desk)

    digest = issue_titled(desk, "Quem espera resposta")
    assert digest
    assert "Uma pessoa espera resposta" in digest["body"]
    assert "- #1 · " in digest["body"]
    assert "- #2 · " not in digest["body"]

    desk.sandbox.comment(1, "marina", "/reply Olá, Ana")
    desk.reply()
    moved_clock.advance(timedelta(hours=1))
    attempt(desk)
    digest = issue_titled(desk, "Quem espera resposta")
    assert digest
    assert digest["state"] == "closed"
    assert desk.sandbox.received(ANA)[-1] == "Olá, Ana"


def test_the_digest_counts_a_single_answer_in_words_and_names_who_is_in_charge(
    desk: Stage, moved_clock: MovedClock
) -> None:
    desk.record(desk.event("Primeira"), desk.event("Segunda", BIA))
    moved_clock.advance(timedelta(hours=25))
    desk.sandbox.comment(1, "marina", "/atribuir")
    desk.sandbox.comment(2, "marina", "/reply Olá, Bia")
    desk.reply()
    desk.reply(2)
    attempt(desk)

    digest = issue_titled(desk, "Quem espera resposta")
    assert digest
    assert " às 08:00: uma, em 1 dia e 1 hora." in digest["body"]
    assert " · `marina`\n" in digest["body"]


def test_while_nobody_waits_there_is_no_digest(desk: Stage, moved_clock: MovedClock) -> None:
    desk.record(desk.event())
    desk.sandbox.comment(1, "marina", "/reply Olá")
    desk.reply()
    pass_hours(desk, moved_clock, 2)
    moved_clock.advance(timedelta(hours=25))
    attempt(desk)

    assert issue_titled(desk, "Quem espera resposta") is None


def test_who_writes_again_after_a_conversation_was_closed_without_a_word_has_only_begun_to_wait(
    desk: Stage, moved_clock: MovedClock
) -> None:
    desk.record(desk.event())
    pass_hours(desk, moved_clock, 3)
    desk.tools.repository.close(1)
    pass_hours(desk, moved_clock, 20)
    desk.record(desk.event("Outra coisa"), batch="batch-2")
    pass_hours(desk, moved_clock, 2)

    assert OVERDUE not in labels(desk)
    pass_hours(desk, moved_clock, 3)
    assert OVERDUE in labels(desk)

"""Whoever writes outside office hours learns once a night when somebody will be there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.core import clock
from bot.core.errors import UnfinishedError
from bot.jobs.inbound import record_messages
from bot.jobs.upkeep import reconcile
from tests import wire
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.stage import Stage

OFFICE = {"hours": "08:00-18:00", "holidays": {"brazil": False}}
GREETING = "Recebemos sua mensagem. Protocolo 1. Vamos responder por aqui."
NOTE = "Recebemos sua mensagem. Nosso atendimento volta segunda-feira às 8h."


def move_to(moved_clock: MovedClock, stage: Stage, weekday: int, hour: int) -> None:
    """Let it be the next such hour of the office's week, counted from Monday."""
    now = clock.now().astimezone(stage.tools.zone)
    there = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    there += timedelta(days=(weekday - now.weekday()) % 7)
    if there <= now:
        there += timedelta(days=7)
    moved_clock.advance(there - now)
    stage.tools = stage.new_tools()


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock) -> Iterator[Stage]:
    """A stage on which it is Saturday, at ten in the morning."""
    with Stage({"office": OFFICE}) as stage:
        move_to(moved_clock, stage, 5, 10)
        yield stage


def write(stage: Stage, text: str = "Oi", wire_: str = f"whatsapp:{ANA}") -> None:
    stage.tools = stage.new_tools()
    event = stage.event(text, wire_)
    stage.record(event, batch=f"batch-{event.sequence}")


def received(stage: Stage, wire_: str = f"whatsapp:{ANA}") -> list[str]:
    assert stage.twilio.wait_idle(10)
    return stage.sandbox.received(wire_)


def told(stage: Stage) -> int:
    return sum("fora do horário de atendimento" in one["body"] for one in stage.sandbox.issue(1)["comments"])


def test_the_acknowledgement_says_when_somebody_will_be_there_and_the_issue_shows_it(stage: Stage) -> None:
    write(stage)

    (text,) = received(stage)
    assert text == f"{GREETING} Nosso atendimento volta segunda-feira às 8h."
    assert text in stage.sandbox.issue(1)["body"]


def test_an_sms_says_it_without_accents_in_one_segment(stage: Stage) -> None:
    write(stage, wire_=ANA)

    (text,) = received(stage, ANA)
    assert text == f"{GREETING} Nosso atendimento volta segunda-feira às 8h."
    assert len(text) <= 160


def test_within_office_hours_nothing_changes(stage: Stage, moved_clock: MovedClock) -> None:
    move_to(moved_clock, stage, 0, 9)
    write(stage)
    write(stage, "Ainda eu")

    assert received(stage) == [GREETING]
    assert told(stage) == 0


@pytest.mark.parametrize("office", [{}, {"hours": None}])
def test_without_hours_nobody_is_told_of_any(stage: Stage, office: dict[str, Any]) -> None:
    stage.configure({"office": office})
    write(stage)

    assert received(stage) == [GREETING]


def test_whoever_was_greeted_this_night_is_told_no_more(stage: Stage) -> None:
    write(stage)
    write(stage, "Esqueci de dizer")

    assert len(received(stage)) == 1
    assert told(stage) == 0


def test_in_an_open_conversation_it_is_said_once_a_night(stage: Stage, moved_clock: MovedClock) -> None:
    move_to(moved_clock, stage, 4, 17)
    write(stage)
    move_to(moved_clock, stage, 4, 19)
    for text in ("Um", "Dois"):
        write(stage, text)
    move_to(moved_clock, stage, 5, 23)
    write(stage, "Três")  # the same night, as an office counts

    assert received(stage) == [GREETING, NOTE]
    assert told(stage) == 1

    move_to(moved_clock, stage, 0, 19)
    write(stage, "Quatro")

    last = "Recebemos sua mensagem. Nosso atendimento volta terça-feira às 8h."
    assert received(stage) == [GREETING, NOTE, last]
    assert told(stage) == 2


def test_a_holiday_is_passed_over(stage: Stage) -> None:
    monday = (clock.now().astimezone(stage.tools.zone) + timedelta(days=2)).date()
    stage.configure({"office": {**OFFICE, "holidays": {"own": {f"{monday:%m-%d}": "Aniversário da cidade"}}}})
    write(stage)

    (text,) = received(stage)
    assert "volta segunda-feira" not in text
    assert " às 8h." in text


def test_a_keyword_gets_its_answer_and_no_word_about_hours(stage: Stage, moved_clock: MovedClock) -> None:
    move_to(moved_clock, stage, 4, 17)
    write(stage)
    move_to(moved_clock, stage, 4, 19)
    write(stage, "SAIR")
    write(stage, "Oi de novo")

    assert not any("atendimento" in text for text in received(stage))
    assert len(received(stage)) == 2


def test_what_was_written_at_night_and_found_in_the_morning_is_not_told_of_hours(
    stage: Stage, moved_clock: MovedClock
) -> None:
    move_to(moved_clock, stage, 4, 17)
    write(stage)
    move_to(moved_clock, stage, 4, 19)
    late = stage.event("Tarde", f"whatsapp:{ANA}")
    move_to(moved_clock, stage, 0, 9)
    stage.record(late, batch="late")

    assert received(stage) == [GREETING]


def test_a_run_that_goes_on_after_a_crash_says_it_once(stage: Stage, moved_clock: MovedClock) -> None:
    move_to(moved_clock, stage, 4, 17)
    write(stage)
    move_to(moved_clock, stage, 4, 19)
    event = stage.event("Um", f"whatsapp:{ANA}")

    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and "Messages.json" in str(request.url):
            raise KeyboardInterrupt

    with wire.passing(look), pytest.raises(KeyboardInterrupt):
        stage.record(event)
    stage.tools = stage.new_tools()
    stage.record(event)

    assert received(stage) == [GREETING, NOTE]
    assert told(stage) == 1


def test_a_greeting_that_is_sent_by_a_later_run_says_what_the_issue_shows(
    stage: Stage, moved_clock: MovedClock, quick: None
) -> None:
    event = stage.event("Oi", ANA)
    stage.sandbox.switch_on("twilio-down")
    with pytest.raises(UnfinishedError):
        record_messages.run({"client_payload": stage.payload([event])}, stage.tools)
    stage.sandbox.switch_off("twilio-down")
    moved_clock.advance(timedelta(days=3))
    stage.tools = stage.new_tools()
    stage.record(event)

    (text,) = received(stage, ANA)
    assert text in stage.sandbox.issue(1)["body"]


def test_it_counts_as_an_automatic_text(stage: Stage, moved_clock: MovedClock) -> None:
    stage.configure({"office": OFFICE, "policy": {"acknowledgement": {"cap": "1 per 30d"}}})
    move_to(moved_clock, stage, 4, 17)
    write(stage)
    move_to(moved_clock, stage, 4, 19)
    write(stage, "Um")

    assert received(stage) == [GREETING]
    assert told(stage) == 0


def test_the_office_says_it_in_its_own_words_and_it_still_counts_as_automatic(
    stage: Stage, moved_clock: MovedClock
) -> None:
    own = {
        "acknowledgement": "Olá! Protocolo {number}.",
        "office_back": "Voltamos {opens}.",
        "office_closed": "Lemos {opens}.",
    }
    few = {"acknowledgement": {"cap": "1 per 30d"}}
    stage.configure({"office": OFFICE, "texts": {"pt-BR": own}, "policy": few})
    write(stage)
    move_to(moved_clock, stage, 0, 19)
    write(stage, "Um")

    assert received(stage) == ["Olá! Protocolo 1. Voltamos segunda-feira às 8h."]
    assert "Voltamos segunda-feira às 8h" in stage.sandbox.issue(1)["body"]


def test_reconcile_does_not_greet_again_who_was_told_of_hours(stage: Stage, moved_clock: MovedClock) -> None:
    write(stage, wire_=ANA)
    moved_clock.advance(timedelta(minutes=40))
    reconcile.run({"schedule": "0 * * * *"}, stage.new_tools())

    assert len(received(stage, ANA)) == 1

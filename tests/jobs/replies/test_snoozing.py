"""/snooze lets a conversation rest until a moment, or until the person writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core import clock
from tests import wire
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.replies.comments import WAITING, arrived, marks, notes, post
from tests.jobs.upkeep.reconciling import HOUR, attempt
from tests.stage import Stage

RESTS, OVERDUE = "em-pausa", "resposta-atrasada"
ZONE = ZoneInfo("America/Sao_Paulo")
MONDAY = datetime(2027, 3, 8, 14, tzinfo=ZONE)


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock, tmp_path: Path) -> Iterator[Stage]:
    """On a Monday, two hours after noon."""
    moved_clock.set(MONDAY)
    with Stage(history=tmp_path) as stage:
        stage.ran("reconcile", ago=HOUR)
        yield stage


def issue(stage: Stage) -> dict[str, Any]:
    return dict(stage.sandbox.issue(1))


def labels(stage: Stage) -> set[str]:
    return set(issue(stage)["labels"])


def command(stage: Stage, body: str) -> int:
    """Comment, and carry it out; return the comment."""
    comment = post(stage, body)
    stage.tools = stage.new_tools()
    stage.reply()
    return comment


def last(stage: Stage) -> str:
    return notes(stage)[-1].partition("\n")[2]


def wait(stage: Stage, moved_clock: MovedClock, until: datetime) -> None:
    moved_clock.set(until)
    attempt(stage)


def test_a_conversation_rests_and_nobody_waits_in_it(asked: Stage) -> None:
    comment = command(asked, "/adiar 2d")

    assert RESTS in labels(asked)
    assert WAITING not in labels(asked)
    assert last(asked).startswith("⏸️ **Em pausa até 10/03/2027 às 08:00**, a pedido de `marina`.")
    assert f"issuecomment-{comment}" in last(asked)
    assert marks(asked, comment) == {"rocket"}
    assert arrived(asked) == []
    assert [one.astimezone(ZONE) for one in asked.tools.agenda.moments] == [
        datetime(2027, 3, 10, 8, tzinfo=ZONE)
    ]


def test_repeated_runs_change_nothing(asked: Stage) -> None:
    command(asked, "/adiar 2d")
    said = notes(asked)
    asked.reply()
    asked.reply()

    assert notes(asked) == said


def test_a_day_begins_with_the_hours_of_the_office(asked: Stage) -> None:
    asked.configure({"office": {"hours": "09:30-18:00"}})
    command(asked, "/snooze amanhã")

    assert "**Em pausa até 09/03/2027 às 09:30**" in last(asked)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("quando der", "Não entendi até quando."),
        ("hoje 9h", "Esse momento já passou"),
        ("2 anos", "Não entendi até quando."),
        ("400d", "Uma pausa dura no máximo um ano"),
    ],
)
def test_what_is_no_moment_is_refused_with_a_sentence(asked: Stage, typed: str, said: str) -> None:
    comment = command(asked, f"/snooze {typed}")

    assert said in last(asked)
    assert marks(asked, comment) == {"confused"}
    assert WAITING in labels(asked)
    assert RESTS not in labels(asked)


def test_an_edited_command_lets_nothing_rest(asked: Stage) -> None:
    comment = post(asked, "/snooze 2d")
    asked.state.issues.edit_comment(comment, "/snooze 3d", by="marina")
    asked.reply()

    assert RESTS not in labels(asked)


def test_at_its_moment_it_waits_again_and_who_asked_is_told_once(
    asked: Stage, moved_clock: MovedClock
) -> None:
    command(asked, "/snooze amanhã 9h")
    wait(asked, moved_clock, datetime(2027, 3, 9, 8, 50, tzinfo=ZONE))
    assert RESTS in labels(asked)
    wait(asked, moved_clock, datetime(2027, 3, 9, 9, tzinfo=ZONE))

    assert RESTS not in labels(asked)
    assert WAITING in labels(asked)
    assert last(asked) == "▶️ @marina, a pausa terminou: esta conversa espera resposta de novo."
    said = notes(asked)
    wait(asked, moved_clock, datetime(2027, 3, 9, 12, tzinfo=ZONE))
    assert notes(asked) == said


def test_reconcile_notes_when_it_is_needed_next(asked: Stage, moved_clock: MovedClock) -> None:
    command(asked, "/snooze 24/04")
    wait(asked, moved_clock, datetime(2027, 3, 9, 8, 50, tzinfo=ZONE))

    assert datetime(2027, 4, 24, 8, tzinfo=ZONE) in asked.tools.agenda.moments


def test_a_pause_that_nobody_noticed_the_end_of_ends_with_the_next_run(
    asked: Stage, moved_clock: MovedClock
) -> None:
    command(asked, "/snooze 4h")
    wait(asked, moved_clock, datetime(2027, 3, 12, 9, tzinfo=ZONE))

    assert RESTS not in labels(asked)
    assert WAITING in labels(asked)


def test_one_that_waited_for_the_person_does_not_wait_for_the_office_afterwards(
    asked: Stage, moved_clock: MovedClock
) -> None:
    command(asked, "/reply Mande os documentos, por favor.")
    command(asked, "/snooze amanhã")
    wait(asked, moved_clock, datetime(2027, 3, 9, 9, tzinfo=ZONE))

    assert not {RESTS, WAITING} & labels(asked)
    assert last(asked) == "▶️ @marina, a pausa terminou."


def test_a_reply_leaves_the_pause_and_the_wait_is_over(asked: Stage, moved_clock: MovedClock) -> None:
    command(asked, "/snooze amanhã")
    command(asked, "/reply Falamos amanhã.")
    assert RESTS in labels(asked)
    wait(asked, moved_clock, datetime(2027, 3, 9, 9, tzinfo=ZONE))

    assert not {RESTS, WAITING} & labels(asked)
    assert arrived(asked) == ["Falamos amanhã."]


def test_the_last_of_two_pauses_counts(asked: Stage, moved_clock: MovedClock) -> None:
    command(asked, "/snooze amanhã")
    command(asked, "/snooze quinta")
    wait(asked, moved_clock, datetime(2027, 3, 9, 9, tzinfo=ZONE))
    assert RESTS in labels(asked)
    wait(asked, moved_clock, datetime(2027, 3, 11, 9, tzinfo=ZONE))

    assert RESTS not in labels(asked)
    assert WAITING in labels(asked)


def test_it_ends_at_once_when_the_person_writes(asked: Stage, moved_clock: MovedClock) -> None:
    command(asked, "/snooze amanhã")
    said = notes(asked)
    asked.record(asked.event("Alô?"))

    assert RESTS not in labels(asked)
    assert WAITING in labels(asked)
    assert len(notes(asked)) == len(said) + 1  # the message
    wait(asked, moved_clock, datetime(2027, 3, 9, 9, tzinfo=ZONE))
    assert len(notes(asked)) == len(said) + 1


def test_it_ends_by_a_message_where_there_is_no_graphql(asked: Stage) -> None:
    command(asked, "/snooze amanhã")
    asked.github_faults.switch_on("github-no-graphql")
    asked.record(asked.event("Alô?"))

    assert RESTS not in labels(asked)
    assert WAITING in labels(asked)


def test_it_ends_by_a_message_although_the_change_breaks_off(asked: Stage) -> None:
    command(asked, "/snooze amanhã")
    asked.github_faults.switch_on("github-broken-mutations", 1)
    asked.record(asked.event("Alô?"))

    assert RESTS not in labels(asked)
    assert WAITING in labels(asked)


def test_a_message_that_came_after_the_command_is_not_hidden(asked: Stage) -> None:
    comment = post(asked, "/snooze amanhã")
    asked.record(asked.event("Espere, é urgente!"))
    asked.reply()

    assert "A pessoa escreveu depois deste comando" in last(asked)
    assert marks(asked, comment) == {"confused"}
    assert WAITING in labels(asked)
    assert RESTS not in labels(asked)


def test_a_message_that_crossed_the_command_is_found_by_reconcile(
    asked: Stage, moved_clock: MovedClock
) -> None:
    command(asked, "/snooze amanhã")
    asked.record(asked.event("Espere, é urgente!"))
    asked.tools.repository.add_label(1, RESTS)
    asked.tools.repository.remove_label(1, WAITING)
    wait(asked, moved_clock, MONDAY + HOUR)

    assert RESTS not in labels(asked)
    assert WAITING in labels(asked)
    assert "▶️" not in "".join(notes(asked))


def test_off_ends_it_and_the_wait_goes_on(asked: Stage) -> None:
    command(asked, "/snooze 2d")
    comment = command(asked, "/adiar off")

    assert RESTS not in labels(asked)
    assert WAITING in labels(asked)
    assert last(asked).startswith("▶️ A pausa terminou antes da hora, a pedido de `marina`.")
    assert marks(asked, comment) == {"rocket"}


def test_off_without_a_pause_says_so(asked: Stage) -> None:
    command(asked, "/snooze off")

    assert "Esta conversa não está em pausa." in last(asked)
    assert WAITING in labels(asked)


def test_on_and_off_in_one_run(asked: Stage) -> None:
    post(asked, "/snooze 2d")
    post(asked, "/snooze off")
    asked.reply()

    assert RESTS not in labels(asked)
    assert WAITING in labels(asked)


@pytest.mark.parametrize("closing", ["/close", "/close Até logo"])
def test_closing_ends_it_without_a_word(asked: Stage, moved_clock: MovedClock, closing: str) -> None:
    command(asked, "/snooze amanhã")
    command(asked, closing)
    assert RESTS not in labels(asked)
    said = notes(asked)
    wait(asked, moved_clock, datetime(2027, 3, 9, 9, tzinfo=ZONE))

    assert not {RESTS, WAITING} & labels(asked)
    assert notes(asked) == said
    assert issue(asked)["state"] == "closed"


def test_closing_by_hand_ends_it_too(asked: Stage, moved_clock: MovedClock) -> None:
    command(asked, "/snooze amanhã")
    asked.sandbox.close(1)
    said = notes(asked)
    wait(asked, moved_clock, MONDAY + HOUR)

    assert RESTS not in labels(asked)
    assert notes(asked) == said


def test_a_closed_conversation_has_nothing_to_rest_from(asked: Stage) -> None:
    command(asked, "/close")
    command(asked, "/snooze amanhã")

    assert "Esta conversa está encerrada" in last(asked)
    assert RESTS not in labels(asked)


def test_taking_off_the_label_ends_it(asked: Stage, moved_clock: MovedClock) -> None:
    command(asked, "/snooze amanhã")
    asked.tools.repository.remove_label(1, RESTS)
    said = notes(asked)
    wait(asked, moved_clock, datetime(2027, 3, 9, 9, tzinfo=ZONE))

    assert notes(asked) == said


def test_the_status_shows_it(asked: Stage) -> None:
    command(asked, "/snooze amanhã")
    command(asked, "/status")

    assert "| Em pausa | até 09/03/2027 às 08:00, a pedido de `marina` |" in last(asked)


def test_the_summary_on_top_shows_it_and_its_end(asked: Stage, moved_clock: MovedClock) -> None:
    asked.configure({"conversations": {"overview_after": 1}})
    command(asked, "/snooze amanhã 9h")
    asked.reply()
    assert "**Em pausa até 09/03/2027 às 09:00**" in issue(asked)["body"]

    wait(asked, moved_clock, datetime(2027, 3, 9, 9, tzinfo=ZONE))
    assert "**Espera o escritório desde 09/03/2027 às 09:00**" in issue(asked)["body"]

    command(asked, "/snooze quinta")
    assert "**Em pausa até 11/03/2027 às 08:00**" in issue(asked)["body"]
    asked.record(asked.event("Alô?"))
    assert "Em pausa" not in issue(asked)["body"]


DESK = {"desk": {"answer_within": "4h", "on_call": ["joao"]}}


def test_a_conversation_that_rests_is_not_overdue_and_counts_anew_afterwards(
    asked: Stage, moved_clock: MovedClock
) -> None:
    asked.configure(DESK)
    command(asked, "/snooze amanhã 9h")
    for hour in (20, 23):
        wait(asked, moved_clock, MONDAY.replace(hour=hour))
    wait(asked, moved_clock, datetime(2027, 3, 9, 9, tzinfo=ZONE))
    assert OVERDUE not in labels(asked)
    assert "joao" not in "".join(notes(asked))

    wait(asked, moved_clock, datetime(2027, 3, 9, 12, 50, tzinfo=ZONE))
    assert OVERDUE not in labels(asked)
    wait(asked, moved_clock, datetime(2027, 3, 9, 13, 5, tzinfo=ZONE))
    assert OVERDUE in labels(asked)
    assert "@joao esta conversa espera resposta desde 09/03/2027 às 09:00" in last(asked)


def test_off_counts_anew_too_and_reconcile_is_woken_then(asked: Stage, moved_clock: MovedClock) -> None:
    asked.configure(DESK)
    command(asked, "/snooze 2d")
    moved_clock.advance(timedelta(hours=20))
    command(asked, "/snooze off")

    ahead = asked.tools.agenda.moments[0] - clock.now()
    assert timedelta(hours=4) < ahead <= timedelta(hours=4, minutes=1)
    attempt(asked)
    assert OVERDUE not in labels(asked)


def test_an_overdue_one_that_rests_is_overdue_no_longer(asked: Stage, moved_clock: MovedClock) -> None:
    asked.configure(DESK)
    wait(asked, moved_clock, MONDAY + 5 * HOUR)
    assert OVERDUE in labels(asked)
    command(asked, "/snooze 2d")

    assert OVERDUE not in labels(asked)


@pytest.mark.parametrize("requests", range(1, 5))
def test_a_run_that_goes_on_after_a_crash_completes_the_pause(
    asked: Stage, moved_clock: MovedClock, requests: int
) -> None:
    comment = post(asked, "/snooze amanhã")
    asked.tools = asked.new_tools()
    with wire.dying_after(requests), pytest.raises(wire.DiedError):
        asked.reply()
    asked.tools = asked.new_tools()
    asked.reply()

    assert RESTS in labels(asked)
    assert WAITING not in labels(asked)
    assert len([one for one in notes(asked) if "⏸️" in one]) == 1
    assert marks(asked, comment) == {"rocket"}
    wait(asked, moved_clock, datetime(2027, 3, 9, 9, tzinfo=ZONE))
    assert WAITING in labels(asked)


@pytest.mark.parametrize("requests", range(1, 5))
def test_a_run_that_goes_on_after_a_crash_completes_its_end(asked: Stage, requests: int) -> None:
    command(asked, "/snooze amanhã")
    comment = post(asked, "/snooze off")
    asked.tools = asked.new_tools()
    with wire.dying_after(requests), pytest.raises(wire.DiedError):
        asked.reply()
    asked.tools = asked.new_tools()
    asked.reply()

    assert RESTS not in labels(asked)
    assert WAITING in labels(asked)
    assert len([one for one in notes(asked) if "▶️" in one]) == 1
    assert marks(asked, comment) == {"rocket"}


def test_nobody_else_is_made_to_rest(asked: Stage) -> None:
    asked.record(asked.event("Oi", "+5521912345678"))
    command(asked, "/snooze amanhã")

    assert RESTS not in asked.sandbox.issue(2)["labels"]
    assert len(asked.sandbox.received(ANA)) == 1


def test_one_that_goes_on_in_another_issue_waits_there_instead_of_being_forgotten(asked: Stage) -> None:
    command(asked, "/snooze amanhã")
    asked.state.issues.set_lock(1)
    post(asked, "/status")
    asked.reply()

    there = asked.sandbox.issue(2)
    assert (there["state"], WAITING in there["labels"], RESTS in there["labels"]) == ("open", True, False)
    assert RESTS not in asked.sandbox.issue(1)["labels"]

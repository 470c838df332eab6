"""Deferred messages leave once they are due, whatever happened meanwhile; checking for them costs little."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import calls, clock, contact_keys
from bot.jobs.orders import send_notification
from tests import wire
from tests.actors import ANA, BIA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, attempt, run
from tests.stage import Stage

EVENING = {"policy": {"notification": {"hours": "18:00-20:00"}, "reply": {"hours": "18:00-20:00"}}}


@pytest.fixture
def stage(moved_clock: MovedClock, tmp_path: Path) -> Iterator[Stage]:
    moved_clock.set(clock.now().replace(hour=15, minute=0))  # noon in São Paulo
    with Stage(history=tmp_path) as stage:
        stage.ran("reconcile", ago=HOUR)
        yield stage


marina = reconciling.marina


def order(stage: Stage, key: str, text: str, person: str = ANA) -> None:
    stage.tools = replace(stage.new_tools(), run_id=key)
    form = {"destination": person, "message": text, "type": "sms"}
    send_notification.run({"inputs": form}, stage.tools)


def started(stage: Stage) -> int:
    assert stage.actions
    return sum(one.event.name == "workflow_dispatch" for one in stage.actions.runs())


def test_a_key_that_is_back_finds_what_waited(moved_clock: MovedClock, stage: Stage) -> None:
    stage.configure(EVENING)
    order(stage, "1", "Sua guia")
    old = stage.contact_key
    stage.contact_key = contact_keys.new_key()  # somebody forgot the old one
    assert "- #1: continua esperando. Um valor lacrado não abre" in attempt(stage)
    stage.contact_key = f"{stage.contact_key},{old}"
    moved_clock.advance(7 * HOUR)
    attempt(stage)

    assert stage.sandbox.received(ANA) == ["Sua guia"]


def test_a_conversation_that_cannot_be_read_holds_up_no_other(moved_clock: MovedClock, stage: Stage) -> None:
    stage.configure(EVENING)
    order(stage, "1", "Sua guia")
    stage.contact_key = contact_keys.new_key()
    order(stage, "2", "Sua nota", BIA)
    moved_clock.advance(7 * HOUR)
    attempt(stage)

    assert stage.sandbox.received(BIA) == ["Sua nota"]


@pytest.mark.parametrize("earlier", [0, 40])
def test_what_waits_costs_the_same_however_much_left_before(
    moved_clock: MovedClock, stage: Stage, earlier: int
) -> None:
    for number in range(earlier):
        order(stage, str(number), f"Nota {number}")
    assert stage.twilio.wait_idle(10)
    moved_clock.advance(timedelta(days=5))
    stage.ran("reconcile", ago=HOUR)
    stage.configure(EVENING)
    order(stage, "new", "Nova")
    attempt(stage)
    calls.made.clear()
    attempt(stage)

    assert calls.made[calls.GITHUB] < 20


def test_what_waited_and_has_left_costs_nothing_more(moved_clock: MovedClock, stage: Stage) -> None:
    stage.configure(EVENING)
    for number in range(12):
        order(stage, str(number), f"Nota {number}")
    moved_clock.advance(7 * HOUR)
    attempt(stage)
    assert len(stage.sandbox.received(ANA)) == 12

    moved_clock.advance(5 * HOUR)
    order(stage, "new", "Nova")
    attempt(stage)
    calls.made.clear()
    attempt(stage)

    assert calls.made[calls.GITHUB] < 20


@pytest.mark.parametrize("mark", ["rocket", "hooray", "confused"])
def test_somebody_s_mark_on_what_waits_keeps_it_from_nothing(
    moved_clock: MovedClock, stage: Stage, mark: str
) -> None:
    stage.configure(EVENING)
    order(stage, "1", "Sua guia")
    note = stage.sandbox.issue(1)["comments"][0]["id"]
    stage.state.reactions.add(wire.on_comment(note), "tiago", mark)
    moved_clock.advance(7 * HOUR)
    attempt(stage)

    assert stage.sandbox.received(ANA) == ["Sua guia"]


def test_what_twilio_refuses_in_its_hour_fails_the_run_and_waits_on(
    moved_clock: MovedClock, stage: Stage, quick: None
) -> None:
    stage.configure(EVENING)
    order(stage, "1", "Sua guia")
    order(stage, "2", "Sua nota", BIA)
    moved_clock.advance(7 * HOUR)
    stage.sandbox.switch_on("twilio-refuse-20429")
    summary = attempt(stage)
    assert "Houve problemas com #1, #2." in summary
    assert "adiada" in stage.sandbox.issue(1)["labels"]

    stage.sandbox.switch_off("twilio-refuse-20429")
    attempt(stage)
    assert [stage.sandbox.received(person) for person in (ANA, BIA)] == [["Sua guia"], ["Sua nota"]]
    assert "adiada" not in stage.sandbox.issue(1)["labels"]


def test_what_twilio_refuses_in_its_hour_is_not_overtaken_by_the_next_to_the_same_person(
    moved_clock: MovedClock, stage: Stage, quick: None
) -> None:
    stage.configure(EVENING)
    order(stage, "1", "Sua guia")
    order(stage, "2", "Sua nota")
    moved_clock.advance(7 * HOUR)
    stage.sandbox.switch_on("twilio-refuse-20429", 4)  # as often as a run tries to send one message
    attempt(stage)
    assert stage.sandbox.received(ANA) == []

    attempt(stage)
    assert stage.sandbox.received(ANA) == ["Sua guia", "Sua nota"]


def test_a_reply_that_waits_starts_no_run_before_its_hour_and_one_then(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    stage.record(stage.event("Oi"))
    stage.configure(EVENING)
    marina.comment(1, "/reply Boa noite!")
    stage.reply()
    moved_clock.advance(HOUR)
    for _ in range(3):
        attempt(stage)
        moved_clock.advance(HOUR)
    assert started(stage) == 0

    moved_clock.advance(3 * HOUR)
    for _ in range(3):
        attempt(stage)
        moved_clock.advance(timedelta(minutes=20))
    assert started(stage) == 1
    assert stage.sandbox.received(ANA).count("Boa noite!") == 1


def test_a_reply_whose_run_is_under_way_is_left_to_it(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    stage.record(stage.event("Oi"))
    stage.configure(EVENING)
    marina.comment(1, "/reply Boa noite!")
    stage.reply()
    moved_clock.advance(7 * HOUR)
    stage.tools = stage.new_tools()
    stage.tools.recent.start("send-replies", {"issue": "1"})
    run(stage)

    assert started(stage) == 1
    assert stage.sandbox.received(ANA).count("Boa noite!") == 1

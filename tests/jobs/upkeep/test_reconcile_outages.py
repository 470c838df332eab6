"""Much was lost, or much cannot be done now: reconcile gets on with what it can, and finishes the rest later."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from requests import PreparedRequest, Response

from bot.core import calls
from bot.sandbox.world import SMS_NUMBER
from tests import wire
from tests.actors import ANA, BIA
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, LATER, attempt, run, texts_only_twilio
from tests.stage import Stage

FRESH_LIMIT = timedelta(minutes=61)


stage = reconciling.stage


def test_what_the_relay_handed_on_late_uses_up_no_limit_while_the_clock_fails(
    moved_clock: MovedClock, stage: Stage, quick: None
) -> None:
    events = [stage.event("Oi", f"whatsapp:+55119{number:08d}") for number in range(12)]
    moved_clock.advance(LATER)
    stage.record(*events)
    moved_clock.advance(2 * HOUR)
    stage.state.limits.per_hour["job"] = 40  # for 12 people what 1,000 is for 300
    summary = ""
    for _ in range(5):
        summary = attempt(stage)
        moved_clock.advance(FRESH_LIMIT)

    assert "used up" not in summary


def test_more_than_an_hour_s_limit_allows_is_got_through_hour_by_hour(
    moved_clock: MovedClock, stage: Stage, quick: None
) -> None:
    numbers = [f"+55119{number:08d}" for number in range(12)]
    for number in numbers:
        texts_only_twilio(stage, "Oi", number)
    moved_clock.advance(LATER)
    stage.state.limits.per_hour["job"] = 40
    summary = ""
    for _ in range(8):
        wire.others_are_written_to(stage)
        summary = attempt(stage)
        moved_clock.advance(FRESH_LIMIT)

    assert len(stage.sandbox.issues()) == 12
    assert [len(stage.sandbox.received(number)) for number in numbers] == [1] * 12
    assert "used up" not in summary


@pytest.mark.parametrize("persons", [1, 12])
def test_what_was_recorded_late_and_answered_costs_nothing(
    moved_clock: MovedClock, tmp_path: Path, persons: int
) -> None:
    with Stage(history=tmp_path) as stage:
        events = [stage.event("Oi", f"whatsapp:+55119{number:08d}") for number in range(persons)]
        moved_clock.advance(LATER)
        stage.record(*events)
        moved_clock.advance(LATER)
        attempt(stage)
        calls.made.clear()
        attempt(stage)

        # Beside the rest: is each new conversation the only one of that person?
        assert calls.made[calls.GITHUB] <= 9 + persons


@pytest.mark.parametrize("fault", ["twilio-refuse-20003", "twilio-refuse-20429", "twilio-refuse-63038"])
def test_while_twilio_sends_nothing_lost_messages_are_recorded_all_the_same(
    moved_clock: MovedClock, stage: Stage, quick: None, fault: str
) -> None:
    texts_only_twilio(stage, "Um", ANA)
    moved_clock.advance(LATER)
    stage.sandbox.switch_on(fault)
    assert "foram recuperadas: 1" in attempt(stage)
    texts_only_twilio(stage, "Dois", BIA)
    moved_clock.advance(HOUR)
    attempt(stage)

    assert len(stage.sandbox.issues()) == 2

    stage.sandbox.switch_off(fault)
    moved_clock.advance(HOUR)
    wire.others_are_written_to(stage)
    for _ in range(2):
        attempt(stage)
    assert [len(stage.sandbox.received(number)) for number in (ANA, BIA)] == [1, 1]


def test_a_word_that_a_run_recorded_and_died_over_is_obeyed_hours_later(
    moved_clock: MovedClock, stage: Stage, quick: None
) -> None:
    stage.record(stage.event("Oi"))
    texts_only_twilio(stage, "SAIR")
    moved_clock.advance(LATER)
    with pytest.raises(wire.DiedError), wire.dying_after(2):
        run(stage)
    assert "> SAIR\n" in stage.sandbox.issue(1)["comments"][-1]["body"]
    moved_clock.advance(2 * HOUR)
    wire.others_are_written_to(stage)
    attempt(stage)

    assert "opt-out" in stage.sandbox.issue(1)["labels"]
    assert len(stage.sandbox.received(ANA)) == 2  # that it arrived, and that nothing more will come


def test_what_a_run_that_succeeded_has_recorded_is_not_done_again(
    moved_clock: MovedClock, stage: Stage
) -> None:
    texts_only_twilio(stage, "SAIR")
    moved_clock.advance(LATER)
    attempt(stage)
    attempt(stage)
    calls.made.clear()
    attempt(stage)

    assert calls.made[calls.GITHUB] <= 10


def test_a_file_that_twilio_keeps_no_more_holds_up_no_text(moved_clock: MovedClock, stage: Stage) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 100
    stage.twilio.person_texts(ANA, SMS_NUMBER, "Veja", [("image/png", picture)])
    moved_clock.advance(LATER)

    def deleted(request: PreparedRequest, response: Response) -> None:
        if str(request.url).partition("?")[0].endswith("/Media.json"):
            wire.rewrite(response, {"code": 20404, "message": "Not found", "status": 404}, 404)

    with wire.passing(deleted):
        run(stage)

    assert "> Veja\n" in stage.sandbox.issue(1)["body"]

"""What nobody answered is left to runs of send-replies, one an issue at a time; no conversation holds up another."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.core import clock, contact_keys
from bot.core.errors import UnfinishedError
from bot.jobs.replies import send_replies
from bot.jobs.upkeep import unanswered_commands
from bot.jobs.upkeep.context import ReconcileContext
from tests import wire
from tests.actors import ANA, BIA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, LATER, attempt, run
from tests.stage import Stage

stage, marina = reconciling.stage, reconciling.marina


def started(stage: Stage) -> list[str]:
    """The names of all runs of send-replies that were not of the past, the oldest first."""
    assert stage.actions
    begun = [one for one in stage.actions.runs() if one.event.name == "workflow_dispatch"]
    return [one.display_title for one in reversed(begun)]


def every_comment(stage: Stage) -> None:
    """Make every comment from now on count as sent."""
    stage.configure({"replies": {"mode": "every-comment", "every_comment_since": clock.iso(clock.now())}})


def test_what_another_run_begins_on_meanwhile_is_not_sent_twice(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    stage.record(stage.event("Oi"))
    marina.comment(1, "/reply Um")
    moved_clock.advance(LATER)
    context = ReconcileContext(stage.tools)
    _ = context.comments, context.runs, context.conversations  # as the first step has read them, minutes ago
    marina.comment(1, "/reply Dois")
    other = stage.new_tools()
    own_run = threading.Thread(target=lambda: send_replies.run({"issue": {"number": 1}}, other))
    own_run.start()
    list(unanswered_commands.carry_out(context))
    own_run.join()
    stage.carry_out_started()  # its group lets it begin when the other has ended
    assert stage.twilio.wait_idle(10)

    got = stage.sandbox.received(ANA)
    assert (got.count("Um"), got.count("Dois")) == (1, 1)


def test_the_run_that_is_started_bears_the_name_of_those_that_comments_start(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    stage.record(stage.event("Oi"))
    marina.comment(1, "/reply Bom dia!")
    moved_clock.advance(LATER)

    assert "- #1: `send-replies` foi iniciado" in run(stage)
    assert started(stage) == ["send-replies issue 1"]


def test_what_a_run_is_at_work_on_is_left_to_it(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    stage.record(stage.event("Oi"))
    marina.comment(1, "/reply Bom dia!")
    moved_clock.advance(LATER)
    stage.tools.recent.start("send-replies", {"issue": "1"})

    assert "fica para a execução de `send-replies`" in run(stage)
    assert started(stage) == ["send-replies issue 1"]


def test_what_was_answered_starts_nothing_whoever_liked_it_too(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    stage.record(stage.event("Oi"))
    comment = marina.comment(1, "/reply Bom dia!")
    stage.reply()
    stage.state.reactions.add(wire.on_comment(comment), "tiago", "rocket")
    moved_clock.advance(LATER)
    run(stage)

    assert started(stage) == []


def test_what_a_bot_writes_is_no_command(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.tools.repository.comment(1, "/reply Olá")
    moved_clock.advance(LATER)
    run(stage)

    assert started(stage) == []


def test_a_conversation_that_is_gone_holds_up_no_other_and_is_done(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    for number in (ANA, BIA):
        stage.record(stage.event("Oi", number))
    marina.comment(2, "/reply Bom dia!")
    stage.ran("send-replies", "failure", "send-replies issue 1")
    stage.state.issues.delete(1)
    moved_clock.advance(LATER)

    assert "send-replies issue 1" not in attempt(stage)
    assert "Bom dia!" in stage.sandbox.received(BIA)
    assert started(stage) == ["send-replies issue 2"]


def test_a_conversation_that_cannot_be_read_holds_up_no_other_and_stays_named(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    stage.record(stage.event("Oi", ANA))
    stage.contact_key = contact_keys.new_key()
    stage.tools = stage.new_tools()
    stage.record(stage.event("Oi", BIA))
    marina.comment(2, "/reply Bom dia!")
    stage.ran("send-replies", "failure", "send-replies issue 1")
    moved_clock.advance(LATER)
    summary = attempt(stage)

    assert "#1: ⚠️ Um valor lacrado não abre" in summary
    assert "[send-replies issue 1]" in summary
    assert "Bom dia!" in stage.sandbox.received(BIA)


def test_what_was_done_before_trouble_is_in_the_summary(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    for number in (ANA, BIA):
        stage.record(stage.event("Oi", number))
    for issue in (1, 2):
        marina.comment(issue, f"/reply Bom dia {issue}!")
    moved_clock.advance(LATER)

    def refuse_the_second(request: PreparedRequest, response: Response) -> None:
        if "/dispatches" in str(request.url) and b'"2"' in bytes(str(request.body), "utf-8"):
            wire.rewrite(response, {"message": "Resource not accessible by integration"}, 403)

    with wire.passing(refuse_the_second), pytest.raises(UnfinishedError) as unfinished:
        run(stage)

    summary = "\n".join(unfinished.value.lines)
    assert "- #1: `send-replies` foi iniciado" in summary
    assert "- #2: ⚠️ O GitHub recusou (HTTP 403" in summary
    assert "Houve problemas com #2." in summary
    assert "Bom dia 1!" in stage.sandbox.received(ANA)


def test_what_twilio_refuses_for_hours_leaves_once_when_it_is_back(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer, quick: None
) -> None:
    for number in (ANA, BIA):
        stage.record(stage.event("Oi", number))
    for issue in (1, 2):
        marina.comment(issue, "/reply Bom dia!")
    stage.sandbox.switch_on("twilio-refuse-20429")
    summary = ""
    for _ in range(3):
        moved_clock.advance(HOUR)
        summary = attempt(stage)
    assert "[send-replies issue 1]" in summary  # what fails again and again somebody should look at
    stage.sandbox.switch_off("twilio-refuse-20429")
    for _ in range(2):
        moved_clock.advance(HOUR)
        summary = attempt(stage)

    assert [stage.sandbox.received(number).count("Bom dia!") for number in (ANA, BIA)] == [1, 1]
    assert "[send-replies issue" not in summary


class TestEveryComment:
    """`replies.mode: every-comment` counts from the moment that is written down beside it."""

    def test_internal_notes_stay_internal_when_the_mode_changes(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        stage.record(stage.event("Oi"))
        marina.comment(1, "Nota interna")
        moved_clock.advance(LATER)
        every_comment(stage)
        run(stage)
        moved_clock.advance(timedelta(minutes=1))
        marina.comment(1, "Bom dia!")
        stage.reply()

        assert stage.sandbox.received(ANA)[1:] == ["Bom dia!"]

    def test_a_comment_after_it_is_a_reply_that_is_found_when_it_is_lost(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        stage.record(stage.event("Oi"))
        every_comment(stage)
        moved_clock.advance(timedelta(minutes=1))
        marina.comment(1, "Bom dia!")
        moved_clock.advance(LATER)
        run(stage)

        assert stage.sandbox.received(ANA)[1:] == ["Bom dia!"]

"""Two orders of the same text are two messages, each with its own status."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import clock
from bot.jobs.orders import send_notification
from bot.jobs.tools import Tools
from tests import wire
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, run
from tests.stage import Stage

IN_THE_EVENING = {"policy": {"notification": {"hours": "18:00-20:00"}}}


stage = reconciling.stage


def order(stage: Stage, key: str, text: str) -> None:
    form = {"destination": ANA, "message": text, "type": "sms"}
    send_notification.run({"inputs": form}, replace(stage.new_tools(), run_id=key))


def marks(stage: Stage, text: str) -> list[set[str]]:
    """What the notes of the orders with that text bear, but for what they bear once sent."""
    notes = [one for one in stage.sandbox.issue(1)["comments"] if f"> {text}\n" in one["body"]]
    return [set(one["reactions"]) - {"eyes", "rocket"} for one in notes]


def in_the_evening(moved_clock: MovedClock, folder: Path) -> Callable[[], Stage]:
    """Return how to make a stage at noon of a day on which notifications leave in the evening."""
    noon = clock.now().replace(hour=15, minute=0)

    def make() -> Stage:
        moved_clock.set(noon)
        return Stage(IN_THE_EVENING, history=folder / secrets.token_hex(4))

    return make


def reconciled(stage: Stage, tools: Tools) -> None:
    stage.tools = tools
    run(stage)


@pytest.mark.parametrize(
    "apart", [timedelta(0), timedelta(minutes=30)], ids=["at once", "half an hour apart"]
)
def test_of_two_that_waited_for_the_same_hour_both_leave_whenever_a_run_dies(
    moved_clock: MovedClock, tmp_path: Path, quick: None, apart: timedelta
) -> None:
    def prepare(stage: Stage) -> None:
        stage.ran("reconcile", ago=HOUR)
        order(stage, "1", "Sua guia vence amanhã")
        moved_clock.advance(apart)
        order(stage, "2", "Sua guia vence amanhã")
        moved_clock.advance(7 * HOUR)

    for writes, seen in wire.after_each_crash(prepare, reconciled, in_the_evening(moved_clock, tmp_path)):
        assert len(seen["phones"][ANA]) == 2, f"died after write {writes}"


def test_a_reply_with_the_text_of_an_order_is_not_taken_for_it(
    moved_clock: MovedClock, tmp_path: Path, quick: None
) -> None:
    def prepare(stage: Stage) -> None:
        stage.record(stage.event("Oi"))
        stage.ran("reconcile", ago=HOUR)
        order(stage, "1", "Tudo certo")
        moved_clock.advance(timedelta(minutes=30))
        Maintainer(stage.sandbox, "marina").comment(1, "/reply Tudo certo")
        stage.reply()
        moved_clock.advance(7 * HOUR)

    for writes, seen in wire.after_each_crash(prepare, reconciled, in_the_evening(moved_clock, tmp_path)):
        assert seen["phones"][ANA].count("Tudo certo") == 2, f"died after write {writes}"


def test_each_has_its_own_fate(moved_clock: MovedClock, stage: Stage) -> None:
    for key in ("1", "2"):
        order(stage, key, "Sua guia vence")
    assert stage.twilio.wait_idle(10)
    sids = [one.sid for one in stage.twilio.state.messages()[::-1] if one.body == "Sua guia vence"]
    stage.twilio.state.change(sids[1], status="undelivered", error_code=30003)
    moved_clock.advance(2 * HOUR)
    run(stage)

    assert marks(stage, "Sua guia vence") == [{"hooray"}, {"confused"}]


def test_an_order_and_a_reply_with_its_text_have_two_fates(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    order(stage, "1", "Tudo certo")
    comment = Maintainer(stage.sandbox, "marina").comment(1, "/reply Tudo certo")
    stage.reply()
    sids = [one.sid for one in stage.twilio.state.messages()[::-1] if one.body == "Tudo certo"]
    stage.twilio.state.change(sids[1], status="undelivered", error_code=30003)
    moved_clock.advance(2 * HOUR)
    run(stage)

    replied = next(one for one in stage.sandbox.issue(1)["comments"] if one["id"] == comment)
    assert "confused" in replied["reactions"]
    assert marks(stage, "Tudo certo")[0] == {"hooray"}


@pytest.mark.parametrize("kept_by_twilio", [False, True], ids=["with us", "with Twilio"])
def test_what_was_put_off_for_days_is_settled_when_it_has_left(
    moved_clock: MovedClock, stage: Stage, kept_by_twilio: bool
) -> None:
    moved_clock.set(clock.now().replace(hour=15, minute=0))
    if kept_by_twilio:
        stage.set_variables(TWILIO_MESSAGING_SERVICE_SID=f"MG{'0' * 32}")
    stage.configure({"policy": {"notification": {"hours": "00:00-24:00", "cap": "1 per 5d"}}})
    order(stage, "1", "Um")
    order(stage, "2", "Dois")
    assert stage.twilio.wait_idle(10)
    for _ in range(36):
        moved_clock.advance(4 * HOUR)
        stage.tools = stage.new_tools()
        run(stage)
        stage.ran("reconcile")

    assert stage.sandbox.received(ANA) == ["Um", "Dois"]
    assert (marks(stage, "Um"), marks(stage, "Dois")) == ([{"hooray"}], [{"hooray"}])


def test_a_mark_of_somebody_s_hides_no_failure(moved_clock: MovedClock, stage: Stage) -> None:
    marina = Maintainer(stage.sandbox, "marina")
    stage.record(stage.event("Oi"))
    comment = marina.comment(1, "/reply Bom dia!")
    stage.reply()
    stage.state.reactions.add(wire.on_comment(comment), "tiago", "hooray")
    sid = next(one.sid for one in stage.twilio.state.messages() if one.body == "Bom dia!")
    stage.twilio.state.change(sid, status="undelivered", error_code=30003)
    moved_clock.advance(2 * HOUR)
    run(stage)

    assert "confused" in marina.reactions(1, comment)

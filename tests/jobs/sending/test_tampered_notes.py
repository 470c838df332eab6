"""The bot's comments are copied, deleted and edited: nothing leaves twice, and nobody's words are lost."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.marks import Mark
from bot.core.messages import DeliveryStatus
from bot.jobs.delivery import record_delivery
from tests import wire
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order, notes_of_orders
from tests.jobs.reports import report_on
from tests.jobs.sending.doubting import ours, said_unknown
from tests.jobs.upkeep.reconciling import HOUR, attempt
from tests.stage import Stage

pytestmark = pytest.mark.usefixtures("quick")
BOT = "github-actions[bot]"
EVENING = {"policy": {"notification": {"hours": "18:00-20:00"}}}


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock, tmp_path: Path) -> Iterator[Stage]:
    """Noon in São Paulo, an hour after reconcile."""
    moved_clock.set(clock.now().replace(hour=15, minute=0))
    with Stage(history=tmp_path) as stage:
        stage.ran("reconcile", ago=HOUR)
        yield stage


def record(stage: Stage, comment: int, status: DeliveryStatus = DeliveryStatus.DELIVERED) -> None:
    reports = [report_on(f"1-{comment}", status, 30003 if status.has_failed else 0)]
    record_delivery.run({"client_payload": stage.payload(reports)}, stage.new_tools())


def test_an_order_that_another_workflow_shows_again_with_its_hidden_line_leaves_once(
    stage: Stage, moved_clock: MovedClock
) -> None:
    """Every workflow of the repository comments under the bot's name."""
    stage.configure(EVENING)
    carry_out(stage, new_order("Sua guia"))
    (shown,) = notes_of_orders(stage)
    stage.state.issues.comment(1, BOT, shown["body"])
    moved_clock.advance(7 * HOUR)
    for _ in range(2):
        attempt(stage)

    assert stage.sandbox.received(ANA) == ["Sua guia"]
    assert stage.tools.labels.deferred not in stage.sandbox.issue(1)["labels"]


def test_notes_that_another_workflow_repeats_change_no_verdict(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    comment = said_unknown(stage)
    asked = stage.sandbox.issue(1)["comments"][-1]["body"]
    record(stage, comment)
    for body in (asked, *(one["body"] for one in stage.sandbox.issue(1)["comments"] if one["author"] == BOT)):
        stage.state.issues.comment(1, BOT, body)
    Maintainer(stage.sandbox, "marina").comment(1, "/retry")
    stage.reply()

    assert stage.sandbox.received(ANA)[1:] == []
    assert "informou depois" in ours(stage)[-1]


def test_what_a_maintainer_added_to_a_question_is_kept(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    comment = said_unknown(stage)
    note = stage.sandbox.issue(1)["comments"][-1]
    stage.sandbox.edit(note["id"], "marina", note["body"] + "\n\nLiguei para ela: chegou.")
    record(stage, comment)

    asked, told = ours(stage)
    assert "Liguei para ela: chegou." in asked
    assert "A mensagem chegou" in told


def test_a_command_that_was_refused_without_a_word_is_not_said_to_have_arrived(stage: Stage) -> None:
    """The relay alone says which comment a report is about."""
    stage.record(stage.event("Oi"))
    comment = Maintainer(stage.sandbox, "marina").comment(1, "/reply Olá")
    stage.tools.repository.react(1, comment, Mark.FAILED)
    record(stage, comment)

    assert Maintainer(stage.sandbox, "marina").reactions(1, comment) == {"confused"}
    assert ours(stage) == []


def test_what_was_begun_in_a_locked_conversation_is_not_sent_again_once_it_is_unlocked(
    stage: Stage, moved_clock: MovedClock
) -> None:
    stage.record(stage.event("Oi"))
    order = new_order("Sua guia")
    with wire.dying_after(1), pytest.raises(wire.DiedError):  # it is shown
        carry_out(stage, order)
    stage.state.issues.set_lock(1)
    stage.tools = stage.new_tools()
    stage.sandbox.switch_on("twilio-lagging-list-07200")
    stage.sandbox.switch_on("twilio-lost-answer", 1)
    with pytest.raises(TemporaryError):
        carry_out(stage, order)
    stage.state.issues.set_lock(1, locked=False)
    for _ in range(2):
        moved_clock.advance(timedelta(minutes=10))
        stage.tools = stage.new_tools()
        with contextlib.suppress(TemporaryError):
            carry_out(stage, order)

    assert stage.sandbox.received(ANA)[1:] == ["Sua guia"]

"""Texts of which nobody knew whether they left: reconcile asks Twilio again, and believes it where it is clear."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core import clock
from bot.core.marks import Mark
from bot.sandbox.twilio.values import Message
from bot.sandbox.world import SMS_NUMBER
from tests import wire
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import new_order
from tests.jobs.sending.doubting import ASKS, order_in_doubt, ours, reply_in_doubt, said_unknown
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, run
from tests.stage import Stage

stage, marina = reconciling.stage, reconciling.marina
pytestmark = pytest.mark.usefixtures("quick")
FAILED = "falha-entrega"


@pytest.fixture(autouse=True)
def _asked(stage: Stage, moved_clock: MovedClock) -> None:
    stage.record(stage.event("Oi"))
    moved_clock.advance(HOUR)


def set_status(stage: Stage, status: str) -> None:
    newest = stage.twilio.state.messages()[0]
    code = 30003 if status == "undelivered" else None
    stage.twilio.state.change(newest.sid, status=status, error_code=code)


def test_what_the_list_shows_as_delivered_is_settled_once(
    stage: Stage, marina: Maintainer, moved_clock: MovedClock
) -> None:
    comment = reply_in_doubt(stage, moved_clock)
    moved_clock.advance(HOUR)

    assert "#1: entregue" in run(stage)
    stage.tools = stage.new_tools()
    assert "#1" not in run(stage)

    assert marina.reactions(1, comment) == {"eyes", "rocket", "hooray"}
    assert FAILED not in stage.sandbox.issue(1)["labels"]
    assert not any(ASKS in body for body in ours(stage))


def test_what_has_left_though_nobody_reports_its_arrival_is_settled_too(
    stage: Stage, marina: Maintainer, moved_clock: MovedClock
) -> None:
    comment = order_in_doubt(stage, moved_clock, new_order())
    set_status(stage, "sent")
    moved_clock.advance(HOUR)

    assert "#1: saiu" in run(stage)

    assert marina.reactions(1, comment) == {"eyes", "rocket"}
    assert "a lista da Twilio a mostra agora" in ours(stage)[-1]
    stage.state.reactions.add(wire.on_comment(comment), "estranha", Mark.FAILED)
    set_status(stage, "undelivered")
    stage.tools = stage.new_tools()
    moved_clock.advance(timedelta(minutes=1))
    run(stage)
    assert marina.reactions(1, comment) == {"eyes", "rocket", "confused"}
    assert FAILED in stage.sandbox.issue(1)["labels"]


@pytest.mark.parametrize("another", ["/reply Olá", "/retry"])
def test_where_another_comment_may_have_sent_the_same_it_stays_unknown(
    stage: Stage, marina: Maintainer, moved_clock: MovedClock, another: str
) -> None:
    comment = said_unknown(stage)
    marina.comment(1, another)
    stage.reply()
    assert stage.sandbox.received(ANA)[1:] == ["Olá"]
    moved_clock.advance(HOUR)
    stage.tools = stage.new_tools()
    run(stage)

    assert marina.reactions(1, comment) == {"eyes", "confused"}


@pytest.mark.parametrize("minutes", [-1, 1])
def test_what_another_conversation_sent_after_the_verdict_is_not_taken_for_it(
    stage: Stage, marina: Maintainer, moved_clock: MovedClock, minutes: int
) -> None:
    comment = said_unknown(stage)
    left = clock.now() + timedelta(minutes=minutes)
    message = Message(f"SM{0:032x}", "outbound-api", SMS_NUMBER, ANA, "Olá", "delivered", left, left)
    stage.twilio.state.add(message)
    moved_clock.advance(HOUR)
    run(stage)

    assert marina.reactions(1, comment) == {"eyes", "confused"}


def test_what_the_list_lacks_stays_unknown(stage: Stage, marina: Maintainer, moved_clock: MovedClock) -> None:
    comment = said_unknown(stage)
    moved_clock.advance(HOUR)
    run(stage)

    assert marina.reactions(1, comment) == {"eyes", "confused"}
    assert any(ASKS in body for body in ours(stage))


def test_a_report_that_came_at_the_moment_of_the_verdict_counts(
    stage: Stage, marina: Maintainer, moved_clock: MovedClock
) -> None:
    comment = said_unknown(stage)
    stage.tools.repository.react(1, comment, Mark.DELIVERED)
    moved_clock.advance(HOUR)
    run(stage)

    assert marina.reactions(1, comment) == {"eyes", "rocket", "hooray"}
    assert not any(ASKS in body for body in ours(stage))

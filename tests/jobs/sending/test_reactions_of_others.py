"""Anybody may react to a comment; what somebody else's reaction says changes nothing that the bot does or counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.marks import Mark
from bot.core.messages import Address
from bot.jobs.replies import misplaced
from bot.jobs.rights import erasure
from bot.jobs.rights.plans import ErasureRequest
from bot.jobs.sending import what_left
from bot.jobs.sending.thread import Thread, conversation_of
from bot.sandbox.world import SMS_NUMBER
from tests import wire
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order, notes_of_orders
from tests.jobs.upkeep.reconciling import HOUR, attempt
from tests.making import ANA as ADDRESS
from tests.stage import Stage

EVENING = {"policy": {"notification": {"hours": "18:00-20:00"}}}


def decorate(stage: Stage, comment: int, *marks: Mark) -> None:
    for mark in marks or tuple(Mark):
        stage.state.reactions.add(wire.on_comment(comment), "estranha", mark)


@pytest.fixture
def noon(moved_clock: MovedClock, tmp_path: Path) -> Iterator[Stage]:
    """Noon in São Paulo, an hour after reconcile."""
    moved_clock.set(clock.now().replace(hour=15, minute=0))
    with Stage(history=tmp_path) as stage:
        stage.ran("reconcile", ago=HOUR)
        yield stage


def test_a_deferred_order_that_somebody_marked_as_sent_leaves_in_its_hour(
    noon: Stage, moved_clock: MovedClock
) -> None:
    noon.configure(EVENING)
    carry_out(noon, new_order("Sua guia"))
    decorate(noon, notes_of_orders(noon)[0]["id"])
    moved_clock.advance(7 * HOUR)
    attempt(noon)

    assert noon.sandbox.received(ANA) == ["Sua guia"]


def test_a_deferred_order_that_left_says_so_in_its_note_and_is_not_asked_about_again(
    noon: Stage, moved_clock: MovedClock
) -> None:
    noon.configure(EVENING)
    carry_out(noon, new_order("Sua guia"))
    moved_clock.advance(7 * HOUR)
    attempt(noon)

    bodies = [one["body"] for one in noon.sandbox.issue(1)["comments"]]
    assert sum('"verdict":"left"' in body for body in bodies) == 1
    assert noon.tools.labels.deferred not in noon.sandbox.issue(1)["labels"]
    attempt(noon)
    assert noon.sandbox.received(ANA) == ["Sua guia"]


def test_an_order_that_never_left_does_not_use_up_the_cap_and_one_that_left_does(stage: Stage) -> None:
    stage.configure({"policy": {"notification": {"hours": "00:00-24:00", "cap": "1 per 1d"}}})
    stage.sandbox.set_phone(ANA, landline=True)
    carry_out(stage, new_order("Não foi"))
    decorate(stage, notes_of_orders(stage)[0]["id"])
    stage.sandbox.set_phone(ANA, landline=False)

    carry_out(stage, new_order("Foi"))
    decorate(stage, notes_of_orders(stage)[1]["id"])
    carry_out(stage, new_order("Demais"))

    assert stage.sandbox.received(ANA) == ["Foi"]


def test_what_is_counted_as_sent_to_a_person_left(stage: Stage) -> None:
    marina = Maintainer(stage.sandbox, "marina")
    stage.record(stage.event("Oi"))
    for body in ("/reply Um", "/optout", "/reply Retida"):
        marina.comment(1, body)
    stage.reply()
    Maintainer(stage.sandbox, "estranha").comment(1, "/reply golpe")
    stage.reply()
    for one in stage.sandbox.issue(1)["comments"]:
        decorate(stage, one["id"])

    assert erasure.holdings_of(ADDRESS, stage.tools).sent == 1


def test_an_erasure_that_somebody_marked_as_done_still_holds_orders_back(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    request = ErasureRequest("comment-1", clock.now(), ADDRESS, Address.parse(SMS_NUMBER), by="marina")
    record = erasure.begin(request, stage.tools)
    decorate(stage, record.pending[0].comment.id)

    with pytest.raises(TemporaryError):
        carry_out(stage, new_order("Sua guia"))

    assert "Sua guia" not in stage.sandbox.received(ANA)


def test_a_command_about_credentials_in_a_conversation_is_answered_whoever_reacted(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    decorate(stage, Maintainer(stage.sandbox, "marina").comment(1, "/rotated"))

    misplaced.point_to_credentials(1, stage.tools)

    assert "vale na issue da credencial" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_what_did_not_arrive_is_shown_although_somebody_marked_it_as_delivered(
    noon: Stage, moved_clock: MovedClock
) -> None:
    carry_out(noon, new_order("Sua guia"))
    shown = notes_of_orders(noon)[0]["id"]
    decorate(noon, shown, Mark.DELIVERED, Mark.FAILED)
    sid = noon.twilio.state.messages()[0].sid
    noon.twilio.state.change(sid, status="undelivered", error_code=30003)
    moved_clock.advance(2 * HOUR)
    attempt(noon)

    assert "Twilio 30003" in noon.sandbox.issue(1)["comments"][-1]["body"]


def test_a_retry_is_read_alike_by_whoever_asks_what_it_sent(stage: Stage) -> None:
    """Replies, delivery reports and erasures read one history."""
    marina = Maintainer(stage.sandbox, "marina")
    stage.record(stage.event("Oi"))
    stage.sandbox.set_phone(ANA, landline=True)
    marina.comment(1, "/reply falhou")
    stage.reply()
    stage.sandbox.set_phone(ANA, landline=False)
    marina.comment(1, "/reply chegou")
    stage.reply()
    retry = marina.comment(1, "/retry")
    stage.reply()
    conversation = conversation_of(1, stage.tools)
    assert conversation

    step = Thread(conversation, stage.tools).history.step(retry)
    comment = next(one for one in stage.tools.repository.comments(1) if one.id == retry)

    assert step
    assert step.source is None
    assert what_left.texts_of(comment, conversation, stage.tools) == ()
    assert stage.sandbox.received(ANA)[1:] == ["chegou"]

"""What systems order for one person leaves in the order in which it was ordered, whatever fails under way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.errors import TemporaryError
from bot.core.messages import Address, Purpose
from bot.jobs.upkeep import reconcile
from tests.actors import BIA
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order
from tests.making import ANA
from tests.stage import Stage

TRIES = 4  # that a run gives Twilio for one message


def test_an_order_that_cannot_leave_now_is_not_overtaken_by_the_next_to_the_same_person(
    stage: Stage, quick: None
) -> None:
    orders = [new_order("primeira"), new_order("segunda"), new_order("outra", Address.parse(BIA))]
    stage.sandbox.switch_on("twilio-busy", TRIES)
    with pytest.raises(TemporaryError):
        carry_out(stage, *orders)
    assert stage.sandbox.received(ANA.value) == []
    assert stage.sandbox.received(BIA) == ["outra"]

    carry_out(stage, *orders)

    assert stage.sandbox.received(ANA.value) == ["primeira", "segunda"]
    assert stage.sandbox.received(BIA) == ["outra"]


@pytest.fixture
def early(moved_clock: MovedClock) -> Iterator[Stage]:
    """A Tuesday in São Paulo, before the hour of notifications."""
    moved_clock.set(datetime.fromisoformat("2026-11-24T07:00-03:00"))
    with Stage({"policy": {"notification": {"hours": "08:00-20:00"}}}) as stage:
        yield stage


def test_an_order_that_comes_just_after_the_hour_does_not_overtake_those_that_waited_for_it(
    moved_clock: MovedClock, early: Stage
) -> None:
    carry_out(early, new_order("primeira"), new_order("segunda"), new_order("outra", Address.parse(BIA)))
    assert early.sandbox.received(ANA.value) == []

    moved_clock.advance(timedelta(hours=4))
    third = new_order("terceira")
    carry_out(early, third)
    assert early.sandbox.received(ANA.value) == ["primeira", "segunda", "terceira"]
    assert early.sandbox.received(BIA) == []  # reconcile sends it

    carry_out(early, third)
    reconcile.run({}, early.new_tools())
    assert early.sandbox.received(ANA.value) == ["primeira", "segunda", "terceira"]
    assert early.sandbox.received(BIA) == ["outra"]


def test_an_order_waits_with_those_before_it_that_are_due_but_cannot_leave(
    moved_clock: MovedClock, early: Stage, quick: None
) -> None:
    carry_out(early, new_order("primeira"))
    moved_clock.advance(timedelta(hours=4))
    second = new_order("segunda")
    early.sandbox.switch_on("twilio-busy", TRIES)
    with pytest.raises(TemporaryError):
        carry_out(early, second)
    assert early.sandbox.received(ANA.value) == []

    carry_out(early, second)

    assert early.sandbox.received(ANA.value) == ["primeira", "segunda"]


def test_what_still_waits_for_a_later_hour_holds_back_nothing(moved_clock: MovedClock, early: Stage) -> None:
    carry_out(early, new_order("primeira"))
    moved_clock.advance(timedelta(minutes=1))
    carry_out(early, replace(new_order("urgente"), purpose=Purpose.ALERT))

    assert early.sandbox.received(ANA.value)[-1:] == ["urgente"]


def test_who_opted_out_by_what_waited_gets_nothing_after_it(moved_clock: MovedClock, early: Stage) -> None:
    carry_out(early, new_order("primeira"))
    moved_clock.advance(timedelta(hours=4))
    early.sandbox.switch_on("twilio-21610", 1)
    carry_out(early, new_order("segunda"))

    assert early.sandbox.received(ANA.value) == []

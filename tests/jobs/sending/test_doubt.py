"""Where Twilio gives no answer and its list lags, nothing is sent twice: it waits until the list can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.core.errors import TemporaryError
from bot.jobs.sending.doubt import LAG
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order
from tests.stage import Stage

QUICK = pytest.mark.usefixtures("quick")
DOUBT = "Não se sabe se a mensagem saiu"


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock) -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


@pytest.fixture(name="asked")
def _asked(stage: Stage, moved_clock: MovedClock) -> Stage:
    """Ana has written, and her greeting is old enough for any list."""
    stage.record(stage.event("Oi"))
    moved_clock.advance(timedelta(hours=1))
    return stage


def troubled(stage: Stage) -> None:
    """Twilio takes the next message without an answer, and does not list it."""
    stage.sandbox.switch_on("twilio-lost-answer", 1)
    stage.sandbox.switch_on("twilio-lagging-list")


def arrived(stage: Stage) -> list[str]:
    assert stage.twilio.wait_idle(10)
    return stage.sandbox.received(ANA)[1:]


def notes(stage: Stage) -> list[str]:
    return [one["body"] for one in stage.sandbox.issue(1)["comments"] if DOUBT in one["body"]]


@QUICK
def test_a_reply_in_doubt_is_not_repeated_and_its_verdict_comes_with_the_list(
    asked: Stage, moved_clock: MovedClock
) -> None:
    troubled(asked)
    comment = Maintainer(asked.sandbox, "marina").comment(1, "/reply Olá")
    for _ in range(3):
        with pytest.raises(TemporaryError):
            asked.reply()
    assert arrived(asked) == ["Olá"]
    assert len(notes(asked)) == 1

    asked.sandbox.switch_off("twilio-lagging-list")
    moved_clock.advance(timedelta(minutes=1))
    asked.reply()

    assert arrived(asked) == ["Olá"]
    shown = next(one for one in asked.sandbox.issue(1)["comments"] if one["id"] == comment)
    assert "rocket" in shown["reactions"]


@QUICK
def test_a_reply_that_did_not_leave_is_sent_once_the_list_can_be_trusted(
    asked: Stage, moved_clock: MovedClock
) -> None:
    troubled(asked)
    Maintainer(asked.sandbox, "marina").comment(1, "/reply Olá")
    with pytest.raises(TemporaryError):
        asked.reply()
    assert asked.twilio.wait_idle(10)
    asked.twilio.state.remove(asked.twilio.state.messages()[0].sid)  # as if Twilio had never taken it
    moved_clock.advance(LAG - timedelta(minutes=1))
    with pytest.raises(TemporaryError):
        asked.reply()
    moved_clock.advance(timedelta(minutes=2))
    asked.reply()

    assert arrived(asked) == ["Olá", "Olá"]  # the phone had shown the first, which Twilio then forgot


@QUICK
def test_an_order_in_doubt_is_not_repeated(asked: Stage, moved_clock: MovedClock) -> None:
    order = new_order()
    troubled(asked)
    for _ in range(2):
        with pytest.raises(TemporaryError):
            carry_out(asked, order)
    asked.sandbox.switch_off("twilio-lagging-list")
    moved_clock.advance(LAG)
    carry_out(asked, order)

    assert arrived(asked) == [order.text]
    assert len(notes(asked)) == 1


@QUICK
def test_a_greeting_in_doubt_is_given_up(stage: Stage) -> None:
    troubled(stage)
    event = stage.event("Oi")
    stage.record(event)

    assert stage.twilio.wait_idle(10)
    assert len(stage.sandbox.received(ANA)) == 1

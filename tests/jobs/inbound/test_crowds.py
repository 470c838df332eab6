"""More people than GitHub takes in a minute: all are recorded in one run, and greeted without holding that up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.adapters.github import creations_pace
from bot.core import clock
from bot.core.errors import UnfinishedError
from bot.core.messages import Event
from bot.jobs.inbound import record_messages
from bot.jobs.tools import Tools
from tests import wire
from tests.conftest import MovedClock
from tests.stage import Stage

A_MINUTE = 4  # creations
CROWD = 7


@pytest.fixture(autouse=True)
def _paced(moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creations_pace, "ON_THIS_MACHINE", ())
    monkeypatch.setattr(creations_pace, "MOST_IN_A_MINUTE", A_MINUTE)
    monkeypatch.setattr(record_messages, "AT_ONCE", A_MINUTE)
    monkeypatch.setattr(clock, "sleep", lambda seconds: moved_clock.advance(timedelta(seconds=seconds)))


def crowd(stage: Stage, *texts: str) -> list[Event]:
    return [stage.event(text, f"+55119{number:08d}") for number, text in enumerate(texts)]


def record(stage: Stage, events: list[Event]) -> None:
    record_messages.run({"client_payload": stage.payload(events)}, stage.new_tools())


def greeted(stage: Stage, events: list[Event]) -> list[int]:
    assert stage.twilio.wait_idle(10)
    return [len(stage.sandbox.received(event.message.sender.wire)) for event in events]


@contextmanager
def seen(moved_clock: MovedClock, greeting_takes: float = 0.0) -> Iterator[list[str]]:
    """Yield what happens, in order: what is opened, who is greeted; a question to Twilio takes so many seconds."""
    happened: list[str] = []

    def look(request: PreparedRequest, response: Response) -> None:
        url, body = str(request.url), str(request.body)
        if request.method == "POST" and url.endswith("Messages.json"):
            happened.append("greeted")
        elif request.method == "GET" and "Messages.json" in url:
            moved_clock.advance(timedelta(seconds=greeting_takes))
        happened.extend(["opened"] * (body.count(": createIssue(") if response.ok else 0))

    with wire.passing(look):
        yield happened


def test_who_is_recorded_is_greeted_while_the_others_wait_for_the_next_minute(
    moved_clock: MovedClock, stage: Stage
) -> None:
    events = crowd(stage, *["Oi"] * CROWD)
    begun = clock.steady()
    with seen(moved_clock) as happened:
        record(stage, events)

    assert happened == [*["opened"] * 4, *["greeted"] * 4, *["opened"] * 3, *["greeted"] * 3]
    assert 60 <= clock.steady() - begun < 120
    assert greeted(stage, events) == [1] * CROWD


def test_greetings_that_take_long_hold_nobodys_recording_up(moved_clock: MovedClock, stage: Stage) -> None:
    events = crowd(stage, *["Oi"] * CROWD)
    with seen(moved_clock, greeting_takes=40) as happened:
        record(stage, events)

    assert happened == [*["opened"] * 4, "greeted", *["opened"] * 3, *["greeted"] * 6]
    assert greeted(stage, events) == [1] * CROWD


def test_while_twilio_is_down_all_of_a_crowd_are_recorded_and_greeted_once_later(
    moved_clock: MovedClock, stage: Stage
) -> None:
    events = crowd(stage, *["Oi"] * CROWD)
    stage.sandbox.switch_on("twilio-down")
    with pytest.raises(UnfinishedError):
        record(stage, events)
    assert len(stage.sandbox.issues()) == CROWD

    stage.sandbox.switch_off("twilio-down")
    moved_clock.advance(timedelta(minutes=2))
    record(stage, events)
    assert len(stage.sandbox.issues()) == CROWD
    assert greeted(stage, events) == [1] * CROWD


def test_who_asks_for_something_is_answered_once_all_are_recorded(
    moved_clock: MovedClock, stage: Stage
) -> None:
    events = crowd(stage, "SAIR", *["Oi"] * (CROWD - 1))
    with seen(moved_clock) as happened:
        record(stage, events)

    assert happened[:7] == [*["opened"] * 4, *["greeted"] * 3]
    assert greeted(stage, events[1:]) == [1] * (CROWD - 1)
    assert "Para voltar a receber" in stage.sandbox.received(events[0].message.sender.wire)[0]


def test_a_run_that_dies_at_any_step_is_completed_by_running_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(creations_pace, "MOST_IN_A_MINUTE", 2)
    monkeypatch.setattr(record_messages, "AT_ONCE", 2)
    batch: list[Event] = []

    def prepare(stage: Stage) -> None:
        batch[:] = crowd(stage, *["Oi"] * 3)

    def job(stage: Stage, tools: Tools) -> object:
        return record_messages.run({"client_payload": stage.payload(batch)}, tools)

    (_, expected), *others = wire.after_each_crash(prepare, job)

    assert [issue["reactions"] for issue in expected["issues"]] == [["eyes", "rocket"]] * 3
    for step, found in others:
        assert found == expected, f"died after write {step}"

"""What a dispatch does not carry of a batch, its run fetches from the relay, and records in everybody's order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response

from bot.core.errors import BotError
from bot.core.messages import BatchId, Event
from bot.jobs import runner
from bot.jobs.inbound import record_messages, whole_batch
from bot.relay.store import job_reach
from bot.rules.wire import envelope
from bot.sandbox.emulator.server import Server
from tests.conftest import MovedClock
from tests.jobs.inbound.recorded import order_in
from tests.jobs.reached_relay import reached_relay
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import RelayHarness
from tests.stage import Stage

PEOPLE = [f"+55119{number:08d}" for number in range(3)]


@pytest.fixture(name="github")
def _github() -> Iterator[FakeGitHub]:
    with fake_github() as github:
        yield github


@pytest.fixture(name="harness")
def _harness(
    moved_clock: MovedClock,
    stage: Stage,
    github: FakeGitHub,
    tmp_path: Path,
) -> Iterator[RelayHarness]:
    with reached_relay(stage, github, tmp_path) as harness:
        yield harness


def write(stage: Stage, harness: RelayHarness) -> list[Event]:
    job_reach.note(harness.store, harness.now)
    events = [stage.event(f"Parte {number}", PEOPLE[number % 3]) for number in range(270)]
    for event in events:
        harness.store.append(event)
    harness.settle()
    return events


def of_person(events: list[Event], person: int) -> list[Event]:
    return events[person::3]


def test_everybodys_messages_are_in_one_issue_each_in_order_by_one_run(
    stage: Stage, harness: RelayHarness, github: FakeGitHub
) -> None:
    events = write(stage, harness)
    assert github.dispatches[0]["client_payload"]["rest"]
    record_messages.run(github.dispatches[0], stage.tools)

    assert len(github.dispatches) == 1
    assert len(stage.sandbox.issues()) == 3
    for person in range(3):
        mine = of_person(events, person)
        assert order_in(stage, mine, person + 1) == list(range(len(mine)))


@pytest.mark.usefixtures("quick")
def test_without_the_relay_a_run_records_what_it_has_and_the_next_ones_the_rest(
    stage: Stage, harness: RelayHarness, github: FakeGitHub
) -> None:
    events = write(stage, harness)
    reachable = stage.variables["RELAY_URL"]
    stage.set_variables(RELAY_URL="http://127.0.0.1:9/")
    with pytest.raises(BotError, match="not handed over"):
        record_messages.run(github.dispatches[0], stage.tools)
    assert len(stage.sandbox.issues()) == 3

    done = 0
    github.end("failure")
    stage.set_variables(RELAY_URL=reachable)
    while harness.batches.queue().count:
        harness.pass_time(15)
        for body in github.dispatches[1 + done :]:
            runner._carry_out(record_messages.run, body, stage.new_tools())
            done += 1
        github.end("success")

    assert len(stage.sandbox.issues()) == 3
    for person in range(3):
        mine = of_person(events, person)
        assert order_in(stage, mine, person + 1) == list(range(len(mine)))


def answering(make: Callable[[], Response]) -> Flask:
    """Return what answers in place of the relay, wherever it is asked."""
    app = Flask(__name__)
    app.add_url_rule("/<path:_>", view_func=lambda _: make(), endpoint="any", methods=["POST"])
    return app


GARBAGE = [
    b"",
    b"<html>504 Gateway Time-out</html>",
    b'{"v": 2, "batch"',
    b"[]",
    b"null",
    b"[" * 100_000,
    b'{"v": 2, "batch": "a", "items": [], "proof": "\\ud800"}',
    b'{"v": 2, "batch": "a", "items": [[1, "\\ud800"]], "proof": "0"}',
    b'{"v": 2, "batch": "a", "items": 7, "proof": ""}',
    b'{"v": {"2": 2}, "batch": [], "items": [[1e999, ""]], "proof": null}',
    b"\xff\xfe",
]


@pytest.mark.usefixtures("quick")
def test_whatever_answers_in_place_of_the_relay_what_the_dispatch_carries_is_there(
    stage: Stage, harness: RelayHarness, github: FakeGitHub
) -> None:
    write(stage, harness)
    payload = github.dispatches[0]["client_payload"]
    others = [envelope.SealedItem(10_000, harness.store.row(stage.event("Outro", PEOPLE[0])).content)]
    well_made = [
        envelope.payload(others, BatchId("another"), harness.store.keys),
        {**envelope.payload(others, payload["batch"], harness.store.keys), "proof": payload["proof"]},
    ]
    rest = envelope.payload(others, payload["batch"], harness.store.keys)
    endless = json.dumps(rest).encode() + b" " * 8_000_000

    answers = [*GARBAGE, *(json.dumps(one).encode() for one in well_made), endless]

    with Server(answering(lambda: Response(answers[0]))) as server:
        stage.set_variables(RELAY_URL=server.url)
        while answers:
            opened = whole_batch.open_payload(payload, stage.tools)
            assert (len(opened.items), opened.rest) == (len(payload["items"]), payload["rest"]), answers[0][
                :60
            ]
            del answers[0]


@pytest.mark.usefixtures("quick")
def test_a_relay_that_answers_byte_by_byte_is_not_waited_for(
    stage: Stage, harness: RelayHarness, github: FakeGitHub, moved_clock: MovedClock
) -> None:
    write(stage, harness)
    payload = github.dispatches[0]["client_payload"]

    def dripping() -> Iterator[bytes]:
        while True:
            moved_clock.advance(timedelta(seconds=10))
            yield b" "

    with Server(answering(lambda: Response(dripping()))) as server:
        stage.set_variables(RELAY_URL=server.url)
        assert whole_batch.open_payload(payload, stage.tools).rest

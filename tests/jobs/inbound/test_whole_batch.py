"""What a dispatch does not carry of a batch, its run fetches from the relay, and records in everybody's order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.errors import BotError
from bot.core.messages import Event
from bot.jobs import runner
from bot.jobs.inbound import record_messages
from bot.relay.app import create_app
from bot.relay.store import job_reach
from bot.sandbox.emulator.server import Server
from tests.conftest import MovedClock
from tests.jobs.inbound.recorded import order_in
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
    moved_clock: MovedClock, stage: Stage, github: FakeGitHub, tmp_path: Path
) -> Iterator[RelayHarness]:
    with RelayHarness(tmp_path, github, key=stage.contact_key) as harness:
        harness.now = github.now = moved_clock.now()
        with Server(create_app(harness.settings, harness.store, harness.dispatcher)) as server:
            stage.set_variables(RELAY_URL=server.url)
            yield harness


def write(stage: Stage, harness: RelayHarness) -> list[Event]:
    job_reach.note(harness.store, harness.now)
    events = [stage.event(f"Parte {number}", PEOPLE[number % 3]) for number in range(135)]
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

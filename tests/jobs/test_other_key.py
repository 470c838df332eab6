"""A job whose CONTACT_KEY does not fit the relay's key says so to the relay, where somebody looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core import contact_keys
from bot.core.errors import SealError
from bot.jobs import runner
from bot.jobs.inbound import record_messages
from tests.conftest import MovedClock
from tests.jobs.reached_relay import reached_relay
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import RelayHarness
from tests.stage import Stage


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
    """A relay with another key than the jobs', which they can reach."""
    with reached_relay(stage, github, tmp_path, contact_keys.new_key()) as harness:
        yield harness


def test_the_relay_names_the_keys_once_the_run_has_failed(
    stage: Stage, harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.writes("Bom dia")
    harness.settle()
    with pytest.raises(SealError):
        runner._carry_out(record_messages.run, github.dispatches[-1], stage.tools)
    github.end("failure")
    harness.pass_time(11)

    (batch,) = harness.batches.unfinished()
    assert batch.problem
    assert "cannot open what a relay has sealed" in batch.problem.sentence
    assert "RELAY_KEY" in batch.problem.remedy


@pytest.mark.parametrize("batch", ["../limit", "x" * 40, "", 7, None])
def test_a_batch_of_an_odd_name_is_reported_nowhere(
    stage: Stage, harness: RelayHarness, batch: object
) -> None:
    event = {"client_payload": {"v": 3, "batch": batch}}

    def job(*_: object) -> list[str]:
        raise SealError

    with pytest.raises(SealError):
        runner._carry_out(job, event, stage.tools)

"""A batch whose runs fail for good waits for hours, but no longer than its cause lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.messages import BatchId
from bot.relay import ids
from bot.relay.batches.batch import Batch, BatchState, Problem
from bot.rules.wire import envelope
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness

BOTH_STORES = True

HOURS = timedelta(hours=3)
EVERYBODY = 5


def failed_for_long(harness: RelayHarness, number: int, remedy: str = "Its log shows why.") -> Batch:
    """Store a batch whose wait has grown to hours."""
    now = harness.now
    harness.writes(f"veneno {number}", by=f"+551197765{number:04}")
    batch = harness.batches.gather(BatchId(ids.new(now)), envelope.RECORD_MESSAGES, now)
    assert batch
    tried = batch.attempted(now).dispatched(now - timedelta(minutes=20 + number))
    problem = Problem(f"The run {number} ended with failure.", remedy, now)
    failed = tried.run_failed([100 * number + failure for failure in range(14)], problem, 0)
    waiting = replace(failed, next_attempt_at=now + HOURS)
    harness.batches.save(waiting)
    return waiting


@pytest.fixture(name="waiting")
def _waiting(harness: RelayHarness) -> list[Batch]:
    harness.settle()
    return [failed_for_long(harness, number) for number in range(EVERYBODY)]


def start_again(harness: RelayHarness) -> None:
    harness.dispatcher = harness.new_dispatcher()
    harness.pass_time(8, stride=4)  # until the lease of the former one has run out


def test_a_restart_sends_it(harness: RelayHarness, github: FakeGitHub, waiting: list[Batch]) -> None:
    harness.pass_time(60, stride=30)
    assert github.dispatches == []

    start_again(harness)
    assert len(github.batches()) == 1
    assert all(batch.next_attempt_at <= harness.now for batch in harness.batches.unfinished())


def test_a_relay_that_keeps_restarting_starts_no_run_after_the_other(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    failed_for_long(harness, 0)
    for _ in range(9):
        start_again(harness)
        for run in github.runs:
            run |= {"status": "completed", "conclusion": "failure"}
        harness.pass_time(30, stride=30)

    assert 1 <= len(github.dispatches) <= 2


def test_one_success_sends_all_that_failed_for_the_same_reason(
    harness: RelayHarness, github: FakeGitHub, waiting: list[Batch]
) -> None:
    other = failed_for_long(harness, EVERYBODY, remedy="Look at the account's Billing.")
    harness.batches.save(waiting[2].retried())
    for _ in range(EVERYBODY):
        harness.pass_time(2)
        github.end("success")
        harness.pass_time(10, stride=10)

    assert [batch.id for batch in harness.batches.unfinished()] == [other.id]
    assert len(github.dispatches) == EVERYBODY


def test_so_does_a_run_that_somebody_repeated_by_hand(
    harness: RelayHarness, github: FakeGitHub, waiting: list[Batch]
) -> None:
    github.run(waiting[-1].id)  # tried before all others
    github.end("success")
    harness.pass_time(20, stride=10)

    assert github.dispatches


def test_what_failed_in_passing_starts_few_runs_in_vain(harness: RelayHarness, waiting: list[Batch]) -> None:
    """Its success proves little about those that fail for good."""
    passing = replace(
        waiting[0], id=BatchId("passing"), dispatched_at=harness.now, state=BatchState.DISPATCHED
    )
    released = harness.batches.release_like(passing, harness.now)
    assert [batch.id for batch in released] == [waiting[4].id, waiting[3].id]

    for batch in harness.batches.unfinished():
        if batch.next_attempt_at <= harness.now:
            again = batch.attempted(harness.now).dispatched(harness.now)
            problem = replace(waiting[0].problem or Problem("", "", harness.now), since=harness.now)
            harness.batches.save(again.run_failed([9000], problem, 0))
    assert {batch.id for batch in harness.batches.release_like(passing, harness.now)} == {
        waiting[2].id,
        waiting[1].id,
    }


def test_a_success_after_no_failure_proves_nothing(
    harness: RelayHarness, github: FakeGitHub, waiting: list[Batch]
) -> None:
    harness.writes("oi")
    harness.settle()
    github.end("success")
    harness.pass_time(30, stride=10)

    assert len(github.dispatches) == 1
    assert len(harness.batches.unfinished()) == len(waiting)

"""The results of a batch's runs: any success counts, a failure only once and only of the latest attempt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.issues import Run
from bot.core.messages import BatchId
from bot.relay import run_results
from bot.relay.batches.batch import MAX_JUDGED, Batch, BatchState
from bot.relay.run_results import RunFailed, RunMissing, RunPending, RunResult, RunSucceeded

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BATCH = BatchId("01a20ae1-bcab-7616-b514-895757eba084")
WITHIN = timedelta(minutes=10)


def dispatched(*judged: int) -> Batch:
    return Batch(
        BATCH, "record-messages", BatchState.DISPATCHED, 1, 1, 0, judged, NOW, NOW, dispatched_at=NOW
    )


def a_run(number: int, conclusion: str | None, seconds: int = 0, batch: str = BATCH) -> Run:
    status = "completed" if conclusion else "in_progress"
    return Run(
        number, f"record-messages {batch}", status, conclusion, "url", NOW + timedelta(seconds=seconds)
    )


def judge(batch: Batch, *found: Run, after: timedelta = timedelta(seconds=20)) -> RunResult:
    return run_results.judge(batch, found, NOW + after, WITHIN)


def test_success() -> None:
    run = a_run(1, "success")

    assert judge(dispatched(), run) == RunSucceeded(run)


def test_any_success_counts_even_an_old_or_judged_one() -> None:
    old = a_run(1, "success", seconds=-3600)

    assert judge(dispatched(1), a_run(2, "failure"), old) == RunSucceeded(old)


@pytest.mark.parametrize(
    "conclusion", ["failure", "cancelled", "timed_out", "startup_failure", "skipped", "stale"]
)
def test_everything_but_success_is_failure(conclusion: str) -> None:
    run = a_run(1, conclusion)

    assert judge(dispatched(), run) == RunFailed((run,))


def test_a_run_under_way_is_waited_for() -> None:
    assert judge(dispatched(), a_run(1, None), after=timedelta(days=1)) == RunPending()
    assert judge(dispatched(), a_run(1, "failure"), a_run(2, None)) == RunPending()


def test_judged_failures_do_not_count_and_none_before_the_first_that_is_remembered() -> None:
    assert judge(dispatched(1), a_run(1, "failure")) == RunPending()
    judged = range(2, MAX_JUDGED + 2)
    assert judge(dispatched(*judged), a_run(1, "failure")) == RunPending()
    assert judge(dispatched(*judged), again := a_run(99, "failure")) == RunFailed((again,))


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_run_counts_whatever_time_it_bears(hours: int) -> None:
    run = a_run(1, "failure", seconds=hours * 3600)

    assert judge(dispatched(), run) == RunFailed((run,))
    assert judge(dispatched(), a_run(1, None, seconds=hours * 3600), after=WITHIN) == RunPending()


def test_no_run_is_missed_only_in_the_end() -> None:
    foreign = a_run(1, "success", batch="another")

    assert judge(dispatched(), foreign, after=WITHIN - timedelta(seconds=1)) == RunPending()
    assert judge(dispatched(), foreign, after=WITHIN) == RunMissing()

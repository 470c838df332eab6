"""Whatever happens to a batch: the state it is in afterwards, and when it is tried again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.messages import BatchId
from bot.relay.batches.batch import LEFT_ALONE, MAX_JUDGED, Batch, BatchState, Problem

CREATED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BEFORE, NOW = CREATED + timedelta(minutes=1), CREATED + timedelta(minutes=2)
OLD, NEW = Problem("It failed.", "Wait.", BEFORE), Problem("It failed again.", "Look.", NOW)
READY, DISPATCHED, HELD, DONE = BatchState

MADE = Batch.made(BatchId("a-batch"), "record-messages", 3, CREATED)
TRIED = replace(MADE, attempts=2, failures=2, attempted_at=BEFORE, problem=OLD)
SENT = replace(MADE, state=DISPATCHED, attempts=1, dispatched_at=BEFORE)
FAILED = replace(MADE, attempts=1, judged=(7,), run_id=7, next_attempt_at=BEFORE, problem=OLD)
REFUSED = replace(MADE, state=HELD, attempts=1, failures=1, next_attempt_at=BEFORE, problem=OLD)


def seconds(count: float) -> datetime:
    return NOW + timedelta(seconds=count)


TABLE: dict[str, tuple[Batch, Callable[[Batch], Batch], dict[str, object]]] = {
    "a first attempt may have been carried out": (
        MADE,
        lambda batch: batch.attempted(NOW),
        {"attempts": 1, "attempted_at": NOW},
    ),
    "since the first of several attempts": (TRIED, lambda batch: batch.attempted(NOW), {"attempts": 3}),
    "GitHub takes it": (
        TRIED,
        lambda batch: batch.dispatched(NOW),
        {"state": DISPATCHED, "dispatched_at": NOW, "attempted_at": None, "failures": 0, "problem": None},
    ),
    "the failure of its runs stays visible": (
        replace(FAILED, attempted_at=NOW),
        lambda batch: batch.dispatched(NOW),
        {"state": DISPATCHED, "dispatched_at": NOW, "attempted_at": None},
    ),
    "so does that none of them appeared": (
        replace(SENT, state=READY, attempted_at=NOW, problem=OLD),
        lambda batch: batch.dispatched(NOW),
        {"state": DISPATCHED, "dispatched_at": NOW, "attempted_at": None},
    ),
    "GitHub had taken it": (
        TRIED,
        lambda batch: batch.found(),
        {"state": DISPATCHED, "dispatched_at": BEFORE, "attempted_at": None, "problem": None},
    ),
    "GitHub is busy and took nothing": (
        TRIED,
        lambda batch: batch.postponed(NEW, 0, retry_after=77, uncertain=False),
        {"failures": 3, "next_attempt_at": seconds(77), "attempted_at": None, "problem": NEW},
    ),
    "GitHub is out of reach": (
        TRIED,
        lambda batch: batch.postponed(NEW, 0.5, retry_after=None, uncertain=True),
        {"failures": 3, "next_attempt_at": seconds(3), "problem": NEW},
    ),
    "GitHub refuses it": (
        TRIED,
        lambda batch: batch.held(NEW, 0),
        {
            "state": HELD,
            "failures": 3,
            "next_attempt_at": seconds(120),
            "attempted_at": None,
            "problem": NEW,
        },
    ),
    "GitHub refuses it again": (
        REFUSED,
        lambda batch: batch.held(NEW, 0),
        {"failures": 2, "next_attempt_at": seconds(60), "problem": NEW},
    ),
    "GitHub refuses everything": (
        REFUSED,
        lambda batch: batch.held(NEW, 0, failures=4),
        {"failures": 4, "next_attempt_at": seconds(240), "problem": NEW},
    ),
    "its run fails": (
        SENT,
        lambda batch: batch.run_failed([8], NEW, 0),
        {
            "state": READY,
            "judged": (8,),
            "run_id": 8,
            "next_attempt_at": seconds(2),
            "problem": NEW,
        },
    ),
    "its runs fail again": (
        replace(FAILED, state=DISPATCHED, dispatched_at=BEFORE),
        lambda batch: batch.run_failed([9, 8], NEW, 0),
        {
            "state": READY,
            "judged": (7, 9, 8),
            "run_id": 9,
            "next_attempt_at": seconds(8),
            "problem": NEW,
        },
    ),
    "its run never appears": (
        SENT,
        lambda batch: batch.run_missing(NEW),
        {"state": READY, "next_attempt_at": NOW, "problem": NEW},
    ),
    "its run succeeds": (
        SENT,
        lambda batch: batch.done(8, NOW),
        {"state": DONE, "run_id": 8, "done_at": NOW},
    ),
    "an earlier run of it succeeds": (
        FAILED,
        lambda batch: batch.done(8, NOW),
        {"state": DONE, "run_id": 8, "done_at": NOW, "problem": None},
    ),
    "somebody takes over what was held": (
        REFUSED,
        lambda batch: batch.revived(NOW),
        {"next_attempt_at": NOW},
    ),
    "somebody takes over what was interrupted": (
        TRIED,
        lambda batch: batch.revived(NOW),
        {"next_attempt_at": NOW},
    ),
    "somebody takes over what waits after a failed run": (
        replace(FAILED, next_attempt_at=seconds(3 * 3600), dispatched_at=NOW - 2 * LEFT_ALONE),
        lambda batch: batch.revived(NOW),
        {"next_attempt_at": NOW - LEFT_ALONE},
    ),
    "somebody takes over what has just been tried": (
        replace(FAILED, next_attempt_at=seconds(3 * 3600), dispatched_at=NOW),
        lambda batch: batch.revived(NOW),
        {"next_attempt_at": NOW + LEFT_ALONE},
    ),
    "a batch that is due earlier is not put off": (FAILED, lambda batch: batch.revived(NOW), {}),
    "somebody asks for what waits after a failed run": (
        replace(FAILED, next_attempt_at=seconds(3 * 3600), dispatched_at=BEFORE),
        lambda batch: batch.retried(),
        {"next_attempt_at": BEFORE},
    ),
    "somebody asks for what GitHub refuses": (
        replace(REFUSED, next_attempt_at=seconds(900)),
        lambda batch: batch.retried(),
        {"next_attempt_at": BEFORE},
    ),
    "nothing is sent twice because somebody asks": (SENT, lambda batch: batch.retried(), {}),
    "a batch that GitHub has is left alone": (SENT, lambda batch: batch.revived(NOW), {}),
}


@pytest.mark.parametrize(("before", "event", "changes"), TABLE.values(), ids=TABLE)
def test_an_event_changes_this_and_nothing_else(
    before: Batch, event: Callable[[Batch], Batch], changes: dict[str, object]
) -> None:
    after = event(before)

    fields = type(before).__dataclass_fields__
    assert changes == {
        name: getattr(after, name) for name in fields if getattr(after, name) != getattr(before, name)
    }


def test_a_new_batch_is_due_at_once() -> None:
    assert (MADE.state, MADE.count, MADE.attempts, MADE.next_attempt_at) == (READY, 3, 0, CREATED)


def test_only_the_latest_failed_runs_are_remembered() -> None:
    batch = SENT
    for run in range(30):
        batch = batch.run_failed([run], NEW, 0)

    assert batch.judged == tuple(range(30))[-MAX_JUDGED:]

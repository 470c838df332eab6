"""What the workflow runs of a batch show about it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.issues import Run
from bot.relay.batches.batch import MAX_JUDGED, Batch


@dataclass(frozen=True, slots=True)
class RunSucceeded:
    run: Run


@dataclass(frozen=True, slots=True)
class RunFailed:
    """Failed runs of this attempt, newest first."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class RunMissing:
    """No run has appeared in the time allowed."""


@dataclass(frozen=True, slots=True)
class RunPending:
    """A run is under way, or may still appear."""


RunResult = RunSucceeded | RunFailed | RunMissing | RunPending


def of_batch(batch: Batch, runs: Sequence[Run]) -> list[Run]:
    """Return the runs of a batch, newest first."""
    mine = [run for run in runs if batch.id in run.name]
    return sorted(mine, key=lambda run: (run.created_at, run.id), reverse=True)


def judge(batch: Batch, runs: Sequence[Run], now: datetime, appears_within: timedelta) -> RunResult:
    """Return what became of a dispatched batch.

    Any run that succeeded has processed the whole batch, even one that failed at first and was rerun by hand. A
    failure counts only once. No times are compared: the batch's are the relay's, the runs' are GitHub's.
    """
    mine = of_batch(batch, runs)
    good = next((run for run in mine if run.conclusion == "success"), None)
    if good:
        return RunSucceeded(good)
    # Those before the first that a batch remembers were judged as well: GitHub counts its runs up.
    before = min(batch.judged) if len(batch.judged) >= MAX_JUDGED else 0
    fresh = [run for run in mine if run.id not in batch.judged and run.id > before]
    if any(run.status != "completed" for run in fresh):
        return RunPending()
    if fresh:
        return RunFailed(tuple(fresh))
    since = batch.dispatched_at or batch.created_at
    return RunMissing() if now >= since + appears_within else RunPending()

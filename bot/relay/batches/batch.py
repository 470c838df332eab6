"""A batch and its transitions: for each event a method returns the batch as it is afterwards. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.messages import BatchId
from bot.relay.batches.pacing import FAILS_ALONE, REFUSED, RUN_FAILED, UNREACHABLE

MAX_JUDGED = 20
# After so many failures, about an hour, a batch no longer holds its people's further messages back.
TRIES_IN_ORDER = 12
TRIES_OF_UNKNOWN = 3
# After so many, it is divided: one person's trouble must not hold up whoever happens to travel with them.
TRIES_TOGETHER = 2
LEFT_ALONE = timedelta(minutes=5)  # after an attempt, whoever restarts the relay


class BatchState(StrEnum):
    """How far a batch has got."""

    READY = "ready"  # to be dispatched when it is due
    DISPATCHED = "dispatched"  # GitHub has it; its workflow run is watched
    HELD = "held"  # refused by GitHub until somebody fixes the cause
    DONE = "done"  # its run succeeded


UNFINISHED = (BatchState.READY, BatchState.DISPATCHED, BatchState.HELD)


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps messages from moving on, for an operator to read."""

    sentence: str
    remedy: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one kind that travel in one dispatch, and what became of it.

    `attempted_at` is set while nobody knows whether the last dispatch was carried out; `judged` are the runs that
    failed already; `failures` counts the dispatches in a row that GitHub did not accept. In the methods `jitter`, in
    [0, 1), spreads the wait before the next attempt.
    """

    id: BatchId
    kind: str
    state: BatchState
    count: int
    attempts: int
    failures: int
    judged: tuple[int, ...]
    created_at: datetime
    next_attempt_at: datetime
    attempted_at: datetime | None = None
    dispatched_at: datetime | None = None
    run_id: int | None = None
    problem: Problem | None = None
    done_at: datetime | None = None

    @classmethod
    def made(cls, batch: BatchId, kind: str, count: int, now: datetime) -> Batch:
        """Return a new batch, to be dispatched at once."""
        return cls(batch, kind, BatchState.READY, count, 0, 0, (), created_at=now, next_attempt_at=now)

    def attempted(self, now: datetime) -> Batch:
        """Note that a dispatch is about to be sent: until its answer is stored, it may have been carried out."""
        return replace(self, attempts=self.attempts + 1, attempted_at=self.attempted_at or now)

    def dispatched(self, now: datetime) -> Batch:
        """GitHub accepted the dispatch."""
        return replace(self._under_way(now), failures=0)

    def found(self) -> Batch:
        """GitHub had accepted the dispatch, though its answer was lost: there is a run."""
        return self._under_way(self.attempted_at)

    def _under_way(self, since: datetime | None) -> Batch:
        return replace(
            self,
            state=BatchState.DISPATCHED,
            dispatched_at=since,
            attempted_at=None,
            # That GitHub did not take it is over; that its runs failed or were missing is not.
            problem=None if self.failures else self.problem,
        )

    def postponed(
        self, problem: Problem, jitter: float, *, retry_after: float | None, uncertain: bool
    ) -> Batch:
        """GitHub is out of reach or busy; if `uncertain`, the dispatch may have been carried out."""
        failures = self.failures + 1
        wait = UNREACHABLE.wait(failures, jitter) if retry_after is None else retry_after
        return replace(
            self,
            state=BatchState.READY,
            failures=failures,
            next_attempt_at=problem.since + timedelta(seconds=wait),
            attempted_at=self.attempted_at if uncertain else None,
            problem=problem,
        )

    def held(self, problem: Problem, jitter: float, failures: int | None = None) -> Batch:
        """GitHub refuses it, or we cannot read it; `failures` counts the refusals in a row, of it or of all batches."""
        failures = self.failures + 1 if failures is None else failures
        return replace(
            self,
            state=BatchState.HELD,
            failures=failures,
            next_attempt_at=problem.since + timedelta(seconds=REFUSED.wait(failures, jitter)),
            attempted_at=None,
            problem=problem,
        )

    def run_failed(
        self, runs: Sequence[int], problem: Problem, jitter: float, last_success: datetime | None = None
    ) -> Batch:
        """Its runs, newest first, failed; `last_success` is of another batch, as in `may_be_overtaken`."""
        judged = (*self.judged, *runs)[-MAX_JUDGED:]
        wait = RUN_FAILED.wait(len(judged), jitter)
        if len(judged) > TRIES_IN_ORDER and self._fails_alone(last_success):
            wait = FAILS_ALONE.wait(len(judged) - TRIES_IN_ORDER, jitter)
        return replace(
            self,
            state=BatchState.READY,
            judged=judged,
            run_id=runs[0],
            next_attempt_at=problem.since + timedelta(seconds=wait),
            problem=problem,
        )

    def run_missing(self, problem: Problem) -> Batch:
        """No run has appeared for it in the time allowed."""
        return replace(self, state=BatchState.READY, next_attempt_at=problem.since, problem=problem)

    @property
    def is_new(self) -> bool:
        """Whether it may be delivered any moment: it was neither refused, nor has a run of it failed."""
        return self.state is not BatchState.HELD and not self.has_failed

    @property
    def has_failed(self) -> bool:
        """Whether a run of it has failed."""
        return bool(self.judged)

    @property
    def waits_again(self) -> bool:
        """Whether it is to be sent again, since a run of it failed."""
        return self.has_failed and self.state is BatchState.READY

    @property
    def has_failed_often(self) -> bool:
        return self._failed >= TRIES_OF_UNKNOWN

    @property
    def _failed(self) -> int:
        return max(len(self.judged), self.failures)

    def may_be_overtaken(self, last_success: datetime | None, *, unknown: bool) -> bool:
        """Whether its people's further messages may go before it: it has failed often, for a reason of its own.

        `last_success` is when another batch of its kind last got through before its own last attempt.
        A batch of `unknown` people holds everybody back, so nothing else can get through.
        """
        if unknown:
            return self.has_failed_often
        return self._failed >= TRIES_IN_ORDER and self._fails_alone(last_success)

    def may_be_divided(self, last_success: datetime | None) -> bool:
        """Whether the trouble may be with a part of it: it has failed again, for a reason of its own."""
        return self.count > 1 and self._failed >= TRIES_TOGETHER and self._fails_alone(last_success)

    def _fails_alone(self, last_success: datetime | None) -> bool:
        """Whether another batch of its kind got through since it was made, before its own last attempt.

        What holds everything up must neither change the order nor multiply the runs.
        """
        return last_success is not None and self.created_at < last_success < self.last_attempt

    @property
    def last_attempt(self) -> datetime:
        """When it was last attempted; when it was made, if it never was."""
        if self.state is BatchState.HELD and self.problem:
            return self.problem.since
        return self.dispatched_at or self.created_at

    def revived(self, now: datetime) -> Batch:
        """Make due what is held, was interrupted or failed: another process, or another token, takes over.

        What has just been tried waits a little, so that a relay that keeps restarting does not start run after run.
        """
        interrupted = self.state is BatchState.READY and self.attempted_at is not None
        if interrupted or self.state is BatchState.HELD:
            return replace(self, next_attempt_at=now)
        if self.waits_again:
            soonest = self.last_attempt + LEFT_ALONE
            return replace(self, next_attempt_at=min(self.next_attempt_at, soonest))
        return self

    def retried(self) -> Batch:
        """Make it due whenever anybody looks, whatever their clock, if it waits to be sent again."""
        if self.state is BatchState.DISPATCHED or not self.problem:
            return self
        return replace(self, next_attempt_at=min(self.next_attempt_at, self.last_attempt))

    def waits_like(self, succeeded: Batch, now: datetime) -> bool:
        """Whether it waits for the cause to be gone for which another of its kind failed, that has succeeded since.

        A sentence names its run, so causes are told apart by their remedies. What was tried after the other one proves
        that the cause is still there.
        """
        tried = now if succeeded.state is BatchState.READY else succeeded.last_attempt  # READY: rerun by hand
        return (
            (self.kind, self.waits_again, succeeded.has_failed) == (succeeded.kind, True, True)
            and self.problem is not None
            and succeeded.problem is not None
            and self.problem.remedy == succeeded.problem.remedy
            and self.next_attempt_at > now
            and self.last_attempt < tried
        )

    def done(self, run: int, now: datetime) -> Batch:
        """Its run succeeded, so everything in it is delivered."""
        return replace(self, state=BatchState.DONE, run_id=run, done_at=now, problem=None)

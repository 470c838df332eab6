"""Sends batches to GitHub, one attempt at a time, and pauses while GitHub asks for it or is out of reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.github.repository import Repository
from bot.core import clock, logs
from bot.core.errors import BotError, RepositoryError, TemporaryError
from bot.core.logs import Line
from bot.core.messages import BatchId
from bot.relay import counts, ids
from bot.relay.batches import batch_lines, pacing
from bot.relay.batches.batch import Batch, Problem
from bot.relay.batches.pacing import UNREACHABLE, TokenBucket, jitter
from bot.relay.run_watch import RunWatch
from bot.relay.store import recent
from bot.relay.store.batches import Batches
from bot.relay.store.lease import Lease, LeaseLostError
from bot.relay.store.notes import SharedNotes, moment_of
from bot.relay.store.store import Store
from bot.rules.wire import envelope

_FAULT_OF_THE_BATCH = frozenset({400, 413, 422})  # any other refusal would apply to every batch
_PAUSE = "github-pause"
# GitHub's limits are of an hour; more is of a clock that was ahead.
_LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Pause:
    """Until when nothing is dispatched at all."""

    until: datetime
    failures: int
    refused: Problem | None


class DispatchAttempts:
    """Makes the attempts; the dispatcher decides what is attempted."""

    def __init__(
        self,
        repository: Repository,
        batches: Batches,
        run_watch: RunWatch,
        store: Store,
        lease: Lease,
        per_minute: int,
    ) -> None:
        self._repository = repository
        self._batches = batches
        self._run_watch = run_watch
        self._store = store
        self._lease = lease
        self._notes = SharedNotes(store)
        self._per_minute = per_minute
        self._bucket: TokenBucket | None = None
        self._pause: _Pause | None = None

    @property
    def problem(self) -> Problem | None:
        """Why GitHub refuses all batches, if it does."""
        return self._pause.refused if self._pause else None

    def begin(self, now: datetime) -> None:
        """Go on at the pace of the process that led before, and wait as long as GitHub asked it to."""
        if self._bucket is None:
            taken = recent.dispatched_since(now - pacing.MINUTE, self._store)
            self._bucket = TokenBucket.after(taken, self._per_minute, now)
            until = moment_of(self._notes.read(_PAUSE).get("until"))
            if until and now < until:
                self._pause = _Pause(min(until, now + _LONGEST_PAUSE), 1, None)

    def forget_refusal(self) -> None:
        """Try again at once what GitHub has refused: there is a new token."""
        self._pause = None

    def shift(self, by: timedelta) -> None:
        """Move what is awaited with a clock that was set."""
        if self._pause:
            self._pause = replace(self._pause, until=self._pause.until + by)
        if self._bucket:
            self._bucket = replace(self._bucket, filled_at=self._bucket.filled_at + by)

    def free_at(self, now: datetime) -> datetime:
        """Return when the next attempt is allowed: now, after the pause, or when the pace allows it."""
        paused = self._pause.until if self._pause else now
        paced = now + timedelta(seconds=self._current_bucket(now).wait(now))
        return max(now, paused, paced)

    def _current_bucket(self, now: datetime) -> TokenBucket:
        return self._bucket or TokenBucket.full(self._per_minute, now)

    def attempt(self, batch: Batch, now: datetime) -> bool:
        """Dispatch a batch, once, and store the result; return whether GitHub has it, or may have."""
        self._bucket = self._current_bucket(now).take(now)
        if batch.attempted_at and self._run_watch.find(batch, now):
            self._accepted(batch.found(), "batch-found")
            return True
        attempted = batch.attempted(now)
        items = self._batches.items_of(batch)
        payload = envelope.dispatched(items, batch.id, self._store.keys, batch.created_at)
        self._batches.claim(attempted, now)
        if not self._lease.is_safe:  # this process slept: another one may follow the batch by now
            raise LeaseLostError
        try:
            self._repository.dispatch(batch.kind, payload)
        except TemporaryError as error:
            # An earlier attempt may have been carried out, even if this one was not.
            uncertain = error.uncertain or batch.attempted_at is not None
            self._postpone(attempted, error, now, uncertain=uncertain)
            return uncertain
        except RepositoryError as error:
            self._refused(attempted, error, now)
            return False
        self._accepted(attempted.dispatched(now), "batch-dispatched")
        return True

    def dispatch_list(self, batch: BatchId, payload: dict[str, Any], count: int, now: datetime) -> None:
        """Dispatch a list of who waits, once: its run, or that there is none, shows whether GitHub took it."""
        self._bucket = self._current_bucket(now).take(now)
        if not self._lease.is_safe:
            raise LeaseLostError
        kind = envelope.RECORD_MESSAGES
        try:
            self._repository.dispatch(kind, payload)
        except (TemporaryError, RepositoryError) as error:
            logs.trouble("dispatch-failed", batch=batch, event=kind, reason=error.message, seconds=0.0)
            # What it says of everything, the next batch meets too.
            retry_after = error.retry_after if isinstance(error, TemporaryError) else None
            pause = UNREACHABLE.wait(1, jitter()) if retry_after is None else retry_after
            self._pause = _Pause(now + timedelta(seconds=pause), 1, None)
        else:
            logs.step("list-dispatched", batch=batch, event=kind, count=count)

    def _accepted(self, batch: Batch, event: str) -> None:
        self._batches.save(batch)
        outcome = "found" if event == "batch-found" else "accepted"
        counts.add(counts.DISPATCHES, batch.kind, outcome)
        logs.step(event, batch=batch.id, event=batch.kind, count=batch.count)
        if self._pause and self._pause.refused:
            logs.step("dispatch-resumed", batch=batch.id, event=batch.kind)
            self._batches.revive(batch.dispatched_at or batch.created_at)
        self._pause = None

    def _postpone(self, batch: Batch, error: TemporaryError, now: datetime, *, uncertain: bool) -> None:
        """GitHub is out of reach or busy: this batch waits, and so does everything else for a while."""
        in_a_row = (self._pause.failures if self._pause else 0) + 1
        spread, retry_after = jitter(), error.retry_after
        pause = UNREACHABLE.wait(in_a_row, spread) if retry_after is None else retry_after
        self._pause = _Pause(now + timedelta(seconds=pause), in_a_row, None)
        if retry_after is not None:
            self._notes.write(_PAUSE, {"until": clock.iso(self._pause.until)}, now)
        problem = Problem(error.message, error.remedy, now)
        later = batch.postponed(problem, spread, retry_after=retry_after, uncertain=uncertain)
        self._batches.save(later)
        counts.add(counts.DISPATCHES, batch.kind, "unreachable")
        wait = (later.next_attempt_at - now).total_seconds()
        logs.trouble("dispatch-failed", batch=batch.id, event=batch.kind, reason=error.message, seconds=wait)

    def _refused(self, batch: Batch, error: RepositoryError, now: datetime) -> None:
        """GitHub refuses this batch alone, or everything, until somebody fixes the cause."""
        if error.status in _FAULT_OF_THE_BATCH:
            self.divide(self.hold(batch, error, now), now)
            return
        before = self._pause
        in_a_row = (before.failures if before and before.refused else 0) + 1
        held = self.hold(batch, error, now, in_a_row)
        since = before.refused.since if before and before.refused else now
        self._pause = _Pause(held.next_attempt_at, in_a_row, Problem(error.message, error.remedy, since))

    def divide(self, batch: Batch, now: datetime) -> None:
        """Part a batch that keeps failing while others do not: whoever is not the cause shall wait no longer."""
        half = self._batches.divide(batch, BatchId(ids.new(now)))
        if half:
            line: Line = ("batch-divided", {"batch": batch.id, "event": batch.kind, "count": half.count})
            logs.steps([line, batch_lines.of("batch-made", half, self._batches.keys_of(half))])

    def hold(self, batch: Batch, error: BotError, now: datetime, failures: int | None = None) -> Batch:
        """Set the batch aside until its next attempt; return the changed batch."""
        held = batch.held(Problem(error.message, error.remedy, now), jitter(), failures)
        self._batches.save(held)
        counts.add(counts.DISPATCHES, batch.kind, "refused")
        logs.trouble(
            "dispatch-held",
            batch=batch.id,
            event=batch.kind,
            status=error.status if isinstance(error, RepositoryError) else 0,
            reason=error.message,
            remedy=error.remedy,
            seconds=(held.next_attempt_at - now).total_seconds(),
        )
        return held

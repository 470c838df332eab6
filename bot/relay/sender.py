"""Sends batches to GitHub, one attempt at a time, and keeps still when GitHub asks for it or is not there."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.adapters.github.repository import Repository
from bot.core import logs
from bot.core.errors import BotError, RepositoryError, SealError, TemporaryError
from bot.relay.batching import REFUSED, UNREACHABLE, Batch, BatchState, TokenBucket
from bot.relay.store import Store
from bot.relay.store_batches import Batches
from bot.relay.watcher import Problem, Watcher
from bot.rules.wire import envelope

_FAULT_OF_THE_BATCH = frozenset({400, 413, 422})  # other refusals would meet every batch


@dataclass(frozen=True, slots=True)
class _Pause:
    """Until when nothing is dispatched at all."""

    until: datetime
    failures: int
    refused: Problem | None


class Sender:
    """Makes the attempts; the dispatcher decides what is attempted."""

    def __init__(
        self, repository: Repository, batches: Batches, watcher: Watcher, store: Store, per_minute: int
    ) -> None:
        self._repository = repository
        self._batches = batches
        self._watcher = watcher
        self._store = store
        self._per_minute = per_minute
        self._bucket: TokenBucket | None = None
        self._pause: _Pause | None = None

    @property
    def problem(self) -> Problem | None:
        """What GitHub refuses to all batches alike, if it does."""
        return self._pause.refused if self._pause else None

    def forget_refusal(self) -> None:
        """Try again at once what GitHub has refused: there is a new token."""
        self._pause = None

    def free_at(self, now: datetime) -> datetime:
        """Return when the next attempt is allowed: now, or after a pause, or when the pace allows it."""
        paused = self._pause.until if self._pause else now
        paced = now + timedelta(seconds=self._full_bucket(now).wait(now))
        return max(now, paused, paced)

    def _full_bucket(self, now: datetime) -> TokenBucket:
        return self._bucket or TokenBucket.full(self._per_minute, now)

    def send(self, batch: Batch, now: datetime) -> None:
        """Dispatch a batch, once, and note in the store what came of it."""
        self._bucket = self._full_bucket(now).take(now)
        content = self._batches.items_of(batch)
        if content.unreadable:
            self.set_aside(batch, SealError(), now)
            return
        if batch.attempted_at and self._watcher.find(batch, now):
            # The answer was lost, the dispatch was not.
            found = replace(
                batch, state=BatchState.DISPATCHED, dispatched_at=batch.attempted_at, attempted_at=None
            )
            self._accepted(found, "batch-found")
            return
        started = replace(batch, attempts=batch.attempts + 1, attempted_at=batch.attempted_at or now)
        self._batches.save(started)
        try:
            self._repository.dispatch(batch.kind, envelope.seal(content.items, batch.id, self._store.vault))
        except TemporaryError as error:
            self._postpone(started, error, now, unknown=error.uncertain or batch.attempted_at is not None)
        except RepositoryError as error:
            self._refused(replace(started, attempted_at=None), error, now)
        else:
            sent = replace(
                started, state=BatchState.DISPATCHED, dispatched_at=now, attempted_at=None, failures=0
            )
            self._accepted(sent, "batch-dispatched")

    def _accepted(self, batch: Batch, step: str) -> None:
        if not batch.judged:
            batch = replace(batch, problem="", remedy="", problem_at=None)
        self._batches.save(batch)
        logs.step(step, batch=batch.id, event=batch.kind, count=batch.count)
        if self._pause and self._pause.refused:
            logs.step("dispatch-resumed", batch=batch.id, event=batch.kind)
            self._batches.revive(batch.dispatched_at or batch.created_at)
        self._pause = None

    def _postpone(self, batch: Batch, error: TemporaryError, now: datetime, *, unknown: bool) -> None:
        """GitHub is out of reach or busy: this batch waits, and so does everything else for a while."""
        failures = batch.failures + 1
        in_a_row = (self._pause.failures if self._pause else 0) + 1
        wait, pause = error.retry_after, error.retry_after
        if wait is None or pause is None:
            spread = random.random()  # noqa: S311 - no secret
            wait, pause = UNREACHABLE.wait(failures, spread), UNREACHABLE.wait(in_a_row, spread)
        self._pause = _Pause(now + timedelta(seconds=pause), in_a_row, None)
        later = replace(
            batch,
            state=BatchState.READY,
            failures=failures,
            next_attempt_at=now + timedelta(seconds=wait),
            attempted_at=batch.attempted_at if unknown else None,
        )
        self._batches.save(troubled(later, error.message, error.remedy, now))
        logs.trouble("dispatch-failed", batch=batch.id, event=batch.kind, reason=error.message, seconds=wait)

    def _refused(self, batch: Batch, error: RepositoryError, now: datetime) -> None:
        """GitHub refuses until somebody mends something: this batch alone, or everything."""
        if error.status in _FAULT_OF_THE_BATCH:
            self.set_aside(batch, error, now)
            return
        before = self._pause
        in_a_row = (before.failures if before and before.refused else 0) + 1
        until = self.set_aside(replace(batch, failures=in_a_row - 1), error, now)
        since = before.refused.since if before and before.refused else now
        self._pause = _Pause(until, in_a_row, Problem(error.message, error.remedy, since))

    def set_aside(self, batch: Batch, error: BotError, now: datetime) -> datetime:
        """Set the batch aside and return when it is tried again."""
        wait = REFUSED.wait(batch.failures + 1, random.random())  # noqa: S311 - no secret, a spread
        until = now + timedelta(seconds=wait)
        held = replace(
            batch,
            state=BatchState.HELD,
            failures=batch.failures + 1,
            next_attempt_at=until,
            attempted_at=None,
        )
        self._batches.save(troubled(held, error.message, error.remedy, now))
        status = error.status if isinstance(error, RepositoryError) else 0
        logs.trouble(
            "dispatch-held",
            batch=batch.id,
            event=batch.kind,
            status=status,
            reason=error.message,
            remedy=error.remedy,
            seconds=wait,
        )
        return until


def troubled(batch: Batch, problem: str, remedy: str, now: datetime) -> Batch:
    """Return the batch with what an operator should know about it."""
    return replace(batch, problem=problem, remedy=remedy, problem_at=now)

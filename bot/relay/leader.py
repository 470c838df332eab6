"""What the process that holds the lease does in each step: follow batches, dispatch the next, wake workflows.

A process that takes the lead anew begins with a new one of these: what it knew in an earlier lead is out of date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.adapters.github.repository import Repository
from bot.core import clock, logs
from bot.core.issues import Run
from bot.core.settings import Settings
from bot.relay import run_counts
from bot.relay.batches import creations
from bot.relay.batches.batch import Batch, Problem
from bot.relay.batches.creations import CreationBudget
from bot.relay.batches.pacing import jitter
from bot.relay.dispatch_attempts import DispatchAttempts
from bot.relay.next_batch import NextBatch
from bot.relay.overflow import Overflow
from bot.relay.run_causes import cause_of, cause_of_absence
from bot.relay.run_results import RunFailed, RunMissing, RunPending, RunResult, RunSucceeded
from bot.relay.run_watch import RunWatch
from bot.relay.store import recent, unopened
from bot.relay.store.batches import Batches
from bot.relay.store.lease import Lease
from bot.relay.store.store import Store
from bot.relay.waker import Waker
from bot.rules.wire import envelope

# A batch that has got through nowhere by then is looked after by reconcile, too.
OLD_AFTER = timedelta(minutes=15)
LONGEST_WAIT = timedelta(seconds=1)
PURGE_EVERY = timedelta(hours=1)


class Leader:
    """One lead, from the moment the lease was taken until it is lost.

    Every method raises StoreError; what writes raises LeaseLostError once another process leads.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        repository: Repository,
        lease: Lease,
        run_watch: RunWatch,
        waker: Waker,
    ) -> None:
        self._settings = settings.config.dispatch
        self._keep = settings.config.relay.keep
        self._store = store
        self._repository = repository
        self._waker = waker
        self._batches = Batches(store, lease)
        # Not a new one: like the repository it knows what GitHub answered last, and is answered only what has changed.
        self._run_watch = run_watch
        self._attempts = DispatchAttempts(
            repository, self._batches, run_watch, store, lease, self._settings.per_minute
        )
        self._next_batch = NextBatch(self._batches, run_watch, self._settings)
        self._creations = CreationBudget()
        self._overflow = Overflow(store, lease, self._attempts, self._creations)
        self._limit: Problem | None = None
        self._pause: Problem | None = None
        self._next_purge: datetime | None = None
        self._due: list[datetime] = []
        self._bell = store.database.bell

    @property
    def problems(self) -> list[Problem]:
        """What keeps all items, or all of one kind, from moving on."""
        known = (self._limit, self._pause, self._attempts.problem, *self._run_watch.problems)
        return [problem for problem in known if problem]

    def begin(self, now: datetime) -> None:
        """Continue what is in the store, whoever left it there; also after the clock was set, or with a new token."""
        self._batches.let_nothing_be_later_than(now)
        self._batches.revive(now)
        self._creations.begin(recent.created_since(now - creations.HOUR, self._store))
        self._attempts.begin(now)
        self._overflow.begin(now)

    def forget_refusal(self) -> None:
        """Try again at once what GitHub has refused: there is a new token."""
        self._attempts.forget_refusal()

    def shift(self, by: timedelta) -> None:
        """Move what is awaited with a clock that was set."""
        self._run_watch.shift(by)
        self._attempts.shift(by)
        self._creations.shift(by)
        self._overflow.shift(by)
        self._next_purge = self._next_purge and self._next_purge + by

    def step(self, now: datetime) -> float:
        """Do what is due and return the seconds until the next step, 0 if there is more to do."""
        self._due = []
        unfinished, moved = self._batches.unfinished(), False
        for batch, result in self._run_watch.look([*unfinished, *self._overflow.watched], now):
            is_list = self._overflow.follow(batch, result, now)
            moved = (not is_list and self._follow(batch, result, now)) or moved
        unfinished = self._batches.unfinished() if moved else unfinished
        # While a batch is under way there is no hurry. Set before looking: what is stored later rings.
        self._bell.attentive = not any(batch.is_new for batch in unfinished)
        moved = self._dispatch_one(unfinished, now) or moved
        self._wake(unfinished, now)
        self._purge(now)
        if moved:
            return 0.0
        self._due += [self._run_watch.next_look] if self._run_watch.next_look else []
        return (min([*self._due, now + LONGEST_WAIT], key=lambda due: max(due, now)) - now).total_seconds()

    def _follow(self, batch: Batch, result: RunResult, now: datetime) -> bool:
        """Act on what the runs of a batch show; return whether the batch moved."""
        match result:
            case RunSucceeded(run):
                self._creations.ended(batch.id, now)
                self._batches.save(batch.done(run.id, now))
                seconds = (now - (batch.dispatched_at or now)).total_seconds()
                logs.step("run-succeeded", batch=batch.id, event=batch.kind, run=run.id, seconds=seconds)
                for released in self._batches.release_like(batch, now) if batch.has_failed else ():
                    logs.step("batch-released", batch=released.id, event=batch.kind, count=released.count)
            case RunFailed(runs):
                self._run_failed(batch, runs, now)
            case RunMissing():
                self._run_missing(batch, now)
            case RunPending():
                return False
        run_counts.add(batch, result, self._batches, now)
        return True

    def _run_failed(self, batch: Batch, runs: Sequence[Run], now: datetime) -> None:
        self._creations.ended(batch.id, now)
        problem = cause_of(runs[0], self._repository, now, unopened=unopened.is_noted(batch.id, self._store))
        before = self._batches.last_success_before(batch)
        again = batch.run_failed([run.id for run in runs], problem, jitter(), before)
        self._batches.save(again)
        self._attempts.divide(self._batches.shorten(again, now), now)
        logs.trouble(
            "run-failed",
            batch=batch.id,
            event=batch.kind,
            run=runs[0].id,
            reason=problem.sentence,
            remedy=problem.remedy,
            seconds=(again.next_attempt_at - now).total_seconds(),
        )

    def _run_missing(self, batch: Batch, now: datetime) -> None:
        minutes = self._settings.run_appears_within.total_seconds() / 60
        problem = cause_of_absence(batch.kind, minutes, self._repository, now)
        self._creations.ended(batch.id, now)
        self._batches.save(batch.run_missing(problem))
        logs.trouble(
            "run-missing",
            batch=batch.id,
            event=batch.kind,
            reason=problem.sentence,
            remedy=problem.remedy,
        )

    def _dispatch_one(self, unfinished: Sequence[Batch], now: datetime) -> bool:
        """Dispatch the batch whose turn it is, as pause and pace allow; return whether one was attempted."""
        free_at = max(self._attempts.free_at(now), self._held_until(now))
        if free_at > now:
            self._bell.attentive = False
            self._due.append(free_at)
            return False
        aside = self._overflow.aside(now)
        rooms = self._creations.rooms(now, aside)
        choice = self._next_batch.choose(unfinished, now, rooms, self._overflow.wanted(now))
        full_until = [self._creations.free_at(kind, now, aside) for kind, room in rooms.items() if not room]
        self._due += [*choice.later, *full_until]
        self._pause = self._paused_until(max(full_until, default=None), now)
        if not choice.batch:
            full = not rooms[envelope.RECORD_MESSAGES]
            return self._overflow.list_waiting(now) if full else self._overflow.close_lists(now)
        if self._attempts.attempt(choice.batch, now):
            self._creations.dispatched(choice.batch.id, self._batches.creates(choice.batch))
        return True

    def _paused_until(self, moment: datetime | None, now: datetime) -> Problem | None:
        """Return why some wait although GitHub answers: as much as it takes in an hour has been created."""
        if moment is None:
            return None
        sentence = (
            f"The bot has created as much as GitHub takes in an hour; it goes on at {moment:%H:%M:%S} UTC."
        )
        remedy = "Nothing is lost: messages wait in their order; see docs/operations.md."
        return Problem(sentence, remedy, self._pause.since if self._pause else now)

    def _wake(self, unfinished: Sequence[Batch], now: datetime) -> None:
        """Wake scheduled workflows that are due, while GitHub takes dispatches and grants the jobs requests."""
        stuck = [batch.created_at for batch in unfinished if now - batch.created_at > OLD_AFTER]
        may_wake = max(self._attempts.free_at(now), self._held_until(now)) <= now
        self._waker.step(now, may_wake=may_wake, stuck_since=max(stuck, default=None))

    def _held_until(self, now: datetime) -> datetime:
        """Return until when no job could do anything, since GitHub grants them no requests."""
        until = self._store.limited_until()
        if until is None or until <= now:
            self._limit = None
            return now
        sentence = (
            f"GitHub grants the workflows no requests until {until:%H:%M:%S} UTC; nothing is dispatched."
        )
        remedy = "Nothing is lost: messages that arrive meanwhile go out then; see docs/operations.md."
        self._limit = Problem(sentence, remedy, self._limit.since if self._limit else now)
        return until

    def _purge(self, now: datetime) -> None:
        if clock.is_unsure() or (self._next_purge and now < self._next_purge):
            return
        self._next_purge = now + PURGE_EVERY
        gone = self._store.purge(now - self._keep)
        if gone:
            logs.step("messages-purged", count=gone)

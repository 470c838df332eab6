"""Dispatches stored items to GitHub, batch by batch, and follows each batch until its run has succeeded.

Wherever the process dies, the next one finds in the store what is not yet done and continues. A batch may then be
dispatched twice: the job recognises what it has recorded.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.adapters.github.repository import Repository
from bot.core import clock, logs
from bot.core.errors import BotError
from bot.core.issues import Run
from bot.core.settings import Settings
from bot.relay import run_counts
from bot.relay.batches import creations
from bot.relay.batches.batch import Batch, Problem
from bot.relay.batches.creations import CreationBudget
from bot.relay.batches.pacing import UNREACHABLE, jitter
from bot.relay.dispatch_attempts import DispatchAttempts
from bot.relay.next_batch import NextBatch
from bot.relay.run_causes import cause_of, cause_of_absence
from bot.relay.run_results import RunFailed, RunMissing, RunPending, RunResult, RunSucceeded
from bot.relay.run_watch import RunWatch
from bot.relay.store import lease_owner
from bot.relay.store.batches import Batches
from bot.relay.store.store import Store
from bot.relay.waker import Waker
from bot.rules.wire import envelope

# A batch that has got through nowhere by then is looked after by reconcile, too.
OLD_AFTER = timedelta(minutes=15)
LONGEST_WAIT = timedelta(seconds=1)
PURGE_EVERY = timedelta(hours=1)
ALIVE_WITHIN = timedelta(minutes=3)  # a step may wait for several slow answers of GitHub
_LONGEST_WAIT_AFTER_ERROR_SECONDS = 30.0
# Who woke this thread has to answer Twilio, and both share one interpreter: the longer a step, the later the next.
_SETTLE_SECONDS, _MOST_SETTLE_SECONDS, _SETTLE_PER_STEP = 0.02, 0.2, 4.0


class Dispatcher:
    """One thread that moves batches on; `step` does one round and may be called on its own."""

    def __init__(self, settings: Settings, store: Store, repository: Repository) -> None:
        self._settings = settings.config.dispatch
        self._keep = settings.config.relay.keep
        self._store = store
        self._repository = repository
        self._batches = Batches(store)
        self._run_watch = RunWatch(repository, self._settings)
        self._attempts = DispatchAttempts(
            repository, self._batches, self._run_watch, store, self._settings.per_minute
        )
        self._next_batch = NextBatch(self._batches, self._run_watch, self._settings)
        self._creations = CreationBudget()
        self.waker = Waker(repository, store, settings.config.reconcile)
        self._owner = lease_owner.this_process()
        self._leading = False
        self._limit: Problem | None = None
        self._pause: Problem | None = None
        self._failed_step: Problem | None = None
        self._unopened: set[str] = set()
        self._next_purge: datetime | None = None
        self._last_step: datetime | None = None
        self._has_asked_time = False
        self._due: list[datetime] = []
        self._idle = True
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.heartbeat: datetime | None = None

    def use_credentials(self, settings: Settings) -> None:
        """Use another token or name of the repository from now on, and retry at once what GitHub has refused."""
        self._repository.use_credentials(settings)
        self._attempts.forget_refusal()
        self._leading = False  # the next step takes the lead again and revives what was held
        self._woken.set()

    # The thread

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Signal that an item was stored. While a batch is under way, or none may go, there is no hurry."""
        if self._idle:
            self._woken.set()

    def stop(self, timeout: float = 5.0) -> None:
        """End the thread after its current step, and let another process take over at once."""
        self._stopping.set()
        self._woken.set()
        if self._thread:
            self._thread.join(timeout)

    def alive(self, now: datetime) -> bool:
        running = self._thread is not None and self._thread.is_alive()
        return running and self.heartbeat is not None and now - self.heartbeat < ALIVE_WITHIN

    def note_unopened(self, batch: str) -> bool:
        """Note a job's report that it cannot open a batch, until its run has ended; False if none is under way.

        Anybody who knows the id could report it, so nothing but the words of a failure depends on it.
        """
        known = any(each.id == batch for each in self._batches.unfinished())
        if known:
            self._unopened.add(batch)
        return known

    def problems(self) -> list[Problem]:
        """Return what keeps all items, or all of one kind, from moving on."""
        known = (
            self._failed_step,
            self._limit,
            self._pause,
            self._attempts.problem,
            *self._run_watch.problems,
        )
        return [problem for problem in known if problem]

    def stopped(self, now: datetime) -> Problem | None:
        """Return why the thread moves no batches on, None if its last step succeeded."""
        if not self.alive(now):
            return Problem("The dispatcher does not run.", "Restart the relay.", self.heartbeat or now)
        return self._failed_step

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            began = clock.steady()
            try:
                wait = self.step(clock.now())
                failures, self._failed_step = 0, None
            except Exception as error:  # noqa: BLE001 - an error in one step must not stop the next
                failures += 1
                wait = UNREACHABLE.wait(failures, jitter())
                since = self._failed_step.since if self._failed_step else clock.now()
                self._failed_step = _problem_of(error, since)
                _log(self._failed_step)
            settle = max(_SETTLE_SECONDS, _SETTLE_PER_STEP * (clock.steady() - began))
            if self._woken.wait(min(wait, _LONGEST_WAIT_AFTER_ERROR_SECONDS)):
                self._stopping.wait(min(settle, _MOST_SETTLE_SECONDS))
            self._woken.clear()
        try:
            self._store.release(self._owner)
        except BotError as error:
            _log(_problem_of(error, clock.now()))

    # One step

    def step(self, now: datetime) -> float:
        """Do what is due and return the seconds until the next step, 0 if there is more to do.

        Raises StoreError; every answer of GitHub is handled.
        """
        self.heartbeat = now
        if clock.is_unsure() and not self._has_asked_time:
            self._has_asked_time = True  # once: if GitHub does not answer, our own clock has to do
            self._run_watch.look_at(envelope.RECORD_MESSAGES, now)
            return 0.0
        self._follow_clock(now)
        self._due = []
        if not self._store.lease(self._owner, now):
            self._leading = False
            self.waker.keep_trouble(now)
            return LONGEST_WAIT.total_seconds()
        if not self._leading:
            self._batches.let_nothing_be_later_than(now)
            self._batches.revive(now)
            self._creations.begin(self._batches.lately(now - creations.HOUR))
            self._leading = True
        unfinished, moved = self._batches.unfinished(), False
        for batch, result in self._run_watch.look(unfinished, now):
            moved = self._follow(batch, result, now) or moved
        unfinished = self._batches.unfinished() if moved else unfinished
        self._idle = not any(batch.is_new for batch in unfinished)
        moved = self._dispatch_one(unfinished, now) or moved
        self._wake(unfinished, now)
        self._purge(now)
        if moved:
            return 0.0
        self._due += [self._run_watch.next_look] if self._run_watch.next_look else []
        return (min([*self._due, now + LONGEST_WAIT], key=lambda due: max(due, now)) - now).total_seconds()

    def _follow_clock(self, now: datetime) -> None:
        """Wait no longer for anything than was meant, though the clock was set back."""
        last, self._last_step = self._last_step, now
        if last and now < last:
            by = now - last
            self._run_watch.shift(by)
            self._attempts.shift(by)
            self._creations.shift(by)
            self._next_purge = self._next_purge and self._next_purge + by
            self._leading = False  # the next lines take the lead again, and look through what is stored
            logs.step("clock-set-back", seconds=round(-by.total_seconds(), 1))

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
        unopened = batch.id in self._unopened
        self._unopened.discard(batch.id)
        problem = cause_of(runs[0], self._repository, now, unopened=unopened)
        before = self._batches.last_success_before(batch)
        again = batch.run_failed([run.id for run in runs], problem, jitter(), before)
        self._batches.save(again)
        self._attempts.divide(again, now)
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
            self._idle = False
            self._due.append(free_at)
            return False
        rooms = self._creations.rooms(now)
        choice = self._next_batch.choose(unfinished, now, rooms)
        full_until = [self._creations.free_at(kind, now) for kind, room in rooms.items() if not room]
        self._due += [*choice.later, *full_until]
        self._pause = self._paused_until(max(full_until, default=None), now)
        if not choice.batch:
            return False
        self._creations.dispatched(choice.batch.id, self._batches.creates(choice.batch))
        self._attempts.attempt(choice.batch, now)
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
        self.waker.step(now, may_wake=may_wake, stuck_since=max(stuck, default=None))

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


def _problem_of(error: Exception, since: datetime) -> Problem:
    """Return an error in one step; the text of one that is not ours may hold content, so name its type alone."""
    if isinstance(error, BotError):
        return Problem(error.message, error.remedy, since)
    reason = f"The dispatcher failed ({type(error).__name__})."
    return Problem(reason, "It tries again; report this line if it recurs.", since)


def _log(problem: Problem) -> None:
    logs.trouble("dispatcher-failed", reason=problem.sentence, remedy=problem.remedy)

"""Hands stored items to GitHub, batch by batch, and stays with each batch until its run succeeded.

Whatever line the process dies at, the next one finds in the store what is not yet done and goes on. A batch may
then be dispatched twice: the job recognises what it has recorded.
"""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.adapters.github.repository import Repository
from bot.core import clock, logs
from bot.core.errors import BotError, SealError
from bot.core.messages import BatchId
from bot.core.settings import Settings
from bot.relay import batching, owner, runs
from bot.relay.batching import RUN_FAILED, UNREACHABLE, Batch, BatchState
from bot.relay.sender import Sender, troubled
from bot.relay.store import Store
from bot.relay.store_batches import Batches
from bot.relay.watcher import Problem, Watcher
from bot.rules.wire import envelope
from bot.rules.wire.envelope import Item

LONGEST_WAIT = timedelta(seconds=1)
PURGE_EVERY = timedelta(hours=1)
ALIVE_WITHIN = timedelta(minutes=3)  # a step may wait for several slow answers of GitHub
_LONGEST_STUMBLE_SECONDS = 30.0
# The thread that woke us still has Twilio to answer, and one interpreter to do it with.
_SETTLE_SECONDS = 0.02


class Dispatcher:
    """One thread that moves batches on; `step` does one round of it and may be called alone."""

    def __init__(self, settings: Settings, store: Store, repository: Repository) -> None:
        self._settings = settings.config.dispatch
        self._keep = settings.config.relay.keep
        self._store = store
        self._repository = repository
        self._batches = Batches(store)
        self._watcher = Watcher(repository, self._settings)
        self._sender = Sender(repository, self._batches, self._watcher, store, self._settings.per_minute)
        self._owner = owner.this_process()
        self._leading = False
        self._limit: Problem | None = None
        self._next_purge: datetime | None = None
        self._due: list[datetime] = []
        self._idle = True
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.heartbeat: datetime | None = None

    def act_with(self, settings: Settings) -> None:
        """Speak to GitHub with another token from now on; what the old one was refused is tried again at once."""
        self._repository.act_with(settings)
        self._sender.forget_refusal()
        self._leading = False  # the next step takes the lead anew, with all that was held
        self.wake()

    # The thread

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Tell that an item was stored. While a batch is under way it need not hurry: items gather."""
        if self._idle:
            self._woken.set()

    def stop(self, timeout: float = 5.0) -> None:
        """End the thread after the step it is at, and let another process take over at once."""
        self._stopping.set()
        self._woken.set()
        if self._thread:
            self._thread.join(timeout)

    def alive(self, now: datetime) -> bool:
        running = self._thread is not None and self._thread.is_alive()
        return running and self.heartbeat is not None and now - self.heartbeat < ALIVE_WITHIN

    def problems(self) -> list[Problem]:
        """Return what keeps all items, or all of a kind, from travelling."""
        known = (self._limit, self._sender.problem, *self._watcher.problems)
        return [problem for problem in known if problem]

    def _run(self) -> None:
        stumbles = 0
        while not self._stopping.is_set():
            try:
                wait = self.step(clock.now())
                stumbles = 0
            except Exception as error:  # noqa: BLE001 - whatever happens in a step, the next one must come
                stumbles += 1
                wait = UNREACHABLE.wait(stumbles, random.random())  # noqa: S311 - no secret, a spread
                _stumbled(error)
            if self._woken.wait(min(wait, _LONGEST_STUMBLE_SECONDS)):
                self._stopping.wait(_SETTLE_SECONDS)
            self._woken.clear()
        try:
            self._store.release(self._owner)
        except BotError as error:
            _stumbled(error)

    # One step

    def step(self, now: datetime) -> float:
        """Do what is due and return the seconds until the next step, 0 if there is more to do.

        Raises StoreError; everything that GitHub answers is dealt with.
        """
        self.heartbeat = now
        self._due = []
        if not self._store.lease(self._owner, now):
            self._leading = False
            return LONGEST_WAIT.total_seconds()
        if not self._leading:
            self._batches.revive(now)
            self._leading = True
        unfinished, moved = self._batches.unfinished(), False
        for batch, verdict in self._watcher.look(unfinished, now):
            moved = self._follow(batch, verdict, now) or moved
        unfinished = self._batches.unfinished() if moved else unfinished
        self._idle = not any(batch.state is not BatchState.HELD for batch in unfinished)
        moved = self._dispatch_one(unfinished, now) or moved
        self._purge(now)
        if moved:
            return 0.0
        self._due += [self._watcher.next_look] if self._watcher.next_look else []
        return (min([*self._due, now + LONGEST_WAIT], key=lambda due: max(due, now)) - now).total_seconds()

    def _follow(self, batch: Batch, verdict: runs.Verdict, now: datetime) -> bool:
        """Act on what a run says; tell whether the batch moved."""
        match verdict:
            case runs.RunSucceeded(run):
                self._batches.finish(batch, run.id, now)
                seconds = (now - (batch.dispatched_at or now)).total_seconds()
                logs.step("run-succeeded", batch=batch.id, event=batch.kind, run=run.id, seconds=seconds)
                return True
            case runs.RunFailed(failed):
                self._again_after(
                    batch, failed[0].url, failed[0].conclusion or "failure", [r.id for r in failed], now
                )
                return True
            case runs.RunMissing():
                minutes = self._settings.run_appears_within.total_seconds() / 60
                problem = f"No run of {batch.kind}.yml appeared within {minutes:g} minutes."
                remedy = f"See whether Actions is enabled and {batch.kind}.yml is on the default branch."
                logs.trouble("run-missing", batch=batch.id, event=batch.kind, reason=problem, remedy=remedy)
                self._batches.save(
                    troubled(
                        replace(batch, state=BatchState.READY, next_attempt_at=now), problem, remedy, now
                    )
                )
                return True
            case runs.RunPending():
                return False

    def _again_after(
        self, batch: Batch, url: str, conclusion: str, judged: Sequence[int], now: datetime
    ) -> None:
        known = (*batch.judged, *judged)[-20:]
        wait = RUN_FAILED.wait(len(known), random.random())  # noqa: S311 - no secret, a spread
        problem, remedy = (
            f"The run {url} ended with {conclusion}.",
            "Its log says why; the batch is sent again.",
        )
        logs.trouble(
            "run-failed",
            batch=batch.id,
            event=batch.kind,
            run=judged[0],
            reason=problem,
            remedy=remedy,
            seconds=wait,
        )
        again = replace(
            batch,
            state=BatchState.READY,
            judged=known,
            run_id=judged[0],
            next_attempt_at=now + timedelta(seconds=wait),
        )
        self._batches.save(troubled(again, problem, remedy, now))

    def _dispatch_one(self, unfinished: Sequence[Batch], now: datetime) -> bool:
        """Dispatch the batch that is due, else a new one, within pause and pace; tell whether one was tried."""
        free_at = max(self._sender.free_at(now), self._held_until(now))
        if free_at > now:
            self._due.append(free_at)
            return False
        open_ones = [batch for batch in unfinished if batch.state is not BatchState.DISPATCHED]
        self._due += [batch.next_attempt_at for batch in open_ones if batch.next_attempt_at > now]
        due = next((batch for batch in open_ones if batch.next_attempt_at <= now), None)
        batch = due or self._gathered(unfinished, now)
        if not batch:
            return False
        self._sender.send(batch, now)
        return True

    def _held_until(self, now: datetime) -> datetime:
        """Return until when no job would get anything done, since GitHub grants them no requests."""
        until = self._store.held_until()
        if until is None or until <= now:
            self._limit = None
            return now
        sentence = (
            f"GitHub grants the workflows no requests until {until:%H:%M:%S} UTC; nothing is dispatched."
        )
        remedy = (
            "Nothing is lost: what comes meanwhile goes then. docs/operations.md says what takes how many."
        )
        self._limit = Problem(sentence, remedy, self._limit.since if self._limit else now)
        return until

    def _gathered(self, unfinished: Sequence[Batch], now: datetime) -> Batch | None:
        """Make a batch of what waits, of the kind that has waited longest among those that are ripe."""
        backlogs = self._batches.backlogs()
        for kind in sorted(backlogs, key=lambda kind: backlogs[kind].since):
            mine = [batch for batch in unfinished if batch.kind == kind]
            if len(mine) >= batching.MAX_UNFINISHED or kind not in batching.EVENT_TYPES:
                continue
            busy = any(batch.state is not BatchState.HELD for batch in mine)
            ripe_at = batching.ripe_at(backlogs[kind], self._settings.gather, now, busy=busy)
            if ripe_at > now:
                self._due.append(ripe_at)
                continue
            batch = self._make(kind, now)
            if batch:
                return batch
        return None

    def _make(self, kind: str, now: datetime) -> Batch | None:
        waiting = self._batches.waiting(kind, envelope.MAX_EVENTS, now)
        if waiting.unreadable:
            # In a batch of their own they stand in nobody's way until the key is back.
            aside = self._batches.make(_new_id(now), kind, waiting.unreadable, now)
            self._sender.set_aside(aside, SealError(), now)
        name = _new_id(now)

        def fits(items: Sequence[Item]) -> bool:
            return envelope.fits(kind, items, name, self._store.vault)

        chosen = batching.next_batch(waiting.items, fits)
        if not chosen:
            return None
        batch = self._batches.make(name, kind, [item.sequence for item in chosen], now)
        logs.step("batch-made", batch=name, event=kind, count=len(chosen))
        return batch

    def _purge(self, now: datetime) -> None:
        if self._next_purge and now < self._next_purge:
            return
        self._next_purge = now + PURGE_EVERY
        gone = self._store.purge(now - self._keep)
        if gone:
            logs.step("messages-forgotten", count=gone)


def _new_id(now: datetime) -> BatchId:
    return BatchId(batching.uuid7(now, secrets.token_bytes(10)))


def _stumbled(error: Exception) -> None:
    """Log without the text of foreign errors, which may carry content."""
    known = isinstance(error, BotError)
    reason = str(error) if known else type(error).__name__
    logs.trouble("dispatcher-stumbled", reason=reason, remedy="It goes on; report this line if it stays.")

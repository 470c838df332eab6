"""The thread that moves batches on: in every process one waits for the lease, and in one process it leads.

Wherever that process dies, the next one finds in the store what is not yet done and continues. A batch may then be
dispatched twice: the job recognises what it has recorded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from bot.adapters.github.repository import Repository
from bot.core import clock, logs
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.relay.batches.batch import Problem
from bot.relay.batches.pacing import UNREACHABLE, jitter
from bot.relay.dispatch_report import DispatchReport, SharedReport
from bot.relay.leader import LONGEST_WAIT, Leader
from bot.relay.run_watch import RunWatch
from bot.relay.store.lease import LEASE_TTL, Lease, LeaseLostError
from bot.relay.store.store import Store
from bot.relay.waker import Waker
from bot.rules.wire import envelope

ALIVE_WITHIN = timedelta(minutes=3)  # a step may wait for several slow answers of GitHub
ASK_TIME_EVERY = timedelta(minutes=10)
_LONGEST_WAIT_AFTER_ERROR_SECONDS = 30.0
# Who woke this thread has to answer Twilio, and both share one interpreter: the longer a step, the later the next.
_SETTLE_SECONDS, _MOST_SETTLE_SECONDS, _SETTLE_PER_STEP = 0.02, 0.2, 4.0


class Dispatcher:
    """One thread; `step` does one round and may be called on its own."""

    def __init__(self, settings: Settings, store: Store, repository: Repository) -> None:
        self._settings = settings
        self._store = store
        self._repository = repository
        self._run_watch = RunWatch(repository, settings.config.dispatch)
        self._bell = store.database.bell
        self._lease = Lease(store)
        self._shared = SharedReport(store, self._lease)
        self.waker = Waker(repository, store, settings.config.reconcile, self._lease)
        # What is to be done in every process at least once a second, and what is to be done when one takes the lead.
        self.regularly: list[Callable[[], object]] = []
        self.when_leading: list[Callable[[], object]] = []
        self._leader: Leader | None = None
        self._epoch: int | None = None
        self._begins = True
        self._failed_step: Problem | None = None
        self._last_step: datetime | None = None
        self._next_asking: float | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.heartbeat: datetime | None = None

    @property
    def leads(self) -> bool:
        """Whether this is the process that dispatches, as far as it knows."""
        return self._leader is not None and self._lease.epoch == self._epoch

    @property
    def is_in_doubt(self) -> bool:
        """Whether this process cannot find out who leads, since the store does not answer."""
        return self._failed_step is not None and not self.leads

    def use_credentials(self, settings: Settings) -> None:
        """Use another token or name of the repository from now on, and retry at once what GitHub has refused."""
        self._repository.use_credentials(settings)
        leader = self._leader
        if leader:
            leader.forget_refusal()
        self._begins = True  # the next step revives what was held
        self._bell.wake()

    # The thread

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
        self._thread.start()
        threading.Thread(target=self._keep_lease, name="lease", daemon=True).start()

    def stop(self, timeout: float = 5.0) -> None:
        """End the thread after its current step, and let another process take over at once."""
        self._stopping.set()
        self._bell.wake()
        if self._thread:
            self._thread.join(timeout)

    def alive(self, now: datetime) -> bool:
        """Whether this process, or another one, moves batches on; raises StoreError."""
        return self._runs(now) or self._lease.holder(now) is not None

    def heartbeat_age(self, now: datetime) -> float | None:
        """Return how many seconds ago the process that leads was last known to be alive; raises StoreError."""
        if self.leads and self.heartbeat:
            return (now - self.heartbeat).total_seconds()
        holder = self._lease.holder(now)
        return holder.renewed_ago if holder else None

    def problems(self, now: datetime) -> list[Problem]:
        """Return what keeps items from moving on, whichever process leads; raises StoreError."""
        report = self._report() if self.leads else self._shared.read(now)
        return [*([report.failed] if report.failed else []), *report.problems]

    def stopped(self, now: datetime) -> Problem | None:
        """Return why no process moves batches on, None if the last step succeeded; raises StoreError."""
        if not self.alive(now):
            return Problem("The dispatcher does not run.", "Restart the relay.", self.heartbeat or now)
        return self._failed_step or (None if self.leads else self._shared.read(now).failed)

    def _runs(self, now: datetime) -> bool:
        running = self._thread is not None and self._thread.is_alive()
        return running and self.heartbeat is not None and now - self.heartbeat < ALIVE_WITHIN

    def _report(self) -> DispatchReport:
        return DispatchReport(self._failed_step, tuple(self._leader.problems if self._leader else ()))

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
                with suppress(BotError):
                    self._shared.share(self._report(), clock.now())
            settle = max(_SETTLE_SECONDS, _SETTLE_PER_STEP * (clock.steady() - began))
            if self._bell.wait(min(wait, _LONGEST_WAIT_AFTER_ERROR_SECONDS)):
                self._stopping.wait(min(settle, _MOST_SETTLE_SECONDS))
        try:
            self._lease.release()
        except BotError as error:
            _log(_problem_of(error, clock.now()))

    def _keep_lease(self) -> None:
        """Renew the lease while a step waits for GitHub, but not of a thread that hangs."""
        while not self._stopping.wait(LEASE_TTL.total_seconds() / 5):
            now = clock.now()
            if self._runs(now):
                with suppress(Exception):  # whatever it is, the step meets it too
                    self._lease.keep(now)

    # One step

    def step(self, now: datetime) -> float:
        """Do what is due and return the seconds until the next step, 0 if there is more to do.

        Raises StoreError; every answer of GitHub is handled.
        """
        self.heartbeat = now
        for action in self.regularly:
            with suppress(BotError):  # the store's own trouble, which the next lines meet too
                action()
        if self._asks_time():
            self._run_watch.look_at(envelope.RECORD_MESSAGES, now)
            return 0.0
        self._follow_clock(now)
        if not self._lease.take(now):
            return self._wait_for_lease(now)
        try:
            leader = self._begun(now)
            wait = leader.step(now)
            self._failed_step = None
            self._shared.share(self._report(), now)
        except LeaseLostError:
            return self._wait_for_lease(now)
        return wait

    def _wait_for_lease(self, now: datetime) -> float:
        """Do what is left to a process that does not lead."""
        if self._leader:
            logs.step("lead-lost")
        self._leader = None
        self._bell.stop_listening()
        self.waker.keep_noted(now)
        return LONGEST_WAIT.total_seconds()

    def _begun(self, now: datetime) -> Leader:
        """Return who leads in this process; takes over first if another one led before."""
        leader = self._leader
        if leader is None or self._epoch != self._lease.epoch:
            leader = Leader(
                self._settings, self._store, self._repository, self._lease, self._run_watch, self.waker
            )
            self._begins = True
        if self._begins:
            self._bell.listen()
            self._begins = False
            try:
                leader.begin(now)
            except BaseException:
                self._begins = True
                raise
        if leader is not self._leader:
            self._leader, self._epoch = leader, self._lease.epoch
            logs.step("lead-taken")
            for action in self.when_leading:
                action()
        return leader

    def _asks_time(self) -> bool:
        """Whether to ask GitHub for the time now; while it does not answer, our own clock has to do."""
        if not clock.is_unsure() or (self._next_asking is not None and clock.steady() < self._next_asking):
            return False
        self._next_asking = clock.steady() + ASK_TIME_EVERY.total_seconds()
        return True

    def _follow_clock(self, now: datetime) -> None:
        """Wait no longer for anything than was meant, though the clock was set back."""
        last, self._last_step = self._last_step, now
        if last and now < last:
            by = now - last
            if self._leader:
                self._leader.shift(by)
            self._begins = True  # the next lines look through what is stored
            logs.step("clock-set-back", seconds=round(-by.total_seconds(), 1))


def _problem_of(error: Exception, since: datetime) -> Problem:
    """Return an error in one step; the text of one that is not ours may hold content, so name its type alone."""
    if isinstance(error, BotError):
        return Problem(error.message, error.remedy, since)
    reason = f"The dispatcher failed ({type(error).__name__})."
    return Problem(reason, "It tries again; report this line if it recurs.", since)


def _log(problem: Problem) -> None:
    logs.trouble("dispatcher-failed", reason=problem.sentence, remedy=problem.remedy)

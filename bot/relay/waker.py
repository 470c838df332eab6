"""Wakes scheduled workflows when they are needed: the relay is awake anyway, and a run for nothing costs a minute.

Without it their own schedules come to everything too, only later: they are the net below.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.github.repository import Repository
from bot.core import logs
from bot.core.errors import RepositoryError, TemporaryError
from bot.core.settings.upkeep import ReconcileSection
from bot.relay.batches.pacing import REFUSED, UNREACHABLE, jitter
from bot.relay.store.lease import Lease, LeaseLostError
from bot.relay.store.lock import StoreError
from bot.relay.store.store import Store
from bot.relay.store.wakes import GRID, Wakes
from bot.rules.upkeep.periods import RECONCILE, ROTATION, SCHEDULED
from bot.rules.wire.due_report import DueReport

LOOK_EVERY = timedelta(seconds=5)
ALIVE_EVERY = timedelta(seconds=10)
# Twilio repeats a webhook for 15 seconds: what came to a relay that was away for longer is lost.
AWAY_AFTER = ALIVE_EVERY + timedelta(seconds=15)
# In a running process a slow answer of GitHub delays a step, while webhooks are stored all the same.
ASLEEP_AFTER = timedelta(minutes=5)

_SETTLED_AFTER = timedelta(minutes=10)  # `bot rotate` changes the secrets of the workflows too


@dataclass(frozen=True, slots=True)
class Failing:
    """A scheduled workflow whose runs fail: since when all of them have, and when the newest began."""

    since: datetime
    newest: datetime


class Waker:
    """Wakes the scheduled workflows; one step at a time, by the process that dispatches."""

    def __init__(
        self, repository: Repository, store: Store, settings: ReconcileSection, lease: Lease
    ) -> None:
        self._repository = repository
        self._store = store
        self._lease = lease
        self._wakes = Wakes(store)
        self._lost_after, self._ask_after = settings.lost_after, settings.ask_status_after
        self._trouble, self._missed, self._change = threading.Event(), threading.Event(), threading.Event()
        self._failing: Failing | None = None
        self._next_look: datetime | None = None
        self._next_alive: datetime | None = None
        self._failures = 0

    def take(self, report: DueReport, now: datetime) -> None:
        """Store what a job reports; raises StoreError."""
        if report.done in SCHEDULED:
            self._wakes.done(report.done, now - timedelta(seconds=report.began_seconds_ago))
        self._wakes.add(
            (due.workflow, now + timedelta(seconds=due.seconds))
            for due in report.due
            if due.workflow in SCHEDULED
        )

    def note_trouble(self) -> None:
        """Note that something may have been lost; the next step stores it, since the store may be the trouble."""
        self._trouble.set()

    def note_missed(self) -> None:
        """Note that a message is at Twilio and not here: somebody waits for what reconcile can record at once."""
        self._missed.set()

    def note_failing(self, failing: Failing | None) -> None:
        """Note whether reconcile itself fails: then it is repeated, ever more seldom."""
        self._failing = failing

    def note_change(self) -> None:
        """Note that the relay has other credentials: remind-rotation looks at them once the change is complete."""
        self._change.set()

    def due(self, now: datetime) -> dict[str, datetime]:
        """Return when each workflow is to be woken next; raises StoreError."""
        return self._wakes.next(now)

    def step(self, now: datetime, *, may_wake: bool, stuck_since: datetime | None = None) -> None:
        """Store what was noted, and wake what is due while GitHub takes dispatches; raises StoreError, LeaseLostError.

        `stuck_since`: the newest of what does not get through has been here since then.
        """
        if self._next_look and now < self._next_look <= now + LOOK_EVERY:
            return
        self._next_look = now + LOOK_EVERY
        self.keep_noted(now)
        self._look_after_what_lasts(stuck_since, now)
        for workflow, at in self._wakes.next(now).items() if may_wake else ():
            if at <= now:
                self._wake(workflow, now)

    def keep_noted(self, now: datetime) -> None:
        """Store what was noted, also in a process that does not dispatch; raises StoreError."""
        self._notice_absence(now)
        if self._trouble.is_set():
            with _kept_if_not_stored(self._trouble):
                self._wakes.add_trouble(now + self._lost_after)
        if self._missed.is_set():
            with _kept_if_not_stored(self._missed):
                self._wakes.add([(RECONCILE, now)])
        if self._change.is_set():
            with _kept_if_not_stored(self._change):
                self._wakes.add([(ROTATION, now + _SETTLED_AFTER)])

    def _look_after_what_lasts(self, stuck_since: datetime | None, now: datetime) -> None:
        failing = self._failing
        since = [one for one in (stuck_since, failing.since if failing else None) if one]
        if since:
            ran = failing.newest if failing else None
            self._wakes.add_lasting(min(since), now + self._lost_after, ran)

    def _notice_absence(self, now: datetime) -> None:
        """Look for what came while no process of any relay was there, such as webhooks that Twilio gave up."""
        if self._next_alive and now < self._next_alive <= now + ALIVE_EVERY:
            return
        is_new, self._next_alive = self._next_alive is None, now + ALIVE_EVERY
        absent = self._wakes.came_back(now, ALIVE_EVERY)
        if absent and absent > (AWAY_AFTER if is_new else ASLEEP_AFTER):
            logs.step("relay-was-away", seconds=round(absent.total_seconds()))
            # Reports of deliveries were lost too: reconcile asks Twilio once they are old enough.
            if self._wakes.add_trouble(now + self._lost_after):
                self._wakes.add([(RECONCILE, now + self._ask_after + GRID)])

    def _wake(self, workflow: str, now: datetime) -> None:
        with self._store.writing() as connection:
            self._lease.claim(now, connection)
        if not self._lease.is_safe:  # this process slept
            raise LeaseLostError
        try:
            self._repository.dispatch(workflow, {"v": 1})
        except TemporaryError as error:
            if not error.uncertain:
                wait = error.retry_after or max(60.0, UNREACHABLE.wait(self._failed(), jitter()))
                self._postpone(workflow, now, wait, error.message)
                return
        except RepositoryError as error:
            self._postpone(workflow, now, REFUSED.wait(self._failed(), jitter()), error.message)
            return
        self._failures = 0
        self._wakes.woken(workflow, now)
        logs.step("workflow-woken", event=workflow)

    def _failed(self) -> int:
        self._failures += 1
        return self._failures

    def _postpone(self, workflow: str, now: datetime, seconds: float, reason: str) -> None:
        self._wakes.postpone(workflow, now + timedelta(seconds=seconds))
        logs.trouble("workflow-not-woken", event=workflow, reason=reason, seconds=seconds)


@contextmanager
def _kept_if_not_stored(noted: threading.Event) -> Iterator[None]:
    """Clear what was noted before it is stored, so that what is noted meanwhile stays."""
    noted.clear()
    try:
        yield
    except StoreError:
        noted.set()
        raise

"""Watches the scheduled workflows from outside: when each last ran, and whether it still runs.

GitHub delays schedules under load, drops runs, and switches schedules off in a public repository without activity
(docs.github.com: events that trigger workflows, schedule). Nothing in GitHub itself reports a schedule that stopped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from bot.adapters.github.recent import RecentActivity
from bot.core import clock, logs
from bot.core.errors import BotError, RepositoryError
from bot.core.issues import Run
from bot.core.settings import Settings
from bot.relay.batches.batch import Problem
from bot.relay.missed_messages import MissedMessages
from bot.relay.schedule_state import LatestRuns, ScheduleState
from bot.relay.store.notes import SharedNotes
from bot.relay.waker import Failing
from bot.rules.upkeep import periods
from bot.rules.upkeep.periods import RECONCILE, SCHEDULED
from bot.rules.upkeep.run_failures import BAD

LOOK_EVERY = timedelta(minutes=10)
LOOK_AGAIN = timedelta(minutes=1)  # after GitHub refused, so that the status shows soon that it is put right
REPLIES = "send-replies"  # GitHub starts it, not the relay
_NAME = "schedule"
_DISABLED_BY_HAND = "disabled_manually"


@dataclass(frozen=True, slots=True)
class _Found:
    """The newest run of a workflow, if there is one, what is shown of its runs, and whether they fail."""

    newest: Run | None
    shown: LatestRuns
    failing: Failing | None


class ScheduleWatch:
    """Asks GitHub regularly, on its own thread, so that no status request waits for GitHub; where the lease is held.

    The requests are conditional: as long as nothing ran, they do not count against GitHub's rate limit. `look` does one
    round and may be called on its own.
    """

    def __init__(
        self,
        settings: Settings,
        recent: RecentActivity,
        missed: MissedMessages | None = None,
        trouble: Callable[[], None] = lambda: None,
        failing: Callable[[Failing | None], None] = lambda _: None,
        notes: SharedNotes | None = None,
    ) -> None:
        """Call `trouble` for a run that failed, which reconcile should look after.

        `failing` is called at each look with whether reconcile itself fails. By `notes` all processes share what one
        has found.
        """
        self._missed, self._trouble, self._note_failing = missed, trouble, failing
        self._notes = notes
        self._leads: Callable[[], bool] = lambda: True
        self._failed: set[int] = set()
        self._limits = {name: periods.stopped_after(name, settings.config) for name in SCHEDULED}
        self._lost_after = settings.config.reconcile.lost_after
        self._recent = recent
        self._repository = settings.repository
        self._found: dict[str, _Found] = {}
        self._own = ScheduleState()
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, leads: Callable[[], bool] = lambda: True) -> None:
        """Look from now on, as long as this process `leads`."""
        self._leads = leads
        self._thread = threading.Thread(target=self._run, name="schedule-watch", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        self._stopping.set()
        self._woken.set()
        if self._thread:
            self._thread.join(timeout)

    def use_credentials(self, settings: Settings) -> None:
        """Ask with another token, or about a repository that was renamed, from now on, and at once."""
        self._recent, self._repository = RecentActivity(settings), settings.repository
        self._woken.set()

    def wake(self) -> None:
        """Look at once: this process has taken the lead."""
        self._woken.set()

    def use_settings(self, settings: Settings) -> None:
        """Compare with Twilio by other credentials from now on."""
        if self._missed:
            self._missed.use_settings(settings)

    def look(self) -> None:
        """Ask for the newest runs of each scheduled workflow; one that does not exist has none. Raises StoreError."""
        before = self.state()
        self._own = self._look_at_runs(before)
        if self._notes and self._own != before:
            self._notes.write(_NAME, self._own.noted(), clock.now())
        reconcile = self._found.get(RECONCILE)
        self._note_failing(reconcile.failing if reconcile else None)
        if self._has_new_failures():
            self._trouble()
        if self._missed:
            self._missed.look()

    def state(self) -> ScheduleState:
        """Return what is known, whichever process found it; raises StoreError."""
        return ScheduleState.of(self._notes.read(_NAME)) if self._notes else self._own

    def _has_new_failures(self) -> bool:
        """Return whether runs failed that reconcile has not seen: nothing else repeats them before its next run."""
        since = self._own.last_recovery
        try:
            replies = self._recent.newest_runs(REPLIES)
        except BotError:
            replies = ()
        others = [found.newest for name, found in self._found.items() if name != RECONCILE]
        runs = [*replies, *(newest for newest in others if newest)]
        failed = {
            run.id for run in runs if run.conclusion in BAD and since is not None and run.created_at > since
        }
        new = failed - self._failed
        self._failed = failed
        return bool(new)

    def _look_at_runs(self, before: ScheduleState) -> ScheduleState:
        failures: list[BotError] = []
        missing = 0
        for name in SCHEDULED:
            try:
                self._found[name] = self._newest(name, before.runs.get(name, LatestRuns()))
            except RepositoryError as error:
                # Where none of them exists, the repository itself may be out of reach.
                missing += error.is_gone
                failures += [] if error.is_gone else [error]
            except BotError as error:
                failures.append(error)
        found = {**before.runs, **{name: found.shown for name, found in self._found.items()}}
        off = before.switched_off
        try:
            off = self._switched_off_by_hand(ScheduleState(found), sure=missing == len(SCHEDULED))
        except BotError as error:
            failures.append(error)
        failure = failures[-1] if failures else None
        self._log(failure, before)
        unreadable = failure.message if failure else ""
        return ScheduleState(found, off, unreadable, self._refusal(failure, before.refusal))

    def _log(self, failure: BotError | None, before: ScheduleState) -> None:
        if failure and failure.message != before.unreadable:
            logs.trouble("schedule-unreadable", reason=failure.message, remedy=failure.remedy)

    def _refusal(self, failure: BotError | None, before: Problem | None) -> Problem | None:
        if not isinstance(failure, RepositoryError):  # GitHub out of reach for a while is no refusal
            return before if failure else None
        sentence = f"The workflows of {self._repository} cannot be read. {failure.message}"
        return Problem(sentence, failure.remedy, before.since if before else clock.now())

    def problem(self, now: datetime) -> Problem | None:
        """Return what somebody should look at: GitHub shows no workflows, or a scheduled one has stopped."""
        return self.state().problem(self._limits, now)

    def last_recovery(self) -> datetime | None:
        """Return when the last successful run of reconcile began, None if none is known."""
        return self.state().last_recovery

    def recovered_until(self) -> datetime | None:
        """Return up to when what was lost is recorded: a run of reconcile leaves younger messages alone."""
        began = self.last_recovery()
        return began - self._lost_after if began else None

    def has_stopped(self, now: datetime) -> bool:
        """Whether a scheduled workflow has succeeded before, but not recently enough.

        One that was disabled by hand counts only if it is reconcile: without it messages get lost.
        """
        return bool(self.state().late(self._limits, now))

    def report(self, now: datetime) -> dict[str, Any]:
        """Return what operators see, as JSON."""
        return self.state().report(self._limits, now)

    def _newest(self, name: str, before: LatestRuns) -> _Found:
        """Return the newest run and the newest success, which a page full of failures does not show.

        A success is remembered even after GitHub deletes it, as it does with old runs. A run that was skipped did
        nothing: each comment on an issue leaves one of remind-rotation.
        """
        runs = [run for run in self._recent.newest_runs(name) if run.conclusion != "skipped"]
        success = next((run for run in runs if run.conclusion == "success"), None)
        success = success or self._recent.last_success(name)
        success_at = success.created_at if success else before.success_at
        failing = _failing(runs) if success_at else None  # one that never succeeded is being set up
        if not runs:
            return _Found(None, replace(before, success_at=success_at), failing)
        newest = runs[0]
        ended = str(newest.conclusion or newest.status)
        return _Found(newest, LatestRuns(newest.created_at, ended, success_at), failing)

    def _switched_off_by_hand(self, found: ScheduleState, *, sure: bool) -> frozenset[str]:
        """Return what else than reconcile was switched off by hand; asks only if `sure` or while one is late."""
        if not sure and not any(name != RECONCILE for name in found.late(self._limits, clock.now())):
            return frozenset()
        return frozenset(
            each.name
            for each in self._recent.workflows()
            if each.state == _DISABLED_BY_HAND and each.name != RECONCILE
        )

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if self._leads():
                    self.look()
            except Exception as error:  # noqa: BLE001 - an error in one look must not stop the next
                logs.trouble("schedule-unreadable", reason=type(error).__name__)
            self._woken.wait((LOOK_AGAIN if self._own.refusal else LOOK_EVERY).total_seconds())
            self._woken.clear()


def _failing(runs: Sequence[Run]) -> Failing | None:
    """Return since when a workflow fails, given its newest runs, the newest first."""
    since_success = takewhile(lambda run: run.conclusion != "success", runs)
    bad = [run.created_at for run in since_success if run.conclusion in BAD]
    return Failing(bad[-1], bad[0]) if bad else None

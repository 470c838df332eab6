"""Watches the scheduled workflows from outside: when each last ran, and whether it still runs.

GitHub delays schedules under load, drops runs, and switches schedules off in a public repository without activity
(docs.github.com: events that trigger workflows, schedule). Nothing in GitHub itself reports a schedule that stopped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
from bot.relay.waker import Failing
from bot.rules.upkeep import periods
from bot.rules.upkeep.periods import RECONCILE, SCHEDULED
from bot.rules.upkeep.run_failures import BAD

LOOK_EVERY = timedelta(minutes=10)
LOOK_AGAIN = timedelta(minutes=1)  # after GitHub refused, so that the status shows soon that it is put right
REPLIES = "send-replies"  # GitHub starts it, not the relay
_DISABLED_BY_HAND = "disabled_manually"


@dataclass(frozen=True, slots=True)
class LatestRuns:
    """The newest run and the newest success of a workflow, and whether it fails; None if there is none."""

    newest: Run | None
    success: Run | None
    failing: Failing | None = None


class ScheduleWatch:
    """Asks GitHub regularly, on its own thread, so that no status request waits for GitHub.

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
    ) -> None:
        """Call `trouble` for what reconcile should look after: a run that failed, a message that never came.

        `failing` is told at each look whether reconcile itself fails.
        """
        self._missed, self._trouble, self._tell_failing = missed, trouble, failing
        self._failed: set[int] = set()
        self._limits = {name: periods.stopped_after(name, settings.config) for name in SCHEDULED}
        self._lost_after = settings.config.reconcile.lost_after
        self._recent = recent
        self._repository = settings.repository
        self._seen: dict[str, LatestRuns] = {}
        self._switched_off: frozenset[str] = frozenset()
        self._problem = ""
        self._refusal: Problem | None = None
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
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

    def use_settings(self, settings: Settings) -> None:
        """Compare with Twilio by other credentials from now on."""
        if self._missed:
            self._missed.use_settings(settings)

    def look(self) -> None:
        """Ask for the newest runs of each scheduled workflow; one that does not exist has none."""
        self._look_at_runs()
        reconcile = self._seen.get(RECONCILE)
        self._tell_failing(reconcile.failing if reconcile else None)
        if self._has_new_failures() or (self._missed and self._missed.look()):
            self._trouble()

    def _has_new_failures(self) -> bool:
        """Return whether runs failed that reconcile has not seen: nothing else repeats them before its next run."""
        since = self.last_recovery()
        try:
            replies = self._recent.newest_runs(REPLIES)
        except BotError:
            replies = ()
        others = [seen.newest for name, seen in self._seen.items() if name != RECONCILE]
        runs = [*replies, *(newest for newest in others if newest)]
        failed = {
            run.id for run in runs if run.conclusion in BAD and since is not None and run.created_at > since
        }
        new = failed - self._failed
        self._failed = failed
        return bool(new)

    def _look_at_runs(self) -> None:
        failures: list[BotError] = []
        missing = 0
        for name in SCHEDULED:
            try:
                self._seen[name] = self._newest(name)
            except RepositoryError as error:
                # Where none of them exists, the repository itself may be out of reach.
                missing += error.is_gone
                failures += [] if error.is_gone else [error]
            except BotError as error:
                failures.append(error)
        try:
            self._switched_off = self._switched_off_by_hand(sure=missing == len(SCHEDULED))
        except BotError as error:
            failures.append(error)
        self._note(failures[-1] if failures else None)

    def _note(self, failure: BotError | None) -> None:
        problem = failure.message if failure else ""
        if failure and problem != self._problem:
            logs.trouble("schedule-unreadable", reason=problem, remedy=failure.remedy)
        self._problem = problem
        if not isinstance(failure, RepositoryError):  # GitHub out of reach for a while is no refusal
            self._refusal = self._refusal if failure else None
            return
        since = self._refusal.since if self._refusal else clock.now()
        self._refusal = Problem(
            f"The workflows of {self._repository} cannot be read. {problem}", failure.remedy, since
        )

    def problem(self, now: datetime) -> Problem | None:
        """Return what somebody should look at: GitHub shows no workflows, or a scheduled one has stopped."""
        late = [name for name in SCHEDULED if self._is_late(name, now) and name not in self._switched_off]
        if self._refusal or not late:
            return self._refusal
        success = self._seen[late[0]].success
        return Problem(
            f"{', '.join(late)}: no run has succeeded lately.",
            "Look at Actions: is the workflow enabled, and why do its runs fail?",
            success.created_at if success else now,
        )

    def last_recovery(self) -> datetime | None:
        """Return when the last successful run of reconcile began, None if none is known."""
        success = self._seen[RECONCILE].success if RECONCILE in self._seen else None
        return success.created_at if success else None

    def recovered_until(self) -> datetime | None:
        """Return up to when what was lost is recorded: a run of reconcile leaves younger messages alone."""
        began = self.last_recovery()
        return began - self._lost_after if began else None

    def has_stopped(self, now: datetime) -> bool:
        """Whether a scheduled workflow has succeeded before, but not recently enough.

        One that never succeeded raises no alarm: the bot is being set up. Nor does one that was disabled by hand,
        except reconcile: without it messages get lost.
        """
        return any(self._is_late(name, now) and name not in self._switched_off for name in SCHEDULED)

    def _newest(self, name: str) -> LatestRuns:
        """Return the newest run and the newest success, which a page full of failures does not show.

        A success is remembered even after GitHub deletes it, as it does with old runs.
        """
        runs = self._recent.newest_runs(name)
        known = self._seen.get(name, LatestRuns(None, None))
        success = next((run for run in runs if run.conclusion == "success"), None)
        success = success or self._recent.last_success(name) or known.success
        failing = _failing(runs) if success else None  # one that never succeeded is being set up
        return LatestRuns(runs[0] if runs else known.newest, success, failing)

    def _is_late(self, name: str, now: datetime) -> bool:
        success = self._seen[name].success if name in self._seen else None
        return success is not None and now - success.created_at > self._limits[name]

    def _switched_off_by_hand(self, *, sure: bool) -> frozenset[str]:
        """Return what else than reconcile was switched off by hand; asks only if `sure` or while one is late."""
        now = clock.now()
        if not sure and not any(self._is_late(name, now) for name in SCHEDULED if name != RECONCILE):
            return frozenset()
        found = self._recent.workflows()
        return frozenset(
            each.name for each in found if each.state == _DISABLED_BY_HAND and each.name != RECONCILE
        )

    def report(self, now: datetime) -> dict[str, Any]:
        """Return what operators see, as JSON."""
        return {
            "stopped": self.has_stopped(now),
            "problem": self._problem or None,
            "workflows": {
                name: {
                    "stopped": self._is_late(name, now) and name not in self._switched_off,
                    **_report(self._seen.get(name), now),
                }
                for name in SCHEDULED
            },
        }

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - an error in one look must not stop the next
                logs.trouble("schedule-unreadable", reason=type(error).__name__)
            self._woken.wait((LOOK_AGAIN if self._refusal else LOOK_EVERY).total_seconds())
            self._woken.clear()


def _failing(runs: Sequence[Run]) -> Failing | None:
    """Return since when a workflow fails, given its newest runs, the newest first."""
    since_success = takewhile(lambda run: run.conclusion != "success", runs)
    bad = [run.created_at for run in since_success if run.conclusion in BAD]
    return Failing(bad[-1], bad[0]) if bad else None


def _report(seen: LatestRuns | None, now: datetime) -> dict[str, Any]:
    newest, success = (seen.newest, seen.success) if seen else (None, None)
    return {
        "last_run_at": clock.iso(newest.created_at) if newest else None,
        "last_run": (newest.conclusion or newest.status) if newest else "never",
        "last_success_at": clock.iso(success.created_at) if success else None,
        "last_success_age_seconds": round((now - success.created_at).total_seconds()) if success else None,
    }

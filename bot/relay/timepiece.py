"""Looks at the clock from outside: when each scheduled workflow last ran, and whether it still does.

GitHub delays schedules under load, drops runs, and switches schedules off in a public repository without activity
(docs.github.com: events that trigger workflows, schedule). Nothing in GitHub itself says that a clock stopped.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot import clock, logs
from bot.errors import BotError, RepositoryError
from bot.periods import SCHEDULED
from bot.repository import Run
from bot.repository.recent import Recent
from bot.settings import Settings

HOURLY = "reconcile"  # the one whose silence is noticed within hours
LOOK_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the newest runs of a workflow say; None where there is no such run."""

    newest: Run | None
    success: Run | None


class Timepiece:
    """Asks GitHub now and then, on a thread of its own: an answer to whoever asks for the status never waits for it.

    The requests are conditional: as long as nothing ran, they cost nothing of GitHub's rate limit. `look` does one
    round and may be called alone.
    """

    def __init__(self, settings: Settings, recent: Recent) -> None:
        self._stopped_after = settings.config.reconcile.stopped_after
        self._recent = recent
        self._seen: dict[str, Seen] = {}
        self._problem = ""
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="timepiece", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join(timeout)

    def act_with(self, settings: Settings) -> None:
        """Ask with another token from now on."""
        self._recent = Recent(settings)

    def look(self) -> None:
        """Ask for the newest runs of each scheduled workflow; one that does not exist has none."""
        problem = ""
        for name in SCHEDULED:
            try:
                runs = self._recent.newest_runs(name)
            except RepositoryError as error:
                if error.status == 404:
                    continue
                problem = error.message
            except BotError as error:
                problem = error.message
            else:
                success = next((run for run in runs if run.conclusion == "success"), None)
                self._seen[name] = Seen(runs[0] if runs else None, success)
        if problem and problem != self._problem:
            logs.trouble("clock-unreadable", reason=problem, remedy="The token needs actions: read.")
        self._problem = problem

    def has_stopped(self, now: datetime) -> bool:
        """Tell whether the hourly workflow once succeeded and has not for too long.

        Where it never has, the bot is being set up: nobody is alarmed.
        """
        success = self._seen[HOURLY].success if HOURLY in self._seen else None
        return success is not None and now - success.created_at > self._stopped_after

    def shown(self, now: datetime) -> dict[str, Any]:
        """Return what operators see."""
        return {
            "stopped": self.has_stopped(now),
            "problem": self._problem or None,
            "workflows": {name: _shown(self._seen.get(name), now) for name in SCHEDULED},
        }

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - whatever happens, the next look must come
                logs.trouble("clock-unreadable", reason=type(error).__name__)
            self._stopping.wait(LOOK_EVERY.total_seconds())


def _shown(seen: Seen | None, now: datetime) -> dict[str, Any]:
    newest, success = (seen.newest, seen.success) if seen else (None, None)
    return {
        "last_run_at": clock.iso(newest.created_at) if newest else None,
        "last_run": (newest.conclusion or newest.status) if newest else "never",
        "last_success_at": clock.iso(success.created_at) if success else None,
        "last_success_age_seconds": round((now - success.created_at).total_seconds()) if success else None,
    }

"""What is known of the scheduled workflows, as one process finds it and all show it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core import clock
from bot.relay.batches.batch import Problem
from bot.relay.store.notes import Content, moment_of
from bot.rules.upkeep.periods import RECONCILE, SCHEDULED


@dataclass(frozen=True, slots=True)
class LatestRuns:
    """When the newest run of a workflow began and how it ended, and when the newest success began."""

    began_at: datetime | None = None
    ended: str = "never"
    success_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """The newest runs of each workflow, which are switched off by hand, and why GitHub does not show them."""

    runs: Mapping[str, LatestRuns] = field(default_factory=dict)
    switched_off: frozenset[str] = frozenset()
    unreadable: str = ""
    refusal: Problem | None = None

    @property
    def last_recovery(self) -> datetime | None:
        """When the last successful run of reconcile began, None if none is known."""
        return self.success_of(RECONCILE)

    def success_of(self, name: str) -> datetime | None:
        return self.runs[name].success_at if name in self.runs else None

    def late(self, limits: Mapping[str, timedelta], now: datetime) -> list[str]:
        """Return the workflows that have succeeded before, but not recently enough, and are not switched off.

        One that never succeeded raises no alarm: the bot is being set up.
        """
        return [
            name
            for name in SCHEDULED
            if (success := self.success_of(name)) is not None
            and now - success > limits[name]
            and name not in self.switched_off
        ]

    def problem(self, limits: Mapping[str, timedelta], now: datetime) -> Problem | None:
        """Return what somebody should look at: GitHub shows no workflows, or a scheduled one has stopped."""
        late = self.late(limits, now)
        if self.refusal or not late:
            return self.refusal
        return Problem(
            f"{', '.join(late)}: no run has succeeded lately.",
            "Look at Actions: is the workflow enabled, and why do its runs fail?",
            self.success_of(late[0]) or now,
        )

    def report(self, limits: Mapping[str, timedelta], now: datetime) -> dict[str, Any]:
        """Return what operators see, as JSON."""
        late = self.late(limits, now)
        return {
            "stopped": bool(late),
            "problem": self.unreadable or None,
            "workflows": {
                name: {"stopped": name in late, **_shown(self.runs.get(name, LatestRuns()), now)}
                for name in SCHEDULED
            },
        }

    def noted(self) -> Content:
        """Return the state as a note."""
        refusal = self.refusal
        return {
            "runs": {
                name: [_iso(one.began_at), one.ended, _iso(one.success_at)] for name, one in self.runs.items()
            },
            "switched_off": sorted(self.switched_off),
            "unreadable": self.unreadable,
            "refusal": [refusal.sentence, refusal.remedy, clock.iso(refusal.since)] if refusal else None,
        }

    @classmethod
    def of(cls, note: Content) -> ScheduleState:
        """Return the state that a note holds, as far as this version understands it."""
        runs, off, refusal = note.get("runs"), note.get("switched_off"), None
        match note.get("refusal"):
            case [str(sentence), str(remedy), since]:
                refusal = Problem(sentence, remedy, moment_of(since) or datetime.fromtimestamp(0, UTC))
        found = {}
        for name, one in runs.items() if isinstance(runs, dict) else ():
            match one:
                case [began, str(ended), success]:
                    found[str(name)] = LatestRuns(moment_of(began), ended, moment_of(success))
        unreadable = note.get("unreadable")
        return cls(
            found,
            frozenset(str(name) for name in off) if isinstance(off, list) else frozenset(),
            unreadable if isinstance(unreadable, str) else "",
            refusal,
        )


def _iso(moment: datetime | None) -> str | None:
    return clock.iso(moment) if moment else None


def _shown(runs: LatestRuns, now: datetime) -> dict[str, Any]:
    success = runs.success_at
    return {
        "last_run_at": _iso(runs.began_at),
        "last_run": runs.ended,
        "last_success_at": _iso(success),
        "last_success_age_seconds": round((now - success).total_seconds()) if success else None,
    }

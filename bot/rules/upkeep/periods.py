"""How far back reconcile looks, so that it catches up on what it missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.settings import Configuration
from bot.core.settings.upkeep import ReconcileSection

# The scheduled jobs.
SCHEDULED = ("check-billing", "reconcile", "remind-rotation")
RECONCILE, ROTATION = "reconcile", "remind-rotation"
DAY = timedelta(days=1)
MARGIN = timedelta(hours=1)  # each period is still looked at twice if one run is missing


@dataclass(frozen=True, slots=True)
class Period:
    """What a run looks at: everything since `since`, but nothing younger than `settled`.

    `last_success` is when the last successful run began, `last_end` when it ended; None if there was none. `is_cut`
    means that the gap is longer than a run ever looks back.
    """

    now: datetime
    since: datetime
    settled: datetime
    last_success: datetime | None
    last_end: datetime | None = None
    is_cut: bool = False

    @property
    def first_of_the_day(self) -> bool:
        """Return whether no run of this day (UTC) has succeeded yet."""
        return self.last_success is None or self.last_success.date() < self.now.date()


def period(
    now: datetime, last_success: datetime | None, began: datetime | None, settings: ReconcileSection
) -> Period:
    """Return what to look at.

    The last successful run left out what was younger than its own limits; those hours, and one more, are looked at
    again. If none has succeeded yet, `began` is when the first conversation was opened: what people sent before the bot
    existed is not its business.
    """
    margin = max(settings.lost_after, settings.ask_status_after) + MARGIN
    known = last_success or began or now
    farthest = now - max(settings.look_back, 2 * settings.every)  # the last run may be that long ago
    since = max(farthest, known - margin)
    return Period(now, since, now - settings.lost_after, last_success, is_cut=known - margin < farthest)


def every(workflow: str, config: Configuration) -> timedelta:
    """Return how often GitHub's clock starts a scheduled workflow."""
    rates = {RECONCILE: config.reconcile.every, ROTATION: config.rotation.look_every}
    return rates.get(workflow, DAY)


def stopped_after(workflow: str, config: Configuration) -> timedelta:
    """Return after how long without success a scheduled workflow counts as stopped.

    GitHub starts runs late and drops one now and then: one may be missing, not two.
    """
    least = 2 * every(workflow, config) + (MARGIN if workflow == RECONCILE else timedelta())
    return max(config.reconcile.stopped_after or least, least) if workflow == RECONCILE else least

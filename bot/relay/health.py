"""Whether the relay does its work: what every part of it knows to be wrong, gathered for status, probes and alerts."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core import clock
from bot.relay.batches.batch import Problem
from bot.relay.dispatcher import Dispatcher
from bot.relay.leader import OLD_AFTER
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.signature_watch import SignatureWatch
from bot.relay.store.batches import Batches, QueueStatus
from bot.relay.store.high_water import HighWater
from bot.relay.store.lock import StoreError
from bot.relay.store.notes import SharedNotes
from bot.relay.store.store import Store

CLOCK_OFF = timedelta(seconds=10)


class Health:
    """Reads what store, dispatcher, webhooks and schedule know; keeps nothing itself."""

    def __init__(
        self, store: Store, dispatcher: Dispatcher, schedule_watch: ScheduleWatch | None = None
    ) -> None:
        self.signatures = SignatureWatch(SharedNotes(store))
        self.high_water = HighWater(store, schedule_watch.recovered_until if schedule_watch else lambda: None)
        self._store = store
        self._dispatcher = dispatcher
        self._schedule_watch = schedule_watch
        self._batches = Batches(store)

    def queue(self) -> QueueStatus:
        """Return what waits; raises StoreError."""
        return self._batches.queue()

    def last_successes(self) -> dict[str, datetime]:
        """Return when the last batch of each kind succeeded; raises StoreError."""
        return self._batches.last_successes()

    def unready(self, now: datetime) -> Problem | None:
        """Return why messages cannot be taken and passed on: the last write or the last step failed."""
        try:
            return self._unwritten(now) or self._dispatcher.stopped(now)
        except StoreError as error:  # it failed just now
            return Problem(error.message, error.remedy, now)

    def problems(self, queue: QueueStatus, now: datetime) -> list[Problem]:
        """Return everything that somebody should look at, each sentence once, the newest first; raises StoreError."""
        self.signatures.share()
        found = [
            self.unready(now),
            *self._dispatcher.problems(now),
            *reversed(queue.problems),
            _overdue(queue, now),
            self.signatures.problem,
            self.high_water.problem,
            self._schedule_watch.problem(now) if self._schedule_watch else None,
            _wrong_clock(now),
        ]
        known = {problem.sentence: problem for problem in found if problem}
        return sorted(known.values(), key=lambda problem: problem.since, reverse=True)

    def _unwritten(self, now: datetime) -> Problem | None:
        try:
            self._store.check()
        except StoreError as error:
            return self._store.health.problem or Problem(error.message, error.remedy, now)
        return None


def _wrong_clock(now: datetime) -> Problem | None:
    ahead = clock.ahead()
    if ahead is None or abs(ahead) <= CLOCK_OFF:
        return None
    way = "ahead of" if ahead > timedelta() else "behind"
    return Problem(
        f"This machine's clock is {round(abs(ahead).total_seconds()):,} seconds {way} GitHub's.",
        "The relay goes by GitHub's meanwhile. Set the clock and keep it synchronized: timedatectl set-ntp true.",
        now,
    )


def _overdue(queue: QueueStatus, now: datetime) -> Problem | None:
    if queue.oldest_at is None or now - queue.oldest_at <= OLD_AFTER:
        return None
    return Problem(
        f"A message has been waiting for {(now - queue.oldest_at).total_seconds() // 60:.0f} minutes.",
        "If no other error says why, look at the runs of its workflow in Actions.",
        queue.oldest_at,
    )

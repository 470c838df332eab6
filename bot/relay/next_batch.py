"""Which batch goes to GitHub next: one that is due, or a new one of what has gathered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import logs
from bot.core.messages import BatchId
from bot.core.settings import DispatchSection
from bot.relay import ids, lanes
from bot.relay.batches import batching
from bot.relay.batches.batch import Batch
from bot.relay.run_watch import RunWatch
from bot.relay.store import turns
from bot.relay.store.batches import Batches
from bot.rules.wire import envelope


@dataclass(frozen=True, slots=True)
class NextUp:
    """The batch to dispatch now, if any, and when there may be another."""

    batch: Batch | None
    later: Sequence[datetime]


class NextBatch:
    """Chooses; what has never failed goes first, whatever is to be repeated (see lanes)."""

    def __init__(self, batches: Batches, run_watch: RunWatch, settings: DispatchSection) -> None:
        self._batches = batches
        self._run_watch = run_watch
        self._gather = settings.gather
        self._rooms: Mapping[str, int] = {}

    def choose(self, unfinished: Sequence[Batch], now: datetime, rooms: Mapping[str, int]) -> NextUp:
        """Return what goes next; `unfinished` are all such batches, the oldest first. Raises StoreError.

        `rooms` is how much the batches of a kind may create now; of a kind without any room none goes.
        """
        self._rooms = rooms
        overtaken = self._batches.overtaken(unfinished)
        unknown = self._batches.of_unknown() if unfinished else set()
        open_ones = turns.in_turn(unfinished, unknown, overtaken)
        later = [batch.next_attempt_at for batch in open_ones if batch.next_attempt_at > now]
        due = lanes.in_order(
            [batch for batch in open_ones if batch.next_attempt_at <= now and self._room_of(batch.kind)]
        )
        batch = self._first(due, unfinished, now, again=False)
        batch = batch or self._gathered(unfinished, overtaken, now, later)
        return NextUp(batch or self._first(due, unfinished, now, again=True), later)

    def _first(
        self, due: Sequence[Batch], unfinished: Sequence[Batch], now: datetime, *, again: bool
    ) -> Batch | None:
        mine = (batch for batch in due if batch.has_failed == again)
        return next(
            (batch for batch in mine if self._has_room(batch.kind, unfinished, now, again=again)), None
        )

    def _has_room(self, kind: str, unfinished: Sequence[Batch], now: datetime, *, again: bool) -> bool:
        mine = [batch for batch in unfinished if batch.kind == kind]
        return lanes.has_room(mine, now, again=again, seen=not self._run_watch.problems)

    def _gathered(
        self,
        unfinished: Sequence[Batch],
        overtaken: Collection[BatchId],
        now: datetime,
        later: list[datetime],
    ) -> Batch | None:
        """Make a batch of the kind that has waited longest, of those that are ripe; add when others will be."""
        backlogs = self._batches.ready(overtaken)
        for kind in sorted(backlogs, key=lambda kind: backlogs[kind].since):
            mine = [batch for batch in unfinished if batch.kind == kind]
            known = kind in batching.EVENT_TYPES and self._room_of(kind) > 0
            if not known or not self._may_be_made(kind, mine, now):
                continue
            busy = any(batch.is_new for batch in mine)
            ripe_at = batching.ripe_at(backlogs[kind], self._gather, now, busy=busy)
            if ripe_at > now:
                later.append(ripe_at)
                continue
            batch = self._batches.gather(BatchId(ids.new(now)), kind, now, overtaken, self._room_of(kind))
            if batch:
                logs.step("batch-made", batch=batch.id, event=kind, count=batch.count)
                return batch
        return None

    def _room_of(self, kind: str) -> int:
        return self._rooms.get(kind, envelope.MAX_EVENTS)

    def _may_be_made(self, kind: str, mine: Sequence[Batch], now: datetime) -> bool:
        if not self._has_room(kind, mine, now, again=False):
            return False
        if len(mine) < lanes.MAX_IN_VAIN:
            return True
        return not lanes.is_blocked(mine, self._batches.last_successes().get(kind), now)

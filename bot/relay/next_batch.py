"""Which batch goes to GitHub next: one that is due, or a new one of what has gathered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import logs
from bot.core.messages import BatchId
from bot.core.settings import DispatchSection
from bot.relay import ids, lanes
from bot.relay.batches import batch_lines, batching
from bot.relay.batches.batch import Batch
from bot.relay.batches.creations import NOBODY, Wanted
from bot.relay.run_watch import RunWatch
from bot.relay.store import turns
from bot.relay.store.batches import Batches
from bot.rules.wire import envelope

_OfKind = Mapping[str, Sequence[Batch]]


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

    def choose(
        self, unfinished: Sequence[Batch], now: datetime, rooms: Mapping[str, int], wanted: Wanted = NOBODY
    ) -> NextUp:
        """Return what goes next; `unfinished` are all such batches, the oldest first. Raises StoreError.

        `rooms` is how much the batches of a kind may create now; of a kind without any room none goes, but for whoever
        is wanted.
        """
        self._rooms = rooms
        overtaken = self._batches.overtaken(unfinished)
        unknown = self._batches.of_unknown() if unfinished else set()
        open_ones = turns.in_turn(unfinished, unknown, overtaken)
        later = [batch.next_attempt_at for batch in open_ones if batch.next_attempt_at > now]
        due = lanes.in_order(
            [batch for batch in open_ones if batch.next_attempt_at <= now and self._may_create(batch, wanted)]
        )
        of_kind = _by_kind(unfinished)
        new = [batch for batch in due if not batch.has_failed]
        batch = (
            self._first(new, of_kind, now)
            or self._wanted(wanted, of_kind, overtaken, now)
            or self._gathered(of_kind, overtaken, now, later)
        )
        return NextUp(batch or self._first(self._again(due, of_kind, now), of_kind, now), later)

    def _first(self, due: Iterable[Batch], of_kind: _OfKind, now: datetime) -> Batch | None:
        """Return the first for which there is room at GitHub."""
        return next(
            (one for one in due if self._has_room(one.kind, of_kind[one.kind], now, again=one.has_failed)),
            None,
        )

    def _has_room(self, kind: str, mine: Sequence[Batch], now: datetime, *, again: bool) -> bool:
        return lanes.has_room(mine, now, again=again, seen=self._run_watch.sees(kind))

    def _again(self, due: Sequence[Batch], of_kind: _OfKind, now: datetime) -> list[Batch]:
        """Return what is due that has failed before, but for what others try in its stead."""
        failed = [batch for batch in due if batch.has_failed]
        successes = self._batches.last_successes() if failed else {}
        return [
            batch
            for batch in failed
            if not lanes.waits_for_others(batch, of_kind[batch.kind], successes.get(batch.kind), now)
        ]

    def _gathered(
        self, of_kind: _OfKind, overtaken: Collection[BatchId], now: datetime, later: list[datetime]
    ) -> Batch | None:
        """Make a batch of the kind that has waited longest, of those that are ripe; add when others will be."""
        backlogs = self._batches.ready(overtaken)
        for kind in sorted(backlogs, key=lambda kind: backlogs[kind].since):
            mine = of_kind[kind]
            known = kind in batching.EVENT_TYPES and self._room_of(kind) > 0
            if not known or not self._may_be_made(kind, mine, now):
                continue
            busy = any(batch.is_new for batch in mine)
            ripe_at = batching.ripe_at(backlogs[kind], self._gather, now, busy=busy)
            if ripe_at > now:
                later.append(ripe_at)
                continue
            room = Wanted(room=self._room_of(kind))
            batch = self._batches.gather(BatchId(ids.new(now)), kind, now, overtaken, room)
            if batch:
                logs.steps([batch_lines.of("batch-made", batch, self._batches.keys_of(batch))])
                return batch
        return None

    def _may_create(self, batch: Batch, wanted: Wanted) -> bool:
        """Whether there is room for a batch; one of few people may be of those whom somebody asked for."""
        is_small = batch.kind == envelope.RECORD_MESSAGES and batch.count <= wanted.room
        return is_small or self._room_of(batch.kind) > 0

    def _wanted(
        self, wanted: Wanted, of_kind: _OfKind, overtaken: Collection[BatchId], now: datetime
    ) -> Batch | None:
        """Make a batch of the people whom somebody asked for, as far as may be created for them."""
        kind = envelope.RECORD_MESSAGES
        if not wanted.sequences or wanted.room <= 0 or not self._may_be_made(kind, of_kind[kind], now):
            return None
        new = BatchId(ids.new(now))
        batch = self._batches.gather(new, kind, now, overtaken, wanted)
        if batch:
            logs.steps([batch_lines.of("batch-made", batch, self._batches.keys_of(batch))])
        return batch

    def _room_of(self, kind: str) -> int:
        return self._rooms.get(kind, envelope.most_of(kind))

    def _may_be_made(self, kind: str, mine: Sequence[Batch], now: datetime) -> bool:
        if not self._has_room(kind, mine, now, again=False):
            return False
        if len(mine) < lanes.MAX_IN_VAIN:
            return True
        return not lanes.is_blocked(mine, self._batches.last_successes().get(kind), now)


def _by_kind(unfinished: Sequence[Batch]) -> _OfKind:
    found = defaultdict[str, list[Batch]](list)
    for batch in unfinished:
        found[batch.kind].append(batch)
    return found

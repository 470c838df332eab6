"""Batches in the store: made of waiting items, followed until their run succeeded, then emptied."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, case, delete, func, insert, select, update

from bot.core.messages import BatchId
from bot.relay.batches.batch import UNFINISHED, Batch, BatchState, Problem
from bot.relay.batches.batching import EVENT_TYPES, Backlog
from bot.relay.batches.creations import ANYBODY, Wanted
from bot.relay.batches.pacing import REFUSED, RUN_FAILED, UNREACHABLE
from bot.relay.store import backlogs, batch_parts, batch_rows, gathering, turns, unopened
from bot.relay.store.lease import Lease
from bot.relay.store.schema import batches, events, orders, people
from bot.relay.store.store import Store, moment
from bot.rules.wire import envelope
from bot.rules.wire.envelope import SealedItem

# Between two attempts, whatever the reason.
LONGEST_WAIT = timedelta(seconds=max(one.longest for one in (UNREACHABLE, REFUSED, RUN_FAILED)))
RELEASED_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class QueueSummary:
    """The undelivered items of one kind: how many, since when they have been due, and their batches by state."""

    count: int
    oldest_at: datetime | None
    batches: dict[BatchState, int]


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """The queue as operators see it: how much of each kind waits, how long, and what is wrong."""

    kinds: dict[str, QueueSummary]
    problems: tuple[Problem, ...]
    held_back: int = 0  # messages that wait for an earlier one of the same person

    @property
    def count(self) -> int:
        return sum(line.count for line in self.kinds.values())

    @property
    def oldest_at(self) -> datetime | None:
        return min((line.oldest_at for line in self.kinds.values() if line.oldest_at), default=None)

    @property
    def batches(self) -> dict[BatchState, int]:
        return {state: sum(line.batches[state] for line in self.kinds.values()) for state in UNFINISHED}


class Batches:
    """The batches of a store. Every method raises StoreError.

    With a lease, what writes raises LeaseLostError and changes nothing once another process holds it.
    """

    def __init__(self, store: Store, lease: Lease | None = None) -> None:
        self._store = store
        self._lease = lease

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._store.writing() as connection:
            if self._lease:
                self._lease.confirm(connection)
            yield connection

    def backlogs(self) -> dict[str, Backlog]:
        """Return what has no batch yet, by kind; kinds without a backlog are left out."""
        with self._store.reading() as connection:
            return backlogs.waiting(connection)

    def ready(self, overtaken: Collection[BatchId] = ()) -> dict[str, Backlog]:
        """Return what has no batch and may have one now, by kind, as far as a batch goes; see turns.

        However much waits, no more is counted than one batch takes.
        """
        with self._store.reading() as connection:
            return backlogs.ready(connection, overtaken)

    def overtaken(self, unfinished: Sequence[Batch]) -> frozenset[BatchId]:
        """Return the batches that hold nothing back any more, though they are unfinished."""
        often = [batch for batch in unfinished if batch.has_failed_often]
        if not often:
            return frozenset()
        unknown = self.of_unknown()
        with self._store.reading() as connection:
            return frozenset(
                batch.id
                for batch in often
                if batch.may_be_overtaken(_last_success(batch, connection), unknown=batch.id in unknown)
            )

    def last_success_before(self, batch: Batch) -> datetime | None:
        """Return when another batch of its kind last got through before the last attempt of this one."""
        with self._store.reading() as connection:
            return _last_success(batch, connection)

    def divide(self, batch: Batch, half: BatchId) -> Batch | None:
        """Move half of a batch's people into a batch of their own, if it keeps failing and others do not."""
        with self._writing() as connection:
            if not batch.may_be_divided(_last_success(batch, connection)):
                return None
            first, second = turns.halves(connection, batch.id)
            if not second:
                return None
            batch_rows.save(replace(batch, count=len(first)), connection)
            made = replace(batch, id=half, count=len(second))
            connection.execute(insert(batches).values(batch_rows.row_of(made)))
            moved = update(events).where(events.c.batch == batch.id, events.c.sequence.in_(second))
            connection.execute(moved.values(batch=half))
        return made

    def of_unknown(self) -> set[BatchId]:
        """Return the batches of people whom an earlier version did not note."""
        with self._store.reading() as connection:
            return turns.of_unknown(connection)

    def waiting(self, kind: str, most: int, now: datetime) -> list[SealedItem]:
        """Return items without a batch: those that are due, then those that may join them, each by sequence."""
        with self._store.reading() as connection:
            return gathering.first(connection, events.c.batch.is_(None), kind, most, now)

    def items_of(self, batch: Batch) -> list[SealedItem]:
        with self._store.reading() as connection:
            return batch_parts.items(connection, batch.id)

    def shorten(self, batch: Batch, now: datetime) -> Batch:
        """Take out of a batch what its dispatch did not carry, if its run could not fetch that either."""
        with self._writing() as connection:
            return batch_parts.shorten(connection, batch, now)

    def received_at(self, batch: Batch) -> list[datetime]:
        """Return when each item of a batch came."""
        query = select(events.c.received_at).where(events.c.batch == batch.id)
        with self._store.reading() as connection:
            return [datetime.fromtimestamp(at, UTC) for at in connection.execute(query).scalars()]

    def keys_of(self, batch: Batch) -> list[str]:
        """Return the keys of what is in a batch, in its order; see `envelope.key_of`."""
        query = select(events.c.key).where(events.c.batch == batch.id).order_by(events.c.sequence)
        with self._store.reading() as connection:
            return list(connection.execute(query).scalars())

    def gather(
        self,
        batch: BatchId,
        kind: str,
        now: datetime,
        overtaken: Collection[BatchId] = (),
        wanted: Wanted = ANYBODY,
    ) -> Batch | None:
        """Make a batch of what may travel now, on disk before anything is dispatched; None if nothing may.

        Items are chosen in the transaction that puts them into the batch, whatever another process does meanwhile.
        `wanted` says of whom, and how much its run may create. Nothing is chosen before which another process may yet
        store something.
        """
        with self._writing() as connection:
            settled = self._store.database.settled(connection)
            chosen = gathering.choose(connection, settled, kind, now, overtaken, wanted)
            if not chosen:
                return None
            made = Batch.made(batch, kind, len(chosen), now)
            connection.execute(insert(batches).values(batch_rows.row_of(made)))
            sequences = [item.sequence for item in chosen]
            connection.execute(update(events).where(events.c.sequence.in_(sequences)).values(batch=batch))
        return made

    def creates(self, batch: Batch) -> int:
        """Return how many issues or comments the run of a batch creates, as far as that shows: one for each person."""
        if batch.kind == envelope.SEND_NOTIFICATION:
            return batch.count
        with self._store.reading() as connection:
            return turns.count_people(connection, batch.id)

    def save(self, batch: Batch) -> None:
        """Save the state of a batch; one that is done stays done, even if a slower process disagrees.

        The content of a batch that is done is wiped, and whose it was; the keys stay, to recognise repetitions.
        """
        with self._writing() as connection:
            batch_rows.save(batch, connection)
            if batch.state is not BatchState.DISPATCHED:
                unopened.forget(batch.id, connection)
            if batch.state is BatchState.DONE:
                mine = events.c.batch == batch.id
                connection.execute(
                    delete(people).where(people.c.sequence.in_(select(events.c.sequence).where(mine)))
                )
                connection.execute(update(events).where(mine).values(content=""))

    def claim(self, batch: Batch, now: datetime) -> None:
        """Save a batch that is about to be dispatched, and renew the lease: the dispatch has to begin within it."""
        with self._store.writing() as connection:
            if self._lease:
                self._lease.claim(now, connection)
            batch_rows.save(batch, connection)

    def unfinished(self) -> list[Batch]:
        """Return all batches that are not done, oldest first."""
        with self._store.reading() as connection:
            return batch_rows.unfinished(connection)

    def last_successes(self) -> dict[str, datetime]:
        """Return when the last batch of each kind succeeded; kinds without one are left out."""
        query = (
            select(batches.c.kind, func.max(batches.c.done_at))
            .where(batches.c.state == BatchState.DONE)
            .group_by(batches.c.kind)
        )
        with self._store.reading() as connection:
            return {kind: datetime.fromtimestamp(at, UTC) for kind, at in connection.execute(query) if at}

    def revive(self, now: datetime) -> None:
        """Make due what was held, failed, or was under way when a process died: the cause may be gone."""
        with self._writing() as connection:
            turns.mark_unknown(connection)
            for batch in batch_rows.unfinished(connection):
                revived = batch.revived(now)
                if revived != batch:
                    batch_rows.save(revived, connection)

    def release_like(self, succeeded: Batch, now: datetime) -> list[Batch]:
        """Make batches due that failed for the reason for which this one had, and return them.

        A few at a time, those that have waited longest first: each that succeeds releases as many again.
        """
        with self._writing() as connection:
            waiting = [
                batch for batch in batch_rows.unfinished(connection) if batch.waits_like(succeeded, now)
            ]
            released = [batch.revived(now) for batch in sorted(waiting, key=lambda batch: batch.last_attempt)]
            released = [batch for batch in released if batch.next_attempt_at <= now][:RELEASED_AT_ONCE]
            for batch in released:
                batch_rows.save(batch, connection)
        return released

    def retry(self, only: BatchId | None = None) -> list[Batch]:
        """Make all due that waits to be sent again, or that batch alone, and return it."""
        with self._writing() as connection:
            waiting = [
                batch
                for batch in batch_rows.unfinished(connection)
                if only in (None, batch.id) and batch.retried() != batch
            ]
            for batch in waiting:
                batch_rows.save(batch.retried(), connection)
        return waiting

    def let_nothing_be_later_than(self, now: datetime) -> None:
        """Correct moments that lie ahead, since the clock was set back: nothing waits longer than it was to wait."""
        moment = now.timestamp()
        last = moment + LONGEST_WAIT.total_seconds()
        late = events.c.received_at > moment
        with self._writing() as connection:
            for column in (batches.c.created_at, batches.c.attempted_at, batches.c.dispatched_at):
                mine = batches.c.state.in_(UNFINISHED) & (column > moment)
                connection.execute(update(batches).where(mine).values({column: moment}))
            far = batches.c.state.in_(UNFINISHED) & (batches.c.next_attempt_at > last)
            connection.execute(update(batches).where(far).values(next_attempt_at=moment))
            due = case((events.c.due_at > 0, events.c.due_at - events.c.received_at + moment), else_=0)
            waiting = update(events).where(events.c.batch.is_(None), late)
            connection.execute(waiting.values(received_at=moment, due_at=due))
            ordered = update(orders).where(orders.c.created_at > moment)
            connection.execute(ordered.values(created_at=moment))

    def held_back(self) -> int:
        """Return how many items without a batch wait for something under way of the same person."""
        with self._store.reading() as connection:
            return turns.held_back(connection)

    def queue(self) -> QueueStatus:
        travelling = select(batches.c.id).where(batches.c.state != BatchState.DONE)
        in_batch = (
            select(events.c.kind, func.min(backlogs.DUE_SINCE))
            .where(events.c.batch.in_(travelling))
            .group_by(events.c.kind)
        )
        waiting, held_back = self.backlogs(), self.held_back()
        with self._store.reading() as connection:
            # By itself, since it has its own index: every request for the status asks this.
            oldest = {kind: moment(since) for kind, since in connection.execute(in_batch)}
        # Asked last: an item that gets its batch in between is counted twice rather than not at all.
        unfinished = self.unfinished()
        problems = [batch.problem for batch in unfinished if batch.problem]
        return QueueStatus(
            kinds={
                kind: _line([batch for batch in unfinished if batch.kind == kind], waiting.get(kind), since)
                for kind, since in ((kind, oldest.get(kind)) for kind in EVENT_TYPES)
            },
            problems=tuple(sorted(problems, key=lambda problem: problem.since, reverse=True)),
            held_back=held_back,
        )


def _last_success(batch: Batch, connection: Connection) -> datetime | None:
    """Return when another of its kind last got through before its last attempt, whatever has since."""
    done = (batches.c.kind == batch.kind) & (batches.c.state == BatchState.DONE)
    before = done & (batches.c.done_at < batch.last_attempt.timestamp())
    return moment(connection.execute(select(func.max(batches.c.done_at)).where(before)).scalar_one())


def _line(
    unfinished: Sequence[Batch], backlog: Backlog | None, oldest_in_batch: datetime | None
) -> QueueSummary:
    times = [oldest_in_batch, backlog.since if backlog else None]
    return QueueSummary(
        count=(backlog.count if backlog else 0) + sum(batch.count for batch in unfinished),
        oldest_at=min((time for time in times if time), default=None),
        batches={state: sum(batch.state is state for batch in unfinished) for state in UNFINISHED},
    )

"""Batches in the store: made of waiting events, followed until their run succeeded, then emptied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from bot import envelope
from bot.errors import SealError
from bot.messages import BatchId, Event
from bot.relay.batching import Batch, State
from bot.relay.store import Store, moment
from bot.relay.store_schema import batches, events

UNFINISHED = (State.READY, State.DISPATCHED, State.HELD)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Events without a batch, in order; `unreadable` are the sequences of those that no key opens."""

    events: tuple[Event, ...]
    unreadable: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """What an operator asks about: how much waits, how long, and what is wrong."""

    messages: int
    oldest_at: datetime | None
    batches: dict[State, int]
    problems: tuple[Batch, ...]


class Batches:
    """The batches of a store. Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting_since(self, kind: str) -> tuple[int, datetime | None]:
        """Return how many events of a kind have no batch, and since when the oldest waits."""
        query = select(func.count(), func.min(events.c.received_at)).where(
            events.c.batch.is_(None), events.c.kind == kind
        )
        with self._store.reading() as connection:
            count, oldest = connection.execute(query).one()
        return count, moment(oldest)

    def waiting(self, kind: str, most: int) -> Waiting:
        query = (
            select(events)
            .where(events.c.batch.is_(None), events.c.kind == kind)
            .order_by(events.c.sequence)
            .limit(most)
        )
        with self._store.reading() as connection:
            return self._opened(connection.execute(query).all())

    def events_of(self, batch: Batch) -> Waiting:
        query = select(events).where(events.c.batch == batch.id).order_by(events.c.sequence)
        with self._store.reading() as connection:
            return self._opened(connection.execute(query).all())

    def _opened(self, rows: Sequence[Row[Any]]) -> Waiting:
        opened, unreadable = [], []
        for row in rows:
            try:
                content = self._store.vault.open(row.content)
            except SealError:
                unreadable.append(row.sequence)
                continue
            opened.append(replace(envelope.load_item(content, Event), sequence=row.sequence))
        return Waiting(tuple(opened), tuple(unreadable))

    def make(self, batch: BatchId, kind: str, sequences: Sequence[int], now: datetime) -> Batch:
        """Bind events into a batch, on disk before anything is sent."""
        made = Batch(batch, kind, State.READY, len(sequences), 0, 0, (), now, now)
        with self._store.writing() as connection:
            connection.execute(insert(batches).values(_row(made)))
            connection.execute(update(events).where(events.c.sequence.in_(sequences)).values(batch=batch))
        return made

    def save(self, batch: Batch) -> None:
        """Write what became of a batch; one that is done stays done, whatever a slower process thinks."""
        with self._store.writing() as connection:
            connection.execute(
                update(batches)
                .where(batches.c.id == batch.id, batches.c.state != State.DONE)
                .values(_row(batch))
            )

    def finish(self, batch: Batch, run: int, now: datetime) -> None:
        """Note that the batch is delivered and wipe its content; the keys stay to recognise repetitions."""
        with self._store.writing() as connection:
            connection.execute(
                update(batches)
                .where(batches.c.id == batch.id)
                .values(
                    state=State.DONE,
                    run_id=run,
                    done_at=now.timestamp(),
                    problem="",
                    remedy="",
                    problem_at=None,
                )
            )
            connection.execute(update(events).where(events.c.batch == batch.id).values(content=""))

    def unfinished(self) -> list[Batch]:
        """Return all batches that are not done, the oldest first."""
        query = (
            select(batches).where(batches.c.state != State.DONE).order_by(batches.c.created_at, batches.c.id)
        )
        with self._store.reading() as connection:
            return [_batch(row) for row in connection.execute(query)]

    def revive(self, now: datetime) -> None:
        """Make due at once what was held, and what was under way when a process died."""
        revived = (batches.c.state == State.HELD) | (
            (batches.c.state == State.READY) & batches.c.attempted_at.is_not(None)
        )
        with self._store.writing() as connection:
            connection.execute(update(batches).where(revived).values(next_attempt_at=now.timestamp()))

    def queue(self) -> Queue:
        travelling = select(batches.c.id).where(batches.c.state != State.DONE)
        # Two questions, for each has its own index: this is asked by anybody who looks at the status.
        alone = select(func.count(), func.min(events.c.received_at)).where(events.c.batch.is_(None))
        in_batch = select(func.min(events.c.received_at)).where(events.c.batch.in_(travelling))
        with self._store.reading() as connection:
            count, oldest_alone = connection.execute(alone).one()
            oldest_in_batch = connection.execute(in_batch).scalar()
        # Asked last: a message that gets its batch in between is counted twice, never not at all.
        unfinished = self.unfinished()
        oldest = min((time for time in (oldest_alone, oldest_in_batch) if time is not None), default=None)
        troubled = [batch for batch in unfinished if batch.problem]
        troubled.sort(key=lambda batch: batch.problem_at or batch.created_at, reverse=True)
        return Queue(
            messages=count + sum(batch.count for batch in unfinished),
            oldest_at=moment(oldest),
            batches={state: sum(batch.state is state for batch in unfinished) for state in UNFINISHED},
            problems=tuple(troubled),
        )


def _row(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.id,
        "kind": batch.kind,
        "state": batch.state,
        "size": batch.count,
        "attempts": batch.attempts,
        "failures": batch.failures,
        "judged": ",".join(map(str, batch.judged)),
        "created_at": batch.created_at.timestamp(),
        "next_attempt_at": batch.next_attempt_at.timestamp(),
        "attempted_at": batch.attempted_at and batch.attempted_at.timestamp(),
        "dispatched_at": batch.dispatched_at and batch.dispatched_at.timestamp(),
        "run_id": batch.run_id,
        "problem": batch.problem,
        "remedy": batch.remedy,
        "problem_at": batch.problem_at and batch.problem_at.timestamp(),
    }


def _batch(row: Row[Any]) -> Batch:
    return Batch(
        id=BatchId(row.id),
        kind=row.kind,
        state=State(row.state),
        count=row.size,
        attempts=row.attempts,
        failures=row.failures,
        judged=tuple(int(run) for run in row.judged.split(",") if run),
        created_at=datetime.fromtimestamp(row.created_at, UTC),
        next_attempt_at=datetime.fromtimestamp(row.next_attempt_at, UTC),
        attempted_at=moment(row.attempted_at),
        dispatched_at=moment(row.dispatched_at),
        run_id=row.run_id,
        problem=row.problem,
        remedy=row.remedy,
        problem_at=moment(row.problem_at),
    )

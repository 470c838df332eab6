"""Batches as rows of their table."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.core.messages import BatchId
from bot.relay.batches.batch import Batch, BatchState, Problem
from bot.relay.store.schema import batches
from bot.relay.store.store import moment

_UNFINISHED = (
    select(batches).where(batches.c.state != BatchState.DONE).order_by(batches.c.created_at, batches.c.id)
)


def unfinished(connection: Connection) -> list[Batch]:
    return [_batch(row) for row in connection.execute(_UNFINISHED)]


def of_ids(ids: Collection[str], connection: Connection) -> dict[str, Batch]:
    """Return the batches with these ids, by their ids."""
    return {row.id: _batch(row) for row in connection.execute(select(batches).where(batches.c.id.in_(ids)))}


def save(batch: Batch, connection: Connection) -> None:
    mine = (batches.c.id == batch.id) & (batches.c.state != BatchState.DONE)
    connection.execute(update(batches).where(mine).values(row_of(batch)))


def row_of(batch: Batch) -> dict[str, Any]:
    problem = batch.problem
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
        "problem": problem.sentence if problem else "",
        "remedy": problem.remedy if problem else "",
        "problem_at": problem and problem.since.timestamp(),
        "done_at": batch.done_at and batch.done_at.timestamp(),
    }


def _batch(row: Row[Any]) -> Batch:
    since = moment(row.problem_at) or datetime.fromtimestamp(row.created_at, UTC)
    return Batch(
        id=BatchId(row.id),
        kind=row.kind,
        state=BatchState(row.state),
        count=row.size,
        attempts=row.attempts,
        failures=row.failures,
        judged=tuple(int(run) for run in row.judged.split(",") if run),
        created_at=datetime.fromtimestamp(row.created_at, UTC),
        next_attempt_at=datetime.fromtimestamp(row.next_attempt_at, UTC),
        attempted_at=moment(row.attempted_at),
        dispatched_at=moment(row.dispatched_at),
        run_id=row.run_id,
        problem=Problem(row.problem, row.remedy, since) if row.problem else None,
        done_at=moment(row.done_at),
    )

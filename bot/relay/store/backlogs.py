"""What waits in the store without a batch, by kind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, select

from bot.core.messages import BatchId
from bot.relay.batches.batching import EVENT_TYPES, Backlog
from bot.relay.store import turns
from bot.relay.store.schema import events
from bot.relay.store.turns import Hindrances
from bot.rules.wire import envelope

# Since when an item could have been dispatched: since it came, or since it was due.
DUE_SINCE = case((events.c.due_at > events.c.received_at, events.c.due_at), else_=events.c.received_at)

# What each step of the dispatcher asks: to build such a query takes longer than to ask it.
_ANYTHING_WAITS = select(exists().where(events.c.batch.is_(None)))

_Query = Select[int, float, float]


def waiting(connection: Connection) -> dict[str, Backlog]:
    """Return what has no batch yet, by kind; kinds without a backlog are left out."""
    waiting = events.c.batch.is_(None)
    counts = select(events.c.kind, func.count()).where(waiting).group_by(events.c.kind)
    found = {
        kind: (count, _asked(_first(waiting, kind, envelope.most_of(kind)), connection))
        for kind, count in connection.execute(counts).all()
    }
    return {kind: replace(first, count=count) for kind, (count, first) in found.items() if first}


def ready(connection: Connection, overtaken: Collection[BatchId] = ()) -> dict[str, Backlog]:
    """Return what has no batch and may have one now, by kind, as far as a batch goes; see turns."""
    if not connection.execute(_ANYTHING_WAITS).scalar_one():
        return {}
    hindrances = turns.hindrances(connection, overtaken)
    found = (
        (kind, _asked(_of_free(hindrances, kind, envelope.most_of(kind)), connection)) for kind in EVENT_TYPES
    )
    return {kind: backlog for kind, backlog in found if backlog}


@lru_cache(maxsize=64)
def _of_free(hindrances: Hindrances, kind: str, most: int) -> _Query:
    return _first(turns.may_travel(hindrances), kind, most)


def _first(condition: ColumnElement[bool], kind: str, most: int) -> _Query:
    """Ask for those of a kind; of one that travels in order the first ones, at most so many."""
    mine = select(events.c.due_at, DUE_SINCE.label("since")).where(condition, events.c.kind == kind)
    if kind in turns.IN_ORDER:
        mine = mine.order_by(events.c.sequence).limit(most)
    some = mine.subquery()
    query = select(func.count(), func.min(some.c.due_at), func.min(some.c.since))
    return query.select_from(some)


def _asked(query: _Query, connection: Connection) -> Backlog | None:
    count, due, since = connection.execute(query).one()
    return (
        Backlog(count, datetime.fromtimestamp(due, UTC), datetime.fromtimestamp(since, UTC))
        if count
        else None
    )

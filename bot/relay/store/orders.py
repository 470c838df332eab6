"""Orders in the store: each written together with the item to dispatch, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from bot.core.errors import BotError
from bot.core.messages import Order
from bot.relay.batches.batch import BatchState
from bot.relay.store.schema import batches, events, orders, people
from bot.relay.store.store import Store
from bot.rules.sending.ceilings import Ceiling, CeilingName
from bot.rules.wire.order_status import OrderReport, OrderStatus

MAX_REASON_CHARACTERS = 500
_REPORTS = (
    select(
        orders,
        events.c.key,
        *(batches.c.state, batches.c.dispatched_at, batches.c.done_at, batches.c.run_id, batches.c.problem),
    )
    .outerjoin_from(orders, events, events.c.key == orders.c.id)
    .outerjoin(batches, batches.c.id == events.c.batch)
)


@dataclass(frozen=True, slots=True)
class OrderWay:
    """What is known of an order, and when it reached each place; `run` is GitHub's id of the run that handled it."""

    report: OrderReport
    since: datetime
    ordered_at: datetime
    segments: int
    dispatched_at: datetime | None = None
    done_at: datetime | None = None
    run: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OrderReceipt:
    """The order of a request: a new one, an earlier one, or an earlier one with other content (not `same`)."""

    id: str
    new: bool
    same: bool = True


class CeilingReachedError(BotError):
    """No order is taken until `free_at`, since as many were as the ceiling allows."""

    def __init__(self, ceiling: Ceiling, free_at: datetime) -> None:
        super().__init__("As many messages were ordered as may be.")
        self.ceiling = ceiling
        self.free_at = free_at


class Orders:
    """The orders of a store. Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(
        self,
        order: Order,
        keys: Sequence[str],
        bodies: Sequence[str],
        ceilings: Sequence[Ceiling] = (),
        segments: int = 1,
    ) -> OrderReceipt:
        """Write an order to disk, once per token and idempotency key.

        `keys` and `bodies` are the fingerprints of the idempotency key (none: every request is a new order)
        and of the content, newest first; `segments` is what the order counts. Raises CeilingReachedError; earlier
        orders are counted in the transaction that writes this one, so that no two processes pass a ceiling together.
        """
        entry = self._store.row(order)
        moment = order.received_at.timestamp()
        with self._store.writing() as connection:
            if keys:
                mine = (orders.c.token == order.by) & orders.c.key_hash.in_(keys)
                known = connection.execute(select(orders).where(mine)).first()
                if known:
                    return OrderReceipt(known.id, new=False, same=known.body_hash in bodies)
            for ceiling in ceilings:
                _check(ceiling, order, segments, connection)
            row = {
                "id": order.id,
                "token": order.by,
                "key_hash": keys[0] if keys else None,
                "body_hash": bodies[0],
                "created_at": moment,
                "updated_at": moment,
                "segments": segments,
            }
            connection.execute(insert(orders).values(row))
            sequence = connection.execute(
                insert(events)
                .values(
                    key=entry.key,
                    kind=entry.kind,
                    received_at=entry.received_at,
                    due_at=entry.due_at,
                    content=entry.content,
                )
                .returning(events.c.sequence)
            ).scalar_one()
            if entry.people:
                connection.execute(
                    insert(people), [{"digest": digest, "sequence": sequence} for digest in entry.people]
                )
        self._store.database.bell.ring()
        return OrderReceipt(order.id, new=True)

    def note(self, report: OrderReport, now: datetime) -> None:
        """Store a report about an order, unless a later status is known; ignore an unknown order."""
        known = ["", *report.status.earlier]
        with self._store.writing() as connection:
            connection.execute(
                update(orders)
                .where(orders.c.id == report.order, orders.c.status.in_(known))
                .values(
                    status=report.status,
                    code=report.code,
                    reason=report.reason[:MAX_REASON_CHARACTERS],
                    updated_at=now.timestamp(),
                )
            )

    def segments_since(self, moment: datetime) -> int:
        """Return how many segments were ordered since the moment, which counts against the ceilings."""
        query = select(func.sum(orders.c.segments)).where(orders.c.created_at > moment.timestamp())
        with self._store.reading() as connection:
            return int(connection.execute(query).scalar_one() or 0)

    def report(self, order: str, token: str) -> tuple[OrderReport, datetime] | None:
        """Return what is known about an order of the token and since when, or None if the token has no such order."""
        with self._store.reading() as connection:
            found = connection.execute(
                _REPORTS.where(orders.c.id == order, orders.c.token == token)
            ).one_or_none()
        return _report(found) if found else None

    def way(self, order: str, token: str) -> OrderWay | None:
        """Return the same with its way so far."""
        with self._store.reading() as connection:
            found = connection.execute(
                _REPORTS.where(orders.c.id == order, orders.c.token == token)
            ).one_or_none()
        return _way(found) if found else None

    def latest(self, token: str, most: int) -> Sequence[OrderWay]:
        """Return the token's latest orders, the newest first."""
        newest = _REPORTS.where(orders.c.token == token).order_by(orders.c.created_at.desc()).limit(most)
        with self._store.reading() as connection:
            return [_way(row) for row in connection.execute(newest)]

    def reports_by_key(
        self, keys: Mapping[str, Sequence[str]], token: str
    ) -> Mapping[str, tuple[OrderReport, datetime]]:
        """Return the same by idempotency key, for those of the keys with which the token has ordered.

        Each comes with its fingerprints, of which any may have been stored.
        """
        named = {fingerprint: key for key, fingerprints in keys.items() for fingerprint in fingerprints}
        mine = (orders.c.token == token) & orders.c.key_hash.in_(named)
        with self._store.reading() as connection:
            return {named[row.key_hash]: _report(row) for row in connection.execute(_REPORTS.where(mine))}


def _check(ceiling: Ceiling, order: Order, segments: int, connection: Connection) -> None:
    """Raise CeilingReachedError if the ceiling has no room for the order; the largest waits until all is free."""
    since = (order.received_at - ceiling.period).timestamp()
    counted = select(orders.c.created_at, orders.c.segments).where(orders.c.created_at > since)
    if ceiling.name is CeilingName.ONE_SYSTEM:
        counted = counted.where(orders.c.token == order.by)
    room = ceiling.most - min(segments, ceiling.most)
    for created_at, taken in connection.execute(counted.order_by(orders.c.created_at.desc())):
        room -= taken
        if room < 0:  # this one must leave the span first
            raise CeilingReachedError(ceiling, datetime.fromtimestamp(created_at, UTC) + ceiling.period)


def _report(row: Row[Any]) -> tuple[OrderReport, datetime]:
    status, since = OrderStatus.QUEUED, row.created_at
    if row.status:
        status, since = OrderStatus(row.status), row.updated_at
    elif row.state == BatchState.DONE or row.key is None:
        status, since = OrderStatus.HANDLED, row.done_at or row.updated_at
    elif row.state == BatchState.DISPATCHED:
        status, since = OrderStatus.DISPATCHED, row.dispatched_at or row.updated_at
    return OrderReport(row.id, status, row.reason, row.code), datetime.fromtimestamp(since, UTC)


def _way(row: Row[Any]) -> OrderWay:
    report, since = _report(row)
    return OrderWay(
        report,
        since,
        datetime.fromtimestamp(row.created_at, UTC),
        row.segments,
        _moment(row.dispatched_at),
        _moment(row.done_at),
        row.run_id,
        row.problem or "",
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

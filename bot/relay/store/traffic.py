"""How much came and went of late, hour by hour, as the store's rows show it: `relay.keep` of them are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Connection, ScalarSelect, cast, func, select

from bot.core.messages import DeliveryStatus
from bot.relay.store.schema import batches, events
from bot.relay.store.store import Store
from bot.rules.wire import envelope

HOURS = 24
_HOUR = timedelta(hours=1)
_HOUR_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class HourOfTraffic:
    """What came in an hour, and of how many messages of ours Twilio finally said that they arrived, or failed."""

    begins: datetime
    received: int = 0
    arrived: int = 0
    failed: int = 0

    @property
    def sent(self) -> int:
        return self.arrived + self.failed


@dataclass(frozen=True, slots=True)
class Traffic:
    """The last hours, the oldest first, the last of them not over yet.

    `to_issue` is how long half of the messages of that time took at most from webhook to issue, of those that are
    `recorded`; None where none is.
    """

    hours: tuple[HourOfTraffic, ...]
    recorded: int
    to_issue: timedelta | None

    @property
    def received(self) -> int:
        return sum(hour.received for hour in self.hours)

    @property
    def sent(self) -> int:
        return sum(hour.sent for hour in self.hours)

    @property
    def delivery_rate(self) -> float | None:
        """The share of messages with a final report that arrived; None where there is no report."""
        return sum(hour.arrived for hour in self.hours) / self.sent if self.sent else None


def of_last_day(store: Store, now: datetime) -> Traffic:
    """Return what the last 24 hours of the clock brought, this one among them; raises StoreError."""
    this_hour = datetime.fromtimestamp(now.timestamp() // _HOUR_SECONDS * _HOUR_SECONDS, UTC)
    since = this_hour - (HOURS - 1) * _HOUR
    with store.reading() as connection:
        counts = _counts(connection, since)
        recorded, to_issue = _to_issue(connection, since)
    begins = (since + number * _HOUR for number in range(HOURS))
    hours = tuple(HourOfTraffic(one, *counts.get(one, (0, 0, 0))) for one in begins)
    return Traffic(hours, recorded, to_issue)


def _counts(connection: Connection, since: datetime) -> dict[datetime, tuple[int, int, int]]:
    # Whole numbers: what divides those is the same in every database, and drops the rest.
    hour = cast(events.c.received_at, BigInteger).op("/")(_HOUR_SECONDS)
    has_arrived = events.c.key.endswith(f":{DeliveryStatus.DELIVERED}")  # see envelope.key_of
    is_message = events.c.kind == envelope.RECORD_MESSAGES
    is_report = events.c.kind == envelope.RECORD_DELIVERY
    query = (
        select(hour, _sum_of(is_message), _sum_of(is_report & has_arrived), _sum_of(is_report & ~has_arrived))
        .where(events.c.sequence > _last_before(since), events.c.received_at >= since.timestamp())
        .where(is_message | is_report)
        .group_by(hour)
    )
    return {
        datetime.fromtimestamp(number * _HOUR_SECONDS, UTC): (received, arrived, failed)
        for number, received, arrived, failed in connection.execute(query)
    }


def _last_before(since: datetime) -> ScalarSelect[int]:
    """Return the newest item of before: found backwards from the end, so that older ones are not looked at."""
    found = select(events.c.sequence).where(events.c.received_at < since.timestamp())
    newest = found.order_by(events.c.sequence.desc()).limit(1).scalar_subquery()
    return select(func.coalesce(newest, 0)).scalar_subquery()


def _sum_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _to_issue(connection: Connection, since: datetime) -> tuple[int, timedelta | None]:
    """Return how many messages of that time are recorded, and how long half of them took at most."""
    mine = (
        (events.c.sequence > _last_before(since))
        & (events.c.received_at >= since.timestamp())
        & (events.c.kind == envelope.RECORD_MESSAGES)
        & batches.c.done_at.is_not(None)
    )
    took = (batches.c.done_at - events.c.received_at).label("took")
    found = select(took).join_from(events, batches, events.c.batch == batches.c.id).where(mine)
    count = connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    if not count:
        return 0, None
    middle = connection.execute(found.order_by(took).offset(count // 2).limit(1)).scalar_one_or_none()
    return count, None if middle is None else timedelta(seconds=max(0.0, middle))

"""Which alerts the relay sent to administrators, so that neither a restart nor a second relay sends one again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bot.relay.store.schema import alerts
from bot.relay.store.store import Store

MOST_A_DAY = 4
# A claim whose process died before it had sent anything is taken over after this.
RETRY_AFTER = timedelta(minutes=5)
_DAY = timedelta(days=1)
_KEPT = timedelta(days=30)


class TroubleKind(StrEnum):
    """What administrators are alerted of."""

    UNREADY = "unready"  # the relay cannot store, or its dispatcher fails
    STUCK = "stuck"  # something waits, and no batch of its kind succeeds


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that does not move: since when, and how much waits where that is known."""

    kind: TroubleKind
    since: datetime
    lasted: timedelta
    count: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send an alert; `again` if an earlier attempt may have sent it."""

    id: int
    again: bool


class StoredAlerts:
    """One row for each trouble, open until it is over. Every method raises StoreError."""

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner

    def claim(self, trouble: Trouble, now: datetime) -> Claim | None:
        """Return the right to send the alert about a trouble; None if it was sent, or enough were sent today."""
        moment = now.timestamp()
        with self._store.writing() as connection:
            known = _open(connection)
            if known:
                fresh = abs(moment - known.claimed_at) < RETRY_AFTER.total_seconds()
                if known.sent_at is not None or fresh:
                    return None
                mine = alerts.c.id == known.id
                connection.execute(update(alerts).where(mine).values(claimed_at=moment, owner=self._owner))
                return Claim(known.id, again=True)
            since = moment - _DAY.total_seconds()
            recent = select(func.count()).select_from(alerts).where(alerts.c.sent_at > since)
            if connection.execute(recent).scalar_one() >= MOST_A_DAY:
                return None
            connection.execute(delete(alerts).where(alerts.c.over_at < moment - _KEPT.total_seconds()))
            row = {"kind": trouble.kind, "owner": self._owner, "claimed_at": moment}
            made = connection.execute(insert(alerts).values(row).returning(alerts.c.id)).scalar_one()
            return Claim(made, again=False)

    def sent(self, claim: Claim, now: datetime) -> None:
        """Store that the alert has left."""
        with self._store.writing() as connection:
            mine = alerts.c.id == claim.id
            connection.execute(update(alerts).where(mine).values(sent_at=now.timestamp()))

    def is_open(self) -> bool:
        """Whether there is a trouble that an alert was claimed for."""
        with self._store.reading() as connection:
            return _open(connection) is not None

    def end(self, now: datetime) -> bool:
        """Close the open trouble, whoever alerted of it; return whether this process must send that it is over."""
        with self._store.writing() as connection:
            known = _open(connection)
            if known is None:
                return False
            mine = alerts.c.id == known.id
            connection.execute(update(alerts).where(mine).values(over_at=now.timestamp()))
            return known.sent_at is not None


def _open(connection: Connection) -> Row[tuple[int, str, str, float, float | None, float | None]] | None:
    query = select(alerts).where(alerts.c.over_at.is_(None)).order_by(alerts.c.id.desc()).limit(1)
    return connection.execute(query).one_or_none()

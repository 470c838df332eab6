"""The lease: of all processes that share a store, one dispatches, and whoever lost it finds out before it acts.

Each takeover raises the epoch. What only the holder may write is written in a transaction that confirms the epoch, so
a process that slept through its lease changes nothing any more.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, select, update

from bot.core import clock
from bot.core.errors import BotError
from bot.relay.store import lease_owner, upsert
from bot.relay.store.schema import leases
from bot.relay.store.store import Store

LEASE_TTL = timedelta(seconds=5)
DISPATCHER = "dispatcher"
_TTL = LEASE_TTL.total_seconds()
# What each step of the dispatcher asks: to build it takes longer than to ask it.
_HELD = select(leases).where(leases.c.name == DISPATCHER)


class LeaseLostError(BotError):
    """Another process dispatches by now."""

    def __init__(self) -> None:
        super().__init__("Another process dispatches by now.")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lease, in which epoch, and for how many seconds from now unless it is renewed."""

    owner: str
    epoch: int
    left: float

    @property
    def renewed_ago(self) -> float:
        """How many seconds ago the holder last renewed it."""
        return max(0.0, _TTL - self.left)


class Lease:
    """The lease as one process sees it. Safe for threads; every method raises StoreError."""

    def __init__(self, store: Store, owner: str | None = None) -> None:
        self._store = store
        self.owner = owner or lease_owner.this_process()
        self.epoch: int | None = None  # while this process holds it, as far as it knows
        self._lock = threading.Lock()
        self._safe_until = 0.0

    @property
    def is_safe(self) -> bool:
        """Whether nobody else can have taken it yet, however long this process has slept: by the steady clock."""
        return self.epoch is not None and clock.steady() < self._safe_until

    def take(self, now: datetime) -> bool:
        """Take or renew the lease; False while another process has it."""
        with self._lock:
            began = clock.steady()
            held, left = self._read(now)
            if held and held.owner != self.owner and left > 0 and not lease_owner.has_died(held.owner):
                self.epoch = None
                return False
            is_mine = held is not None and (held.owner, held.epoch) == (self.owner, self.epoch)
            if is_mine and left > _TTL / 2:
                return True
            return self._write(held, now, began, is_mine=is_mine)

    def keep(self, now: datetime) -> None:
        """Renew the lease if half of it has passed, while a step takes long; asks the store only then."""
        with self._lock:
            if self.epoch is None or clock.steady() < self._safe_until - _TTL / 2:
                return
            began = clock.steady()
            with self._store.writing() as connection:
                is_mine = self._renew(now, connection)
            if is_mine:  # not before it is committed
                self._safe_until = began + _TTL

    def claim(self, now: datetime, connection: Connection) -> None:
        """Renew the lease within a transaction, which raises LeaseLostError if another process has taken it."""
        began = clock.steady()
        if not self._renew(now, connection):
            raise LeaseLostError
        self._safe_until = began + _TTL  # whoever claims it goes on only once this is committed

    def confirm(self, connection: Connection) -> None:
        """Raise LeaseLostError within a transaction unless this process still holds the lease in the same epoch."""
        mine = connection.execute(_HELD).one_or_none()
        if self.epoch is None or not mine or (mine.owner, mine.epoch) != (self.owner, self.epoch):
            self.epoch = None
            raise LeaseLostError

    def release(self) -> None:
        """Release the lease, so that another process can take over at once."""
        with self._lock:
            self.epoch = None
            with self._store.writing() as connection:
                mine = (leases.c.name == DISPATCHER) & (leases.c.owner == self.owner)
                connection.execute(update(leases).where(mine).values(owner="", until=0.0))

    def holder(self, now: datetime) -> Holder | None:
        """Return which process dispatches; None if none does."""
        held, left = self._read(now)
        if not held or left <= 0 or lease_owner.has_died(held.owner):
            return None
        return Holder(held.owner, held.epoch, left)

    def _read(self, now: datetime) -> tuple[Row[tuple[str, str, float, int]] | None, float]:
        """Return the lease, and for how many seconds it lasts."""
        with self._store.reading() as connection:
            held = connection.execute(_HELD).one_or_none()
            # After it: what is renewed in between would seem to last for longer than any does.
            moment = self._store.database.now(now, connection).timestamp()
        left = held.until - moment if held else 0.0
        # One that does last longer was taken before the clock was set back. `now` may be a little older than it.
        return held, left if left <= 2 * _TTL else 0.0

    def _write(
        self, held: Row[tuple[str, str, float, int]] | None, now: datetime, began: float, *, is_mine: bool
    ) -> bool:
        epoch = (held.epoch if held else 0) + (not is_mine)
        with self._store.writing() as connection:
            until = self._store.database.now(now, connection).timestamp() + _TTL
            row = {"owner": self.owner, "until": until, "epoch": epoch}
            if held is None:
                done = upsert.add_missing(connection, leases, [{"name": DISPATCHER, **row}])
            else:  # only if no other process has changed it since it was read
                as_read = (
                    (leases.c.name == DISPATCHER)
                    & (leases.c.owner == held.owner)
                    & (leases.c.until == held.until)
                    & (leases.c.epoch == held.epoch)
                )
                done = connection.execute(update(leases).where(as_read).values(row)).rowcount
        self.epoch, self._safe_until = (epoch, began + _TTL) if done else (None, 0.0)
        return bool(done)

    def _renew(self, now: datetime, connection: Connection) -> bool:
        until = self._store.database.now(now, connection).timestamp() + _TTL
        mine = (leases.c.name == DISPATCHER) & (leases.c.owner == self.owner) & (leases.c.epoch == self.epoch)
        if not connection.execute(update(leases).where(mine).values(until=until)).rowcount:
            self.epoch = None
            return False
        return True

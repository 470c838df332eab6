"""The store in PostgreSQL, which relays on several machines share."""

from __future__ import annotations

import logging
import select
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, PoolProxiedConnection, create_engine, event, text
from sqlalchemy.exc import DisconnectionError, OperationalError, SQLAlchemyError

from bot.relay.store import deadline, postgres_errors, postgres_names, revisions
from bot.relay.store.database import Database
from bot.relay.store.group import PendingRow, Stored
from bot.relay.store.lock import UPGRADE_SECONDS, StoreError
from bot.relay.store.postgres_bell import CHANNEL, PostgresBell
from bot.relay.store.postgres_group import write_group

# Keys of advisory locks, which are the database's own (postgresql.org/docs/current/explicit-locking.html).
_WRITES, _GROUPS = 360_001, 360_002
_CONNECTIONS, _MORE_CONNECTIONS = 8, 24
_PROBE_SECONDS = 1.0
# How long new groups wait at most until those under way have ended, where their order is looked at.
_SETTLING = "250ms"
# A relay that stands still, or was cut off, in the midst of a transaction holds its locks no longer.
_IDLE_SECONDS = 5
# Outside of a request: a purge after months may take long.
_LONGEST_SECONDS = 300.0
# A peer that is gone is noticed while a request can still be answered (tcp(7), TCP_USER_TIMEOUT).
_NETWORK = {
    "connect_timeout": 2,  # libpq's least
    "tcp_user_timeout": 1000,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
}
_LIMITS = "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)"
_ALONE = f"SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock({_GROUPS})"
_EXCLUSIVE = f"{_LIMITS}, pg_advisory_xact_lock({_WRITES})"
_GROUP = f"{_LIMITS}, pg_advisory_xact_lock_shared({_GROUPS}), pg_notify('{CHANNEL}', '')"
# What is answered to Twilio must be on the disk; other settings of the server's administrator stay.
_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
)
_SIZE = text("SELECT pg_database_size(current_database())")
_PATIENT = text("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")
_CLOCK = text("SELECT extract(epoch FROM clock_timestamp())::float8")
_HIGHEST = text("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM events_sequence_seq")
_RAISE = text("SELECT setval('events_sequence_seq', :highest)")


class PostgresDatabase(Database):
    """A database of a PostgreSQL server. Writes take turns by an advisory lock; groups of new items do not."""

    bell: PostgresBell
    name = "PostgreSQL"  # neither host nor user
    highest_file = None  # who restores a server from an old copy has reconcile run
    kind = "postgresql"
    locked_remedy = postgres_errors.LOCKED
    failures = (psycopg.Error, SQLAlchemyError, OSError, StoreError)

    def __init__(self, url: URL, patience: float, *, upgrades: bool = True) -> None:
        """Connect and make missing tables; `patience` is how many seconds to wait for a lock. Raises StoreError."""
        logging.getLogger("psycopg").setLevel(logging.ERROR)  # its warnings repeat what we report
        self._patience = max(patience, UPGRADE_SECONDS)
        self._pooled: PoolProxiedConnection | None = None
        self._settled = 0
        self.engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=_CONNECTIONS,
            max_overflow=_MORE_CONNECTIONS,
            pool_timeout=patience,
            hide_parameters=True,
            connect_args={
                "application_name": postgres_names.of_this_process(),
                "options": _options(patience),
                **_NETWORK,
            },
        )
        event.listen(self.engine, "do_connect", _probe)
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "checkout", _require_open)
        event.listen(self.engine, "begin", self._begin)
        self.bell = PostgresBell(self.engine)
        try:
            revisions.bring_up_to_date(self, upgrades=upgrades)
            self._patience = patience
        except self.failures as error:
            self.close()
            raise self.error_of(error) from None  # the driver's error may name the host and the user

    def close(self) -> None:
        self.bell.close()
        self.disconnect()
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.engine.execution_options(writes=True).begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        # A request says how long it can wait, for which there must be a transaction; all others save its round trips.
        options = {} if deadline.moment() else {"isolation_level": "AUTOCOMMIT"}
        with self.engine.execution_options(**options).connect() as connection:
            yield connection

    def write_group(self, rows: Sequence[PendingRow]) -> Sequence[Stored]:
        """Store the rows; once more if the connection had been lost, since a row that is known stays as it is."""
        kept = self._pooled is not None
        try:
            outcomes = self._write(rows)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if not kept and not isinstance(error, psycopg.errors.DeadlockDetected):
                raise
            outcomes = self._write(rows)
        return outcomes

    def announce_group(self) -> None:
        """Wake the thread that dispatches here: the others were notified by the transaction itself."""
        self.bell.ring_here()

    def _write(self, rows: Sequence[PendingRow]) -> Sequence[Stored]:
        try:
            self._pooled = self._pooled or self.engine.raw_connection()
            connection: psycopg.Connection[Any] = self._pooled.driver_connection  # type: ignore[assignment]
            return write_group(connection, rows, _GROUP, self._limits())
        except BaseException:
            self.disconnect()  # the next group starts on a fresh connection
            raise

    def disconnect(self) -> None:
        if self._pooled:
            pooled, self._pooled = self._pooled, None
            with suppress(*self.failures):
                pooled.invalidate()

    def keep_groups_out(self, connection: Connection) -> None:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_GROUPS})"))

    def may_take_long(self, connection: Connection) -> None:
        connection.execute(_PATIENT)

    def now(self, given: datetime, connection: Connection) -> datetime:  # noqa: ARG002 - of this machine alone
        return datetime.fromtimestamp(connection.execute(_CLOCK).scalar_one(), UTC)

    def highest(self, connection: Connection) -> int:
        return int(connection.execute(_HIGHEST).scalar_one())

    def settled(self, connection: Connection) -> int:
        """Let all groups that have begun end, and none begin, for the moment in which the number is looked up.

        A relay that stands still in the midst of one holds up nobody for long: then what was found last still holds.
        """
        try:
            with connection.begin_nested() as moment:
                connection.exec_driver_sql(_ALONE, (_SETTLING,))
                self._settled = self.highest(connection)
                moment.rollback()  # which releases the lock
        except OperationalError as error:
            if not isinstance(error.orig, psycopg.errors.LockNotAvailable):
                raise
        return self._settled

    def raise_highest(self, connection: Connection, highest: int) -> None:
        self.keep_groups_out(connection)
        connection.execute(_RAISE, {"highest": highest})

    def sizes(self) -> Mapping[str, int]:
        with self.reading() as connection:
            return {"data": connection.execute(_SIZE).scalar_one()}

    def put_aside(self, revision: str) -> None:
        """Leave copies to the server's administrator, as the documentation says."""

    def delete_copies(self, before: datetime) -> None:
        """There are none."""

    def require_sound(self) -> None:
        """Trust the server, which looks after its files itself."""

    def require_undamaged(self) -> None:
        """Trust the server, as above."""

    def damage_of(self, error: Exception) -> StoreError | None:  # noqa: ARG002 - as above
        return None

    def error_of(self, error: Exception) -> StoreError:
        return postgres_errors.error_of(error)

    def _limits(self) -> tuple[str, str]:
        """Return how long to wait for a lock, and how long a statement may take, as the server writes them."""
        wait = deadline.remaining(self._patience)
        longest = deadline.remaining(_LONGEST_SECONDS)
        return f"{max(1, round(wait * 1000))}ms", f"{max(1, round(longest * 1000))}ms"

    def _begin(self, connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("writes"):
            connection.exec_driver_sql(_EXCLUSIVE, self._limits())
        elif options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(_LIMITS, self._limits())


def _options(patience: float) -> str:
    """Return what holds where no transaction says otherwise."""
    return (
        f"-c lock_timeout={max(1, round(patience * 1000))}ms -c statement_timeout={round(_LONGEST_SECONDS)}s "
        f"-c idle_in_transaction_session_timeout={_IDLE_SECONDS}s "
        "-c jit=off"  # whose work a query of milliseconds never repays
    )


def _require_open(connection: psycopg.Connection[Any], _record: object, _proxy: object) -> None:
    """Let the pool open another connection for one that the server has closed, without asking it each time.

    Nothing comes unasked on an open one.
    """
    unasked = select.poll()  # not select(2), which knows no descriptor from 1024 on
    if not connection.closed:
        unasked.register(connection.fileno(), select.POLLIN)
    if connection.closed or unasked.poll(0):
        raise DisconnectionError


def _probe(_dialect: object, _record: object, _args: object, options: dict[str, Any]) -> None:
    """Find out whether anything answers: libpq itself waits for two seconds at least, and Twilio not much longer."""
    host, port = str(options.get("host") or ""), options.get("port") or 5432
    if host and "/" not in host and "," not in host:
        socket.create_connection((host, int(port)), deadline.remaining(_PROBE_SECONDS)).close()


def _prepare(connection: psycopg.Connection[Any], _record: object) -> None:
    connection.execute(_DURABLE)
    connection.commit()

"""The bell of a PostgreSQL store: LISTEN and NOTIFY, which reach every machine."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import Engine, PoolProxiedConnection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.relay.store.bell import Bell

CHANNEL = "auditoria360_relay"
_FAILURES = (psycopg.Error, SQLAlchemyError, OSError)


class PostgresBell(Bell):
    """A connection that listens, for the thread that waits."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._listens = False
        self._pooled: PoolProxiedConnection | None = None

    def ring(self) -> None:
        self.ring_here()
        with suppress(*_FAILURES), self._engine.begin() as connection:
            connection.execute(text(f"NOTIFY {CHANNEL}"))

    def listen(self) -> None:
        self._listens = self.attentive = True
        self._listening()

    def stop_listening(self) -> None:
        self._listens = self.attentive = False
        self._drop()

    def _listening(self) -> int | None:
        """Return the connection that listens; None while there is none, as during a restart of the server."""
        if not self._listens:
            return None
        try:
            if not self._pooled:
                self._pooled = self._engine.raw_connection()
                made: psycopg.Connection[Any] = self._pooled.driver_connection  # type: ignore[assignment]
                made.rollback()
                made.autocommit = True
                made.execute(f"LISTEN {CHANNEL}")
            connection: psycopg.Connection[Any] = self._pooled.driver_connection  # type: ignore[assignment]
            return connection.fileno()
        except _FAILURES:
            self._drop()
            return None

    def _drain(self) -> bool:
        if not self._pooled:
            return False
        connection: psycopg.Connection[Any] = self._pooled.driver_connection  # type: ignore[assignment]
        try:
            return bool(list(connection.notifies(timeout=0)))
        except psycopg.Error as error:
            self._drop()
            raise OSError from error

    def _drop(self) -> None:
        if self._pooled:
            pooled, self._pooled = self._pooled, None
            with suppress(*_FAILURES):
                pooled.invalidate()

"""The bell of a PostgreSQL store: LISTEN and NOTIFY, which reach every machine."""

from __future__ import annotations

import select
import socket
import threading
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
        self._engine = engine
        self._pooled: PoolProxiedConnection | None = None
        self._inner, self._outer = socket.socketpair()
        for one in (self._inner, self._outer):
            one.settimeout(0)

    def ring(self) -> None:
        self.ring_here()
        with suppress(*_FAILURES), self._engine.begin() as connection:
            connection.execute(text(f"NOTIFY {CHANNEL}"))

    def ring_here(self) -> None:
        """Wake the thread of this process, where the others hear it from the database."""
        with suppress(OSError):  # full: it is being woken already
            self._outer.send(b"!")

    def wait(self, seconds: float) -> bool:
        listening = self._listen()
        try:
            heard: list[Any] = [self._inner, *([listening] if listening else [])]
            ready = select.select(heard, [], [], max(0.0, seconds))[0]
            rung = self._inner in ready
            with suppress(BlockingIOError):
                while self._inner.recv(4096):
                    pass
            if listening in ready and listening:
                rung = bool(list(listening.notifies(timeout=0))) or rung
        except (*_FAILURES, ValueError):  # closed
            self._drop()
            threading.Event().wait(min(seconds, 0.1))
            return False
        return rung

    def close(self) -> None:
        self._drop()
        self._inner.close()
        self._outer.close()

    def _listen(self) -> psycopg.Connection[Any] | None:
        """Return the connection that listens; None while there is none, as during a restart of the server."""
        try:
            if not self._pooled:
                self._pooled = self._engine.raw_connection()
                made: psycopg.Connection[Any] = self._pooled.driver_connection  # type: ignore[assignment]
                made.rollback()
                made.autocommit = True
                made.execute(f"LISTEN {CHANNEL}")
        except _FAILURES:
            self._drop()
            return None
        return self._pooled.driver_connection

    def _drop(self) -> None:
        if self._pooled:
            pooled, self._pooled = self._pooled, None
            with suppress(*_FAILURES):
                pooled.invalidate()

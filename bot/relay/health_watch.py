"""Looks after the relay's own health on a thread: whether the store can be written, and how far it has got."""

from __future__ import annotations

import threading

from bot.core import clock, logs
from bot.core.errors import BotError
from bot.relay.health import Health

LOOK_EVERY_SECONDS = 2.0


class HealthWatch:
    """`look` does one round and may be called on its own."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="health-watch", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 1.0) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join(timeout)

    def look(self) -> None:
        if self._health.unready(clock.now()) is None:
            self._health.high_water.note()

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            self._attempt()
        self._attempt()

    def _attempt(self) -> None:
        try:
            self.look()
        except BotError:
            return  # the store's own trouble, which status and log show
        except Exception as error:  # noqa: BLE001 - an error in one look must not stop the next
            logs.trouble("health-unknown", reason=type(error).__name__)

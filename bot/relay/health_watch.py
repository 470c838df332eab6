"""Looks after the relay's own health on a thread: how far the store has got, and whether anybody must be alerted.

One process does so for all: the one that leads. Where the store cannot tell which that is, one of each machine does.
Each also shows the others what GitHub and Twilio say of their limits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from bot.core import clock, logs, named_limits
from bot.core.errors import BotError
from bot.relay import counts
from bot.relay.alerts import Alerts
from bot.relay.health import Health

LOOK_EVERY_SECONDS = 2.0
_ALERTS_EVERY = 5  # looks


class HealthWatch:
    """`look` does one round and may be called on its own."""

    def __init__(
        self,
        health: Health,
        alerts: Alerts,
        leads: Callable[[], bool] = lambda: True,
        stands_alone: Callable[[], bool] = lambda: False,
    ) -> None:
        """`stands_alone` is asked in a process that does not lead: whether it is to look after its machine."""
        self._health = health
        self._alerts = alerts
        self._leads, self._stands_alone = leads, stands_alone
        self._looks = 0
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
        """Note how far the store has got; now and then, alert the administrators if they must be. Raises StoreError."""
        counts.note(named_limits.known())
        leads = self._leads()
        due, self._looks = self._looks % _ALERTS_EVERY == 0, self._looks + 1
        if due and (leads or self._alerts.owes_end or self._stands_alone()):
            self._alerts.look(clock.now())
        if leads:
            self._health.high_water.note()

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            self._attempt(self.look)
        if self._leads():
            self._attempt(self._health.high_water.note)

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            action()
        except BotError:
            return  # the store's own trouble, which status and log show
        except Exception as error:  # noqa: BLE001 - an error in one look must not stop the next
            logs.trouble("health-unknown", reason=type(error).__name__)

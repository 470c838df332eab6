"""The account's Messaging Services."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.core import clock
from bot.sandbox.twilio.values import Service, new_sid


class Services:
    """The Messaging Services of one account; `ours` has all its senders, if there is one."""

    def __init__(self, senders: Iterable[str] = (), ours: str | None = None) -> None:
        self._lock = threading.Lock()
        self._services: dict[str, Service] = {}
        self.ours = ours
        if ours:
            self.add(senders, sid=ours)

    def add(self, pool: Iterable[str] = (), *, sid: str = "", **settings: Any) -> Service:
        """Make a service with these senders, by their SIDs."""
        now = clock.now()
        made = Service(sid or new_sid("MG"), now, now, tuple(pool), **settings)
        with self._lock:
            self._services[made.sid] = made
        return made

    def everything(self) -> list[Service]:
        with self._lock:
            return list(self._services.values())

    def find(self, sid: str) -> Service | None:
        with self._lock:
            return self._services.get(sid)

    def change(self, sid: str, **changes: Any) -> Service:
        with self._lock:
            self._services[sid] = replace(self._services[sid], **{"updated_at": clock.now(), **changes})
            return self._services[sid]

    def holding(self, sender_sid: str) -> Service | None:
        """Return the service whose pool a sender is in; Twilio lets it be in one at most."""
        return next((one for one in self.everything() if sender_sid in one.pool), None)

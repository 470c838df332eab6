"""Whether Twilio's webhooks are accepted: how many were refused in a row, and why."""

from __future__ import annotations

import threading

from bot.core import clock
from bot.relay.batches.batch import Problem

_EXPLAIN_EVERY_SECONDS = 1.0


class SignatureWatch:
    """Counts the refused webhooks that name our account, until one is accepted. Safe for threads.

    What names no account, or another, may come from anybody, so it counts nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._problem: Problem | None = None
        self._explained_at = 0.0

    @property
    def problem(self) -> Problem | None:
        """What is wrong, None if the last webhook was accepted."""
        return self._problem

    def may_explain(self) -> bool:
        """Whether to look for the cause of a refusal: once a second, since each look costs milliseconds."""
        with self._lock:
            now = clock.steady()
            due = now - self._explained_at >= _EXPLAIN_EVERY_SECONDS
            self._explained_at = now if due else self._explained_at
            return due

    def accepted(self) -> None:
        if self._problem:
            with self._lock:
                self._count, self._problem = 0, None

    def refused(self, reason: str, remedy: str) -> None:
        with self._lock:
            self._count += 1
            since = self._problem.since if self._problem else clock.now()
            many = f"The last {self._count} webhooks were" if self._count > 1 else "The last webhook was"
            remedy = remedy or (self._problem.remedy if self._problem else "")
            self._problem = Problem(f"{many} refused: {reason}", remedy, since)

"""Whether Twilio's webhooks are accepted: how many were refused in a row, and why, whichever process got them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.core import clock
from bot.core.errors import BotError
from bot.relay.batches.batch import Problem
from bot.relay.store.notes import Content, SharedNotes, moment_of

_EXPLAIN_EVERY_SECONDS = 1.0
_SHARE_EVERY_SECONDS = 1.0
_NAME = "signatures"
_LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class RefusedWebhooks:
    """How many webhooks were refused since one was accepted, and why. Pure."""

    count: int = 0
    reason: str = ""
    remedy: str = ""
    since: datetime = _LONG_AGO

    @property
    def problem(self) -> Problem | None:
        """What is wrong, None if the last webhook was accepted."""
        if not self.count:
            return None
        many = f"The last {self.count} webhooks were" if self.count > 1 else "The last webhook was"
        return Problem(f"{many} refused: {self.reason}", self.remedy, self.since)

    def and_then(self, later: RefusedWebhooks) -> RefusedWebhooks:
        """Return both together; the later ones say why, the earlier ones since when."""
        if not self.count or not later.count:
            return later if later.count else self
        return replace(
            later,
            count=self.count + later.count,
            remedy=later.remedy or self.remedy,
            since=self.since,
        )

    def noted(self) -> Content:
        if not self.count:
            return {}
        since = clock.iso(self.since)
        return {"count": self.count, "reason": self.reason, "remedy": self.remedy, "since": since}

    @classmethod
    def of(cls, note: Content) -> RefusedWebhooks:
        """Return what a note holds; nothing refused if it holds none."""
        match note:
            case {"count": int(count), "reason": str(reason), "remedy": str(remedy), "since": since}:
                return cls(count, reason, remedy, moment_of(since) or _LONG_AGO)
        return cls()


class SignatureWatch:
    """Counts the refused webhooks that name our account, until one is accepted. Safe for threads.

    What names no account, or another, may come from anybody, so it counts nothing. Other processes learn of it within
    a second, at which `share` is to be called: what strangers cause must not have the store written more often.
    """

    def __init__(self, notes: SharedNotes) -> None:
        self._notes = notes
        self._lock = threading.Lock()
        self._shared = RefusedWebhooks()
        # What this process has not shared yet: whether one was accepted, and what was refused since.
        self._has_accepted = False
        self._own = RefusedWebhooks()
        self._explained_at = 0.0
        self._shared_at: float | None = None

    @property
    def problem(self) -> Problem | None:
        """What is wrong, None if the last webhook was accepted."""
        with self._lock:
            return self._known().problem

    def may_explain(self) -> bool:
        """Whether to look for the cause of a refusal: once a second, since each look costs milliseconds."""
        with self._lock:
            now = clock.steady()
            due = now - self._explained_at >= _EXPLAIN_EVERY_SECONDS
            self._explained_at = now if due else self._explained_at
            return due

    def accepted(self) -> None:
        if self._own.count or (self._shared.count and not self._has_accepted):
            with self._lock:
                self._has_accepted, self._own = True, RefusedWebhooks()

    def refused(self, reason: str, remedy: str) -> None:
        with self._lock:
            self._own = self._own.and_then(RefusedWebhooks(1, reason, remedy, clock.now()))

    def share(self) -> None:
        """Write down what this process knows, and read what the others do; once a second. Raises StoreError."""
        with self._lock:
            now = clock.steady()
            if self._shared_at is not None and now - self._shared_at < _SHARE_EVERY_SECONDS:
                return
            self._shared_at = now
            has_accepted, own, before = self._has_accepted, self._own, self._shared
            self._has_accepted, self._own = False, RefusedWebhooks()
            self._shared = _after(self._shared, own, has_accepted=has_accepted)  # as long as it is on its way
        try:
            if has_accepted or own.count:
                note = self._notes.change(
                    _NAME,
                    lambda note: _after(RefusedWebhooks.of(note), own, has_accepted=has_accepted).noted(),
                    clock.now(),
                )
            else:
                note = self._notes.read(_NAME)
        except BotError:
            with self._lock:
                self._shared, later = before, self._own
                self._own = later if self._has_accepted else own.and_then(later)
                self._has_accepted = self._has_accepted or has_accepted
            raise
        with self._lock:
            self._shared = RefusedWebhooks.of(note)

    def _known(self) -> RefusedWebhooks:
        return _after(self._shared, self._own, has_accepted=self._has_accepted)


def _after(before: RefusedWebhooks, later: RefusedWebhooks, *, has_accepted: bool) -> RefusedWebhooks:
    return later if has_accepted else before.and_then(later)

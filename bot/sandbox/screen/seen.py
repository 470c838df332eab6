"""What there is to see of messages at one moment: at Twilio, in the relay's store, and at GitHub.

It looks into the emulated services directly, and so also while a fault keeps everybody else from them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.core.messages import BatchId
from bot.operate import relay_store
from bot.relay.batches.batch import Batch
from bot.relay.store import trail
from bot.relay.store.batches import Batches
from bot.relay.store.lock import StoreError
from bot.relay.store.store import Store
from bot.relay.store.trail import StoredTrail
from bot.rules.wire import markers
from bot.rules.wire.about import About
from bot.sandbox.github.people import JOB_LOGIN
from bot.sandbox.github.values import Comment
from bot.sandbox.screen.parts import Parts
from bot.sandbox.twilio.values import Alert, Message
from bot.sandbox.workflows.runs import Run


@dataclass(frozen=True, slots=True)
class SeenPlace:
    """An issue or a comment, since when it is there, and who wrote it."""

    about: About
    at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Seen:
    """All of it: messages and runs the newest first, and the places by the messages that they show."""

    messages: Sequence[Message]
    runs: Sequence[Run]
    places: Mapping[str, SeenPlace]
    comments: Mapping[int, Comment]
    openings: Mapping[int, SeenPlace]
    alerts: Mapping[str, Alert]
    stored: Mapping[str, StoredTrail]
    unfinished: Sequence[Batch]
    relay_runs: bool

    def runs_of(self, batch: BatchId) -> list[Run]:
        """Return the runs of a batch, the newest first."""
        return [run for run in self.runs if run.event.payload.get("client_payload", {}).get("batch") == batch]

    def run_at(self, moment: datetime, of: Sequence[str], comment: int = 0) -> Run | None:
        """Return the run of one of the workflows that was at work at a moment; that of the comment, if it was."""
        at_work = [
            run for run in self.runs if run.created_at <= moment and (run.active or moment <= run.updated_at)
        ]
        mine = [run for run in at_work if comment and comment_of(run) == comment]
        return next((run for run in (*mine, *at_work) if Path(run.path).stem in of), None)


class Onlooker:
    """Looks at a running sandbox, from any thread; it keeps the relay's store open, to read."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._is_closed = False

    def close(self) -> None:
        """Close the store for good: a page that is still being drawn does not open it again."""
        with self._lock:
            self._is_closed = True
            if self._store:
                self._store.close()
            self._store = None

    @property
    def store(self) -> Store | None:
        """The relay's store, None as long as there is none."""
        with self._lock:
            if self._store is None and not self._is_closed:
                try:
                    self._store = relay_store.opened(self._parts.settings)
                except StoreError:  # it is being made
                    return None
            return self._store

    def look(self, most: int) -> Seen:
        """Return what is seen of the newest messages, so many of them."""
        messages = self._parts.twilio.state.messages()[:most]
        issues = self._parts.state.issues
        opened, comments = issues.everything(), issues.comments()
        openings = {one.number: SeenPlace(About(one.number), one.created_at, one.author) for one in opened}
        shown = [(openings[one.number], one.body or "") for one in opened] + [
            (SeenPlace(About(one.issue, one.id), one.created_at, one.author), one.body) for one in comments
        ]
        return Seen(
            messages=messages,
            runs=self._parts.actions.runs(),
            places=_by_message(shown),
            comments={one.id: one for one in comments},
            openings=openings,
            alerts={one.resource_sid: one for one in self._parts.twilio.state.alerts()},
            stored=self._stored(one.sid for one in messages if one.inbound),
            unfinished=self._unfinished(),
            relay_runs=self._parts.relay.runs,
        )

    def _stored(self, sids: Iterable[str]) -> dict[str, StoredTrail]:
        store = self.store
        try:
            return {sid: trail.of(sid, store) for sid in sids} if store else {}
        except StoreError:
            return {}

    def _unfinished(self) -> list[Batch]:
        store = self.store
        try:
            return Batches(store).unfinished() if store else []
        except StoreError:
            return []


def _by_message(shown: Iterable[tuple[SeenPlace, str]]) -> dict[str, SeenPlace]:
    found: dict[str, SeenPlace] = {}
    for place, body in shown:
        for sid in markers.sids(body) if place.author == JOB_LOGIN else ():
            found.setdefault(sid, place)
    return found


def comment_of(run: Run) -> int:
    """Return the comment that started a run, 0 if none did."""
    return int(run.event.payload.get("comment", {}).get("id", 0))

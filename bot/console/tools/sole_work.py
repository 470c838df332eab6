"""Work of which a store has one at a time: everybody finds it, and whoever comes second does not begin another."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.console.tools.work import Act, Work, WorkProgress
from bot.core import clock
from bot.relay.store.notes import Content, SharedNotes, moment_of
from bot.relay.store.store import Store

_BEGINS_WITHIN = timedelta(seconds=20)  # else whoever wanted to begin it has died


@dataclass(frozen=True, slots=True)
class LastWork:
    """The work that goes on, or went on last: its ids, and how far each has come, None where that is forgotten."""

    ids: Sequence[str]
    works: Sequence[WorkProgress | None]
    by: str
    at: datetime | None
    begins: bool

    @property
    def is_running(self) -> bool:
        """Whether it goes on, or is about to begin."""
        return self.begins or any(work.is_running for work in self.works if work)


class SoleWork:
    """The work of one name; its `owner` is who may see its lines. Every method raises StoreError."""

    def __init__(self, store: Store, name: str, owner: str) -> None:
        self._notes, self._work = SharedNotes(store), Work(store)
        self._name, self._owner = name, owner

    def last(self) -> LastWork:
        return self._read(self._notes.read(self._name))

    def progress(self, work: str) -> WorkProgress | None:
        """Return how far work of this owner has come, as `Work.progress` does."""
        return self._work.progress(work, self._owner)

    def begin(self, kind: str, by: str, act: Act, *, goes_on: bool = False) -> str | None:
        """Begin work and return its id; None where some is running. What `goes_on` belongs to the last work."""
        before, now, mine = self._notes.read(self._name), clock.now(), secrets.token_urlsafe(8)
        if self._read(before).is_running:
            return None
        kept = before if goes_on else {"works": [], "by": by, "at": clock.iso(now)}
        claim: Content = {**kept, "claim": mine, "claimed": clock.iso(now)}
        if self._notes.change(self._name, lambda found: claim if found == before else found, now) != claim:
            return None
        work = self._work.start(kind, self._owner, act)
        self._notes.change(self._name, lambda found: _with(found, work), clock.now())
        return work

    def _read(self, content: Content) -> LastWork:
        ids, claimed = _ids(content), moment_of(content.get("claimed"))
        return LastWork(
            ids,
            [self.progress(one) for one in ids],
            str(content.get("by", "")),
            moment_of(content.get("at")),
            claimed is not None and clock.now() - claimed < _BEGINS_WITHIN,
        )


def _ids(content: Content) -> list[str]:
    found = content.get("works")
    return list(map(str, found)) if isinstance(found, list) else []


def _with(content: Content, work: str) -> Content:
    kept = {name: value for name, value in content.items() if name not in ("claim", "claimed")}
    return {**kept, "works": [*_ids(content), work]}

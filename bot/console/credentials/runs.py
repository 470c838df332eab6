"""The rotation that runs, or ran last: one at a time on a store, begun by whomever, seen by every administrator.

It keeps everybody else from rotating anything, and another session of the same person too: so all of them find it, with
its steps, which name nobody and hold no secret, and may go on with what it left.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.console.credentials.rotations import BY_SLUG, RotationKind
from bot.console.tools.work import Act, Work, WorkProgress
from bot.core import clock
from bot.operate.rotation.engine import RotationOutcome
from bot.relay.store.notes import Content, SharedNotes, moment_of
from bot.relay.store.store import Store

_NOTE, _OWNER = "console:rotation", "administrators"
_BEGINS_WITHIN = timedelta(seconds=20)  # else whoever wanted to begin it has died
# While another request begins one, as after a double click; a request has the store for little longer.
_SEEN_WITHIN_SECONDS, _LOOK_EVERY_SECONDS = 1.0, 0.02
# At the longest: its steps are forgotten with the next work, from an hour after the last one on.
_FOUND_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RotationRun:
    """A run of a rotation; `work` is the id by which its steps are found."""

    work: str
    kind: RotationKind
    progress: WorkProgress
    by: str = ""
    at: datetime | None = None

    @property
    def state(self) -> str:
        """`running`, `interrupted`, `stopped`, or what it came to."""
        if self.progress.is_running:
            return "running"
        if self.progress.interrupted:
            return "interrupted"
        if any("trouble" in line for line in self.progress.lines):
            return "stopped"
        return next(
            (str(line["outcome"]) for line in self.progress.lines if "outcome" in line), RotationOutcome.KEPT
        )

    @property
    def is_running(self) -> bool:
        return self.progress.is_running


class RotationRuns:
    """The runs of a store. Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._notes, self._work = SharedNotes(store), Work(store)

    def named(self, work: str) -> RotationRun | None:
        """Return the run with this id; None if it is not known, or not any more."""
        last = self._in(self._notes.read(_NOTE))
        return last if last and last.work == work else self._of(work)

    def last(self) -> RotationRun | None:
        """Return the run that goes on, else the last one as long as it is worth a look."""
        found = self._in(self._notes.read(_NOTE))
        if found and not found.is_running and found.at and clock.now() - found.at > _FOUND_FOR:
            return None
        return found

    def running(self) -> RotationRun | None:
        """Return the run that goes on, also one that is about to begin."""
        until = clock.on_the_wire() + _SEEN_WITHIN_SECONDS
        while True:
            content = self._notes.read(_NOTE)
            if not _begins(content) or clock.on_the_wire() >= until:
                found = self._in(content)
                return found if found and found.is_running else None
            clock.sleep(_LOOK_EVERY_SECONDS)

    def start(self, kind: RotationKind, by: str, act: Act) -> RotationRun | None:
        """Begin a run; None where another one is about to begin, or goes on."""
        before = self._notes.read(_NOTE)
        known = self._in(before)
        if _begins(before) or (known and known.is_running):
            return None
        mine, now = secrets.token_urlsafe(8), clock.now()
        claim: Content = {**before, "claim": mine, "claimed": clock.iso(now)}
        if self._notes.change(_NOTE, lambda found: claim if found == before else found, now) != claim:
            return None
        work = self._work.start(kind.slug, _OWNER, act)
        self._notes.write(_NOTE, {"work": work, "by": by, "at": clock.iso(now)}, now)
        return self.named(work)

    def _in(self, content: Content) -> RotationRun | None:
        return self._of(
            str(content.get("work", "")), str(content.get("by", "")), moment_of(content.get("at"))
        )

    def _of(self, work: str, by: str = "", at: datetime | None = None) -> RotationRun | None:
        progress = self._work.progress(work, _OWNER)
        kind = BY_SLUG.get(progress.kind) if progress else None
        return RotationRun(work, kind, progress, by, at) if progress and kind else None


def _begins(content: Content) -> bool:
    claimed = moment_of(content.get("claimed"))
    return claimed is not None and clock.now() - claimed < _BEGINS_WITHIN

"""The rotation that runs, or ran last: one at a time on a store, begun by whomever, seen by every administrator.

It keeps everybody else from rotating anything, and another session of the same person too: so all of them find it, with
its steps, which name nobody and hold no secret, and may go on with what it left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.console.credentials.rotations import BY_SLUG, RotationKind
from bot.console.tools.sole_work import LastWork, SoleWork
from bot.console.tools.work import Act, WorkProgress
from bot.core import clock
from bot.operate.rotation.engine import RotationOutcome
from bot.relay.store.store import Store

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
        self._work = SoleWork(store, "console:rotation", "administrators")

    def named(self, work: str) -> RotationRun | None:
        """Return the run with this id; None if it is not known, or not any more."""
        last = self._run_of(self._work.last())
        return last if last and last.work == work else _run(work, self._work.progress(work))

    def last(self) -> RotationRun | None:
        """Return the run that goes on, else the last one as long as it is worth a look."""
        found = self._run_of(self._work.last())
        if found and not found.is_running and found.at and clock.now() - found.at > _FOUND_FOR:
            return None
        return found

    def running(self) -> RotationRun | None:
        """Return the run that goes on, also one that is about to begin."""
        until = clock.on_the_wire() + _SEEN_WITHIN_SECONDS
        while True:
            last = self._work.last()
            if not last.begins or clock.on_the_wire() >= until:
                found = self._run_of(last)
                return found if found and found.is_running else None
            clock.sleep(_LOOK_EVERY_SECONDS)

    def start(self, kind: RotationKind, by: str, act: Act) -> RotationRun | None:
        """Begin a run; None where another one is about to begin, or goes on."""
        work = self._work.begin(kind.slug, by, act)
        return self.named(work) if work else None

    @staticmethod
    def _run_of(last: LastWork) -> RotationRun | None:
        return _run(last.ids[-1], last.works[-1], last.by, last.at) if last.ids else None


def _run(
    work: str, progress: WorkProgress | None, by: str = "", at: datetime | None = None
) -> RotationRun | None:
    kind = BY_SLUG.get(progress.kind) if progress else None
    return RotationRun(work, kind, progress, by, at) if progress and kind else None

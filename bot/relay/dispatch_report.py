"""What the process that dispatches finds wrong, as all others show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core import clock
from bot.relay.batches.batch import Problem
from bot.relay.store.lease import Lease
from bot.relay.store.notes import Content, SharedNotes, moment_of, put
from bot.relay.store.store import Store

_NAME = "dispatcher"


@dataclass(frozen=True, slots=True)
class DispatchReport:
    """Why its last step failed, and what keeps items from moving on."""

    failed: Problem | None = None
    problems: tuple[Problem, ...] = ()

    def noted(self, epoch: int) -> Content:
        """Return the report as a note of an epoch."""
        return {
            "epoch": epoch,
            "failed": _written([self.failed] if self.failed else []),
            "problems": _written(self.problems),
        }

    @classmethod
    def of(cls, note: Content, epoch: int) -> DispatchReport:
        """Return the report that a note holds; an empty one if the note is of another epoch."""
        if note.get("epoch") != epoch:
            return cls()
        return cls(next(iter(_read(note.get("failed"))), None), tuple(_read(note.get("problems"))))


class SharedReport:
    """The report of whoever holds the lease, kept in the store. Methods raise StoreError."""

    def __init__(self, store: Store, lease: Lease) -> None:
        self._store = store
        self._notes = SharedNotes(store)
        self._lease = lease
        self._shared: Content | None = None

    def share(self, report: DispatchReport, now: datetime) -> None:
        """Write down the report of this process, which leads, if it has changed; raises LeaseLostError."""
        if self._lease.epoch is None:
            return
        note = report.noted(self._lease.epoch)
        if note != self._shared:
            with self._store.writing() as connection:
                self._lease.confirm(connection)
                put(_NAME, note, now, connection)
            self._shared = note

    def read(self, now: datetime) -> DispatchReport:
        """Return the report of the process that leads; an empty one while none does."""
        holder = self._lease.holder(now)
        return DispatchReport.of(self._notes.read(_NAME), holder.epoch) if holder else DispatchReport()


def _written(problems: Iterable[Problem]) -> list[list[str]]:
    return [[one.sentence, one.remedy, clock.iso(one.since)] for one in problems]


def _read(value: object) -> list[Problem]:
    found = []
    for one in value if isinstance(value, list) else ():
        match one:
            case [str(sentence), str(remedy), since]:
                found.append(Problem(sentence, remedy, moment_of(since) or datetime.fromtimestamp(0, UTC)))
    return found

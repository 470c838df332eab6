"""The overflow: once more people write than GitHub takes in an hour, who waits is listed in an issue.

Nothing leaves the queue for it. Each person is listed once, with the first message that waits; a maintainer who asks
for somebody has them recorded next. A list is dispatched like a batch, to the same workflow, and listed again if its
run fails; the run knows whom it has listed.

A part of the hour's budget is kept aside for that, but not once nobody comes any more and this hour and the next have
room for all: some would wait until the hour after. Then lists, and whoever is asked for, have a part of what is left
for notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core import clock, logs
from bot.core.messages import BatchId
from bot.relay import ids
from bot.relay.batches import creations
from bot.relay.batches.batch import Batch, BatchState
from bot.relay.batches.creations import CreationBudget, Wanted
from bot.relay.dispatch_attempts import DispatchAttempts
from bot.relay.run_results import RunFailed, RunMissing, RunResult, RunSucceeded
from bot.relay.store import notes, overflowing
from bot.relay.store.lease import Lease
from bot.relay.store.notes import Content, SharedNotes, moment_of
from bot.relay.store.overflowing import WaitingPerson
from bot.relay.store.store import Store
from bot.rules.wire import envelope, waiting_list

LISTED, WANTED = "overflow", "wanted"  # the names of the notes
LEAST = 20  # a list of fewer is not worth a run, unless they wait for long
LONG = timedelta(minutes=15)
# Of lists and looks, unless a whole dispatch is full: each run is billed as a minute.
EVERY, LOOK_EVERY = timedelta(minutes=5), timedelta(seconds=30)
AGAIN, MOST_AGAIN = timedelta(minutes=2), timedelta(hours=1)  # after a run that failed, ever later
MOST_WANTED = 200
# A list creates a page at most; these are left for whoever a maintainer asks for.
_KEPT_FROM_LISTS = 6
_KEEP_COMING = timedelta(minutes=10)
# What nobody has asked for by then is for those whose turn it is, before the next hour begins.
_KEPT_FOR = timedelta(minutes=50)


@dataclass(frozen=True, slots=True)
class _Lists:
    """Up to which item people are listed; the list under way goes up to `last`, and was first made at `made`.

    `shown` says that a list may still be open. What closes them is a list of nobody, with which `last` is `through`.
    """

    through: int = 0
    batch: str = ""
    last: int = 0
    made: datetime | None = None
    sent_at: datetime | None = None
    failures: int = 0
    shown: bool = False

    @classmethod
    def read(cls, content: Content) -> _Lists:
        def number(name: str) -> int:
            found = content.get(name)
            return found if isinstance(found, int) else 0

        made, sent_at = moment_of(content.get("made")), moment_of(content.get("sent_at"))
        batch = str(content.get("batch", ""))
        shown = content.get("shown") is True
        return cls(number("through"), batch, number("last"), made, sent_at, number("failures"), shown)

    @property
    def content(self) -> Content:
        moments = {"made": self.made, "sent_at": self.sent_at}
        known = {name: clock.iso(at) for name, at in moments.items() if at}
        numbers = {"through": self.through, "last": self.last, "failures": self.failures}
        return {**numbers, "batch": self.batch, "shown": self.shown, **known}

    @property
    def again_in(self) -> timedelta:
        return min(MOST_AGAIN, AGAIN * 2.0 ** min(self.failures, 10))


def want(sequences: Sequence[int], store: Store, now: datetime) -> None:
    """Note that somebody asked for the people with these first waiting items; raises StoreError."""

    def add(content: Content) -> Content:
        both = dict.fromkeys([*_sequences(content), *sequences])
        return {"sequences": list(both)[-MOST_WANTED:]}

    SharedNotes(store).change(WANTED, add, now)


def _sequences(content: Content) -> list[int]:
    found = content.get("sequences")
    return [one for one in found if isinstance(one, int)] if isinstance(found, list) else []


class Overflow:
    """What the leader does for those who wait. Every method raises StoreError, LeaseLostError once another leads."""

    def __init__(
        self, store: Store, lease: Lease, attempts: DispatchAttempts, budget: CreationBudget
    ) -> None:
        self._store = store
        self._lease = lease
        self._attempts = attempts
        self._budget = budget
        self._notes = SharedNotes(store)
        self._lists = _Lists()
        self._next_look: datetime | None = None
        self._kept_since: datetime | None = None
        self._is_short = False  # nobody comes any more, and all find room in two hours

    def begin(self, now: datetime) -> None:
        """Go on with what the process that led before has dispatched, whatever its clock showed."""
        lists = _Lists.read(self._notes.read(LISTED))
        self._lists = replace(lists, sent_at=lists.sent_at and min(lists.sent_at, now))
        self._next_look = None

    def shift(self, by: timedelta) -> None:
        """Move what is awaited with a clock that was set."""
        self._next_look = self._next_look and self._next_look + by
        self._kept_since = self._kept_since and self._kept_since + by
        sent_at = self._lists.sent_at
        self._lists = replace(self._lists, sent_at=sent_at and sent_at + by)

    # What is kept aside

    def aside(self, now: datetime) -> int:
        """Return how much of the hour's budget is not for those whose turn it is.

        Nothing while all find room, in this hour or, once nobody comes any more, in the next.
        """
        left = self._budget.left(now)
        self._is_short = False
        if left > creations.MOST_IN_AN_HOUR / 2:
            self._kept_since = None
            return 0
        if self._kept_since is None or now - self._kept_since >= creations.HOUR:
            self._kept_since = now
        if now - self._kept_since >= _KEPT_FOR:
            return 0
        with self._store.reading() as connection:
            both_hours = max(0, left) + creations.MOST_IN_AN_HOUR
            waiting = overflowing.count_people_up_to(both_hours + 1, connection)
            newest = overflowing.newest_at(connection)
        keep_coming = newest is not None and now - newest < _KEEP_COMING
        self._is_short = waiting <= both_hours and not keep_coming
        if self._is_short or waiting <= left:
            return 0
        return creations.KEPT_FOR_WANTED + creations.KEPT_FOR_LISTS * keep_coming

    def wanted(self, now: datetime) -> Wanted:
        """Return whom somebody asked for; those who are recorded by now are forgotten."""
        noted, left = _sequences(self._notes.read(WANTED)), self._budget.left(now)
        if not noted:
            return Wanted(room=max(0, left))
        room = max(0, left + (creations.LENT_TO_WANTED if self._is_short else 0))
        with self._store.reading() as connection:
            waiting = overflowing.still_waiting(noted, connection)

        def keep(content: Content) -> Content:
            left = [one for one in _sequences(content) if one in waiting or one not in noted]
            return {"sequences": left} if left else {}

        if not waiting.issuperset(noted):
            self._notes.change(WANTED, keep, now)
        return Wanted(tuple(sorted(waiting)), room)

    # The lists

    @property
    def watched(self) -> list[Batch]:
        """Return the list under way as a batch, so that its run is watched like that of any other."""
        lists = self._lists
        if not lists.batch or not lists.sent_at:
            return []
        made = Batch.made(BatchId(lists.batch), envelope.RECORD_MESSAGES, 1, lists.sent_at)
        return [replace(made, state=BatchState.DISPATCHED, dispatched_at=lists.sent_at)]

    def follow(self, batch: Batch, result: RunResult, now: datetime) -> bool:
        """Act on what the run of a list shows; return whether it is one."""
        if batch.id != self._lists.batch:
            return False
        match result:
            case RunSucceeded(run):
                lists = self._lists
                shown = lists.last > lists.through
                self._write(_Lists(lists.last, sent_at=lists.sent_at, shown=shown), now)
                self._next_look = None
                logs.step("list-done", batch=batch.id, run=run.id)
            case RunFailed() | RunMissing():
                # Its next run lists them in the issue of the same hour.
                wait = self._lists.again_in
                self._write(replace(self._lists, batch="", failures=self._lists.failures + 1), now)
                self._next_look = now + wait
                logs.trouble("list-failed", batch=batch.id, seconds=wait.total_seconds())
            case _:
                return True
        self._budget.ended(batch.id, now)
        return True

    def list_waiting(self, now: datetime) -> bool:
        """Dispatch a list of those who are in none, if it is time; return whether one was attempted.

        To be called while there is room for nobody.
        """
        if self._lists.batch or (self._next_look and now < self._next_look):
            return False
        self._next_look = now + LOOK_EVERY
        if not self._is_short and self._budget.left(now) <= _KEPT_FROM_LISTS:
            return False
        lists, (found, is_full) = self._lists, self._unlisted()
        if lists.made and not found:  # all of a list that failed are recorded by now
            self._write(_Lists(lists.last, sent_at=lists.sent_at, shown=lists.shown), now)
        if not found or not (is_full or self._is_time(found, now)):
            return False
        made, last = lists.made or now, lists.last if lists.made else found[-1].item.sequence
        self._dispatch(found, replace(lists, last=last, made=made), made, now)
        return True

    def close_lists(self, now: datetime) -> bool:
        """Dispatch the closing of the lists once nobody listed still waits; return whether that was attempted."""
        lists = self._lists
        if not lists.shown or lists.batch or (self._next_look and now < self._next_look):
            return False
        self._next_look = now + EVERY
        with self._store.reading() as connection:
            if overflowing.is_waiting(lists.through, connection):
                return False
        self._dispatch([], replace(lists, last=lists.through, made=None), now, now)
        return True

    def _dispatch(self, found: Sequence[WaitingPerson], lists: _Lists, made: datetime, now: datetime) -> None:
        batch = waiting_list.batch_id(ids.new(now))
        counts = {one.item.sequence: one.count for one in found}
        payload = waiting_list.payload([one.item for one in found], counts, batch, self._store.keys, made)
        self._write(replace(lists, batch=batch, sent_at=now), now)
        # A few hundred people make a page or two of notes, for which the reserve is.
        self._budget.dispatched(batch, 1 if found and not self._is_short else 0)
        self._attempts.dispatch_list(batch, payload, len(found), now)

    def _unlisted(self) -> tuple[list[WaitingPerson], bool]:
        """Return who is in no list, as many as one dispatch takes, and whether there are more.

        Those of a list that failed come alone, so that the next one names nobody before them.
        """
        lists = self._lists
        with self._store.writing() as connection:
            until = lists.last if lists.made else self._store.database.settled(connection)
            found = overflowing.first_of_each(connection, lists.through, until, waiting_list.MOST)
        fit = len(envelope.fitting([one.item for one in found]))
        return found[:fit], fit < len(found) or fit == waiting_list.MOST

    def _is_time(self, found: Sequence[WaitingPerson], now: datetime) -> bool:
        lists = self._lists
        if lists.made:
            return True
        if lists.sent_at and now - lists.sent_at < EVERY:
            return False
        return len(found) >= LEAST or now - found[0].since >= LONG

    def _write(self, lists: _Lists, now: datetime) -> None:
        with self._store.writing() as connection:
            self._lease.claim(now, connection)
            notes.put(LISTED, lists.content, now, connection)
        self._lists = lists

"""How much the jobs may create in an hour: GitHub refuses more, and blocks whoever goes on. Pure.

docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api, "About secondary rate limits": 500 issues and
comments in an hour, whoever of an account makes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.messages import BatchId
from bot.rules.wire import envelope

HOUR = timedelta(hours=1)
# Of GitHub's 500; the rest is for notes in issues, which no batch announces.
MOST_IN_AN_HOUR = 480
# Of these: however much systems send, what people write finds room.
KEPT_FOR_PEOPLE = 160
# Of these, once more people wait than the hour takes: for whoever a maintainer asks for out of turn.
KEPT_FOR_WANTED = 12
# And for the lists of who waits, while people keep coming: see relay/overflow.
KEPT_FOR_LISTS = 36
LENT_TO_WANTED = 6  # of what is beyond MOST_IN_AN_HOUR, while nothing is kept aside
LEAST_AT_ONCE = 10  # a run for fewer is not worth its minute while others wait
CREATING = (envelope.RECORD_MESSAGES, envelope.SEND_NOTIFICATION)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of whom a batch is to be: of those with these first waiting items, or of anybody; and how much it may create."""

    sequences: tuple[int, ...] = ()
    room: int = 0


NOBODY = Wanted()
ANYBODY = Wanted(room=envelope.MAX_PEOPLE)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a batch creates at most, and when its run had ended; None while it is at GitHub."""

    most: int
    ended_at: datetime | None = None


@dataclass(slots=True)
class CreationBudget:
    """What the batches of the last hour have created. It counts from the end of a run: until then it may create."""

    spent: dict[BatchId, Spent] = field(default_factory=dict)

    def begin(self, known: Iterable[tuple[BatchId, Spent]]) -> None:
        """Take in what another process has dispatched."""
        self.spent = dict(known) | self.spent

    def dispatched(self, batch: BatchId, most: int) -> None:
        """Note that GitHub has a batch; one that is repeated creates only what its earlier runs have not."""
        before = self.spent.get(batch)
        self.spent[batch] = Spent(max(most, before.most if before else 0))

    def ended(self, batch: BatchId, now: datetime) -> None:
        if batch in self.spent:
            self.spent[batch] = replace(self.spent[batch], ended_at=now)

    def left(self, now: datetime) -> int:
        """Return how much may be created now, all in all."""
        self.spent = {
            batch: spent
            for batch, spent in self.spent.items()
            if spent.ended_at is None or now - spent.ended_at < HOUR
        }
        return MOST_IN_AN_HOUR - sum(spent.most for spent in self.spent.values())

    def rooms(self, now: datetime, aside: int = 0) -> dict[str, int]:
        """Return how much the batches of each kind may create now; 0 rather than too little to be worth a run.

        `aside` is kept from all of them.
        """
        left = self.left(now) - aside
        lefts = {kind: left - _kept_from(kind) for kind in CREATING}
        return {kind: left if left >= LEAST_AT_ONCE else 0 for kind, left in lefts.items()}

    def free_at(self, kind: str, now: datetime, aside: int = 0) -> datetime:
        """Return when there is room for a kind again: once enough of what was created is an hour old."""
        left = MOST_IN_AN_HOUR - sum(one.most for one in self.spent.values()) - _kept_from(kind) - aside
        moments, ended = [now], [(one.ended_at, one.most) for one in self.spent.values() if one.ended_at]
        for ended_at, most in sorted(ended):
            if left >= LEAST_AT_ONCE:
                break
            left += most
            moments.append(ended_at + HOUR)
        # What is under way counts for an hour from its end, which nobody knows yet.
        return moments[-1] if left >= LEAST_AT_ONCE else now + HOUR

    def shift(self, by: timedelta) -> None:
        """Move what has ended with a clock that was set."""
        self.spent = {
            batch: replace(spent, ended_at=spent.ended_at and spent.ended_at + by)
            for batch, spent in self.spent.items()
        }


def _kept_from(kind: str) -> int:
    return KEPT_FOR_PEOPLE if kind == envelope.SEND_NOTIFICATION else 0

"""Trouble that lasts costs few runs of reconcile: each wait is as long as the trouble had lasted, up to seven hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.relay.store.wakes import Wakes
from tests.relay.fake_github import START
from tests.relay.harness import RelayHarness

BOTH_STORES = True

HOUR, STEP = timedelta(hours=1), timedelta(minutes=10)
LOST_AFTER = timedelta(minutes=15)
RECONCILE = "reconcile"


class Trouble:
    """Days in which something never gets through, from its first minute on."""

    def __init__(
        self, harness: RelayHarness, *, clock: timedelta | None = None, succeeds: bool = True
    ) -> None:
        """`clock`: how often GitHub starts reconcile by itself; `succeeds`: whether its runs confirm what was due."""
        self.wakes, self.now, self.since = Wakes(harness.store), START, START
        self._clock, self._succeeds = clock, succeeds
        self._runs: list[datetime] = []

    def woken_in(self, time: timedelta) -> int:
        """Let the time pass; return how often reconcile was woken."""
        count, until = 0, self.now + time
        while self.now < until:
            self.now += STEP
            self.wakes.add_lasting(self.since, self.now + LOST_AFTER, max(self._runs, default=None))
            due = self.wakes.next(self.now).get(RECONCILE)
            if due and due <= self.now:
                self.wakes.woken(RECONCILE, self.now)
                self._ran()
                count += 1
            elif self._clock and (self.now - START) % self._clock < STEP:
                self._ran()
        return count

    def _ran(self) -> None:
        self._runs.append(self.now)
        if self._succeeds:
            self.wakes.done(RECONCILE, self.now)


DAY = timedelta(days=1)


@pytest.mark.parametrize("succeeds", [True, False], ids=["a batch", "a run that fails at its start"])
def test_it_is_looked_after_at_once_then_ever_more_seldom(harness: RelayHarness, succeeds: bool) -> None:
    trouble = Trouble(harness, succeeds=succeeds)

    assert trouble.woken_in(HOUR) in (1, 2)
    assert trouble.woken_in(DAY - HOUR) <= 6
    assert 3 <= trouble.woken_in(DAY) <= 4


def test_what_github_s_clock_starts_counts(harness: RelayHarness) -> None:
    trouble = Trouble(harness, clock=timedelta(hours=6))

    assert trouble.woken_in(DAY) <= 4
    assert trouble.woken_in(DAY) == 0


def test_what_is_new_is_looked_after_soon_though_older_trouble_lasts(harness: RelayHarness) -> None:
    trouble = Trouble(harness)
    trouble.woken_in(DAY)
    trouble.since = trouble.now

    assert trouble.woken_in(2 * HOUR) >= 1


def test_what_is_due_is_as_punctual_as_ever(harness: RelayHarness) -> None:
    trouble = Trouble(harness)
    trouble.woken_in(DAY)
    trouble.wakes.add([(RECONCILE, trouble.now + HOUR)])

    assert trouble.woken_in(HOUR + STEP) >= 1


def test_trouble_of_other_kinds_while_nothing_confirms_is_bounded_too(harness: RelayHarness) -> None:
    """Such as commands whose runs fail, and reconcile's too, since a secret is missing."""
    trouble = Trouble(harness, succeeds=False)
    trouble.woken_in(DAY)
    count = 0
    for _ in range(24):
        trouble.wakes.add_trouble(trouble.now)
        count += trouble.woken_in(HOUR)

    assert count <= 4


def test_a_success_ends_it(harness: RelayHarness) -> None:
    trouble = Trouble(harness, succeeds=False)
    trouble.woken_in(DAY)
    trouble.wakes.done(RECONCILE, trouble.now)
    trouble.wakes.add([(RECONCILE, trouble.now + HOUR)])

    due = trouble.wakes.next(trouble.now)[RECONCILE]
    assert due <= trouble.now + HOUR + timedelta(minutes=1)

"""For how long a list of issues that was just read is relied on."""

from __future__ import annotations

from datetime import timedelta

from bot.adapters.github.newest_issues import LATELY, NewestIssuesCache
from tests.conftest import MovedClock

HOUR = timedelta(hours=1)


def test_the_age_of_a_list_is_not_what_somebody_sets_a_clock_to(moved_clock: MovedClock) -> None:
    cache = NewestIssuesCache()
    cache.read([])
    moved_clock.be_set(HOUR)
    assert cache.lately() == []
    moved_clock.be_set(-2 * HOUR)
    moved_clock.advance(LATELY)

    assert cache.lately() is None

"""How fast dispatches may follow each other, and how long each failure makes the next one wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.relay.batches.pacing import REFUSED, UNREACHABLE, Backoff, TokenBucket

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class TestBucket:
    @given(st.integers(1, 80), st.lists(st.floats(0, 5), min_size=1, max_size=200), st.integers(0, 199))
    def test_nor_when_another_process_goes_on(self, per_minute: int, pauses: list[float], after: int) -> None:
        now, bucket = NOW, TokenBucket.full(per_minute, NOW)
        taken = list[datetime]()
        for number, pause in enumerate(pauses):
            now += timedelta(seconds=pause)
            if number == after % len(pauses):
                lately = [one for one in taken if now - one < timedelta(minutes=1)]
                bucket = TokenBucket.after(lately, per_minute, now)
            if bucket.wait(now) == 0:
                bucket = bucket.take(now)
                taken.append(now)
        for first in taken:
            within = [one for one in taken if first <= one < first + timedelta(minutes=1)]
            assert len(within) <= per_minute + 1

    @given(st.integers(1, 80), st.lists(st.floats(0, 20), min_size=1, max_size=300))
    def test_never_more_in_a_minute_than_allowed(self, per_minute: int, pauses: list[float]) -> None:
        now, bucket = NOW, TokenBucket.full(per_minute, NOW)
        taken = []
        for pause in pauses:
            now += timedelta(seconds=pause)
            if bucket.wait(now) == 0:
                bucket = bucket.take(now)
                taken.append(now)
        for first in taken:
            assert sum(first <= moment < first + timedelta(seconds=59.9) for moment in taken) <= per_minute

    def test_after_the_wait_it_gives(self) -> None:
        bucket = TokenBucket.full(30, NOW)
        for _ in range(6):
            assert bucket.wait(NOW) == 0
            bucket = bucket.take(NOW)
        wait = bucket.wait(NOW)

        assert wait == pytest.approx(2.5)
        assert bucket.wait(NOW + timedelta(seconds=wait)) == pytest.approx(0)

    def test_a_clock_that_is_set_back_does_no_harm(self) -> None:
        bucket = TokenBucket.full(30, NOW).take(NOW)

        assert bucket.wait(NOW - timedelta(hours=1)) == 0


class TestBackoff:
    @given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True), st.sampled_from([UNREACHABLE, REFUSED]))
    def test_waits_stay_within_their_bounds(self, failures: int, jitter: float, backoff: Backoff) -> None:
        assert backoff.first <= backoff.wait(failures, jitter) <= backoff.longest

    def test_waits_double(self) -> None:
        assert [UNREACHABLE.wait(failures, 0) for failures in (1, 2, 3, 4, 12)] == [1, 2, 4, 8, 300]
        assert UNREACHABLE.wait(4, 0.5) == 6

"""Batches by bytes, the pace of dispatches, waits, batch ids, and what runs say."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import contact_keys
from bot.core.issues import Run
from bot.core.messages import Address, BatchId, Event, InboundMessage, MessageSid
from bot.relay import runs
from bot.relay.batching import (
    REFUSED,
    UNREACHABLE,
    Backoff,
    Batch,
    BatchState,
    TokenBucket,
    next_batch,
    uuid7,
)
from bot.rules.people import sealing
from bot.rules.wire import envelope

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
VAULT = sealing.Vault([contact_keys.new_key()])
BATCH = BatchId("01a20ae1-bcab-7616-b514-895757eba084")


def events(texts: Sequence[str]) -> list[Event]:
    person, ours = Address.parse("+5511987654321"), Address.parse("+15551234567")
    return [
        Event(number, NOW, InboundMessage(MessageSid(f"SM{number:032x}"), person, ours, text))
        for number, text in enumerate(texts, 1)
    ]


def fits(some: Sequence[Event]) -> bool:
    return envelope.fits("record-messages", some, BATCH, VAULT)


class TestNextBatch:
    @given(
        st.lists(
            st.builds(
                lambda text, times: (text * times)[:4096], st.text(max_size=300), st.sampled_from([1, 99])
            ),
            max_size=90,
        )
    )
    @settings(max_examples=40)
    def test_nothing_is_lost_doubled_or_out_of_order(self, texts: list[str]) -> None:
        left = events(texts)
        gone: list[Event] = []
        while left:
            batch = next_batch(left, fits)
            payload = envelope.seal(batch, BATCH, VAULT)

            assert batch
            assert envelope.body_bytes("record-messages", payload) <= envelope.MAX_BODY_BYTES
            assert len(batch) <= envelope.MAX_EVENTS
            gone += batch
            left = left[len(batch) :]

        assert gone == events(texts)

    @given(st.lists(st.integers(1, 40), max_size=200), st.integers(40, 400))
    def test_it_is_the_longest_beginning_that_fits(self, sizes: list[int], most: int) -> None:
        weighed = events(["x" * size for size in sizes])

        def light(some: Sequence[Event]) -> bool:
            return sum(len(event.message.text) for event in some) <= most

        batch = next_batch(weighed, light)

        assert light(batch)
        assert len(batch) == len(weighed) or not light(weighed[: len(batch) + 1])

    def test_a_single_event_is_never_left_behind(self) -> None:
        assert next_batch(events(["a", "b"]), lambda _: False) == events(["a"])
        assert next_batch([], lambda _: False) == []

    def test_it_asks_seldom(self) -> None:
        asked: list[int] = []

        def few(some: Sequence[Event]) -> bool:
            asked.append(len(some))
            return len(some) <= 37

        assert len(next_batch(events(["x"] * 1000), few)) == 37
        assert len(asked) <= 12


class TestBucket:
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


class TestPace:
    @given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True), st.sampled_from([UNREACHABLE, REFUSED]))
    def test_waits_stay_within_their_bounds(self, failures: int, jitter: float, pace: Backoff) -> None:
        assert pace.first <= pace.wait(failures, jitter) <= pace.longest

    def test_waits_double(self) -> None:
        assert [UNREACHABLE.wait(failures, 0) for failures in (1, 2, 3, 4, 12)] == [1, 2, 4, 8, 300]
        assert UNREACHABLE.wait(4, 0.5) == 6


class TestBatchId:
    @given(st.binary(min_size=10, max_size=10), st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the strategy adds the zone
    def test_it_is_a_uuid_of_version_7_with_the_time(self, random: bytes, now: datetime) -> None:
        made = uuid.UUID(uuid7(now, random))

        assert (made.version, made.variant) == (7, uuid.RFC_4122)
        assert made.int >> 80 == int(now.timestamp() * 1000)


class TestJudge:
    WITHIN = timedelta(minutes=10)

    def batch(self, *judged: int) -> Batch:
        return Batch(
            BATCH, "record-messages", BatchState.DISPATCHED, 1, 1, 0, judged, NOW, NOW, dispatched_at=NOW
        )

    def run(self, number: int, conclusion: str | None, seconds: int = 0, batch: str = BATCH) -> Run:
        status = "completed" if conclusion else "in_progress"
        return Run(
            number, f"record-messages {batch}", status, conclusion, "url", NOW + timedelta(seconds=seconds)
        )

    def judge(self, batch: Batch, *found: Run, after: timedelta = timedelta(seconds=20)) -> runs.Verdict:
        return runs.judge(batch, found, NOW + after, self.WITHIN)

    def test_success(self) -> None:
        run = self.run(1, "success")

        assert self.judge(self.batch(), run) == runs.RunSucceeded(run)

    def test_any_success_counts_even_an_old_or_judged_one(self) -> None:
        old = self.run(1, "success", seconds=-3600)

        assert self.judge(self.batch(1), self.run(2, "failure"), old) == runs.RunSucceeded(old)

    @pytest.mark.parametrize(
        "conclusion", ["failure", "cancelled", "timed_out", "startup_failure", "skipped", "stale"]
    )
    def test_everything_but_success_is_failure(self, conclusion: str) -> None:
        run = self.run(1, conclusion)

        assert self.judge(self.batch(), run) == runs.RunFailed((run,))

    def test_a_run_under_way_is_waited_for(self) -> None:
        assert self.judge(self.batch(), self.run(1, None), after=timedelta(days=1)) == runs.RunPending()
        assert self.judge(self.batch(), self.run(1, "failure"), self.run(2, None)) == runs.RunPending()

    def test_old_and_judged_failures_do_not_count(self) -> None:
        assert self.judge(self.batch(), self.run(1, "failure", seconds=-61)) == runs.RunPending()
        assert self.judge(self.batch(1), self.run(1, "failure")) == runs.RunPending()

    def test_a_clock_a_minute_off_does_no_harm(self) -> None:
        run = self.run(1, "failure", seconds=-59)

        assert self.judge(self.batch(), run) == runs.RunFailed((run,))

    def test_no_run_is_missed_only_in_the_end(self) -> None:
        foreign = self.run(1, "success", batch="another")

        assert (
            self.judge(self.batch(), foreign, after=self.WITHIN - timedelta(seconds=1)) == runs.RunPending()
        )
        assert self.judge(self.batch(), foreign, after=self.WITHIN) == runs.RunMissing()

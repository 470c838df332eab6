"""What several processes count together, whichever of them is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import timeit
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

import pytest

from bot.core.named_limits import Limit
from bot.relay import counts
from bot.relay.counts import SharedCounts

KIND = ("record-messages", "succeeded")
_fork = multiprocessing.get_context("fork")


@pytest.fixture(name="shared")
def _shared(monkeypatch: pytest.MonkeyPatch) -> SharedCounts:
    monkeypatch.setattr(counts, "_counts", counts._counts)  # as it was, afterwards
    return SharedCounts(workers=2)


def _work(shared: SharedCounts, times: int, ready: Connection) -> None:
    shared.claim()
    for _ in range(times):
        counts.add(counts.RUNS, *KIND)
    counts.observe([3.0])
    counts.note({Limit.GITHUB_LEFT: (times, float(times))})
    ready.send(True)
    signal.pause()


def killed_after(shared: SharedCounts, times: int) -> None:
    """Let a process count, and kill it."""
    ours, theirs = _fork.Pipe()
    process = _fork.Process(target=_work, args=(shared, times, theirs), daemon=True)
    process.start()
    assert ours.poll(10)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()


def test_what_a_killed_process_counted_stays(shared: SharedCounts) -> None:
    shared.claim()
    counts.add(counts.RUNS, *KIND)

    for times in (5, 7, 9):
        killed_after(shared, times)

    assert counts.totals(counts.RUNS)[KIND] == 1 + 5 + 7 + 9
    assert counts.waits() == ([3, *([0] * len(counts.BOUNDS))], 9.0)
    assert counts.named(Limit.GITHUB_LEFT) == 9


def test_a_hundred_processes_that_come_and_go_find_a_row_each(shared: SharedCounts) -> None:
    shared.claim()
    rows = shared._rows
    for _ in range(rows + 3):
        killed_after(shared, 1)

    assert counts.totals(counts.RUNS)[KIND] == rows + 3
    assert counts.is_ours(os.getpid())


def test_threads_lose_no_count(shared: SharedCounts) -> None:
    def work() -> None:
        for _ in range(2_000):
            counts.add(counts.RUNS, *KIND)

    shared.claim()
    with ThreadPoolExecutor(8) as threads:
        for _ in range(8):
            threads.submit(work)

    assert counts.totals(counts.RUNS)[KIND] == 16_000


def test_a_label_that_is_not_foreseen_counts_as_other(shared: SharedCounts) -> None:
    shared.claim()
    counts.add(counts.REQUESTS_REFUSED, "418")
    counts.add(counts.REFUSED, "+5511987654321")

    assert counts.totals(counts.REQUESTS_REFUSED)["other",] == 1
    assert counts.totals(counts.REFUSED)["other",] == 1


def test_to_count_costs_a_webhook_next_to_nothing(shared: SharedCounts) -> None:
    shared.claim()
    fastest = min(
        timeit.repeat(lambda: counts.add(counts.ACCEPTED, "message", "stored"), number=1_000, repeat=20)
    )

    assert fastest / 1_000 < 5e-6


@pytest.mark.parametrize(("seconds", "bucket"), [(-1.0, 0), (5.0, 0), (5.1, 1), (86_400.0, 11), (1e9, 12)])
def test_each_wait_is_in_the_bucket_of_its_bound(shared: SharedCounts, seconds: float, bucket: int) -> None:
    shared.claim()
    counts.observe([seconds])

    numbers, total = counts.waits()
    assert numbers[bucket] == 1
    assert sum(numbers) == 1
    assert total == max(seconds, 0.0)


def test_what_only_another_version_knows_is_not_counted_and_stops_nothing() -> None:
    before = counts.totals(counts.RUNS)
    counts.add(counts.RUNS, "record-dreams", "succeeded")

    assert counts.totals(counts.RUNS) == before

"""However many batches fail again and again, what is new goes first, and nothing that failed is put off for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core.messages import BatchId
from bot.relay import ids, lanes
from bot.relay.batches.batch import Batch, Problem
from bot.relay.lanes import MAX_AT_GITHUB, PROBE_EVERY
from bot.rules.wire import envelope
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness


class Poison:
    """People each of whom has a batch of their own, and every run of it fails."""

    def __init__(self, harness: RelayHarness, people: int, failures: int = 1, first: int = 0) -> None:
        """Store the batches as they are after so many failures, due now or soon."""
        self.harness = harness
        self.batches = [self._make(first + number, failures) for number in range(people)]

    def _make(self, number: int, failures: int) -> Batch:
        now, batches = self.harness.now, self.harness.batches
        self.harness.writes("veneno", by=f"+551197765{number:04}")
        batch = batches.gather(BatchId(ids.new(now)), envelope.RECORD_MESSAGES, now)
        assert batch
        batch = batch.attempted(now).dispatched(now)
        problem = Problem("The run ended with failure.", "Its log shows why.", now)
        for failure in range(failures):
            batch = batch.run_failed([100 * number + failure + 1], problem, 0)
        batches.save(batch)
        return batch

    @property
    def tried(self) -> list[str]:
        known = {batch.id for batch in self.batches}
        return [batch for batch in self.harness.github.batches() if batch in known]

    def holds(self, run: dict[str, Any]) -> bool:
        return any(run["display_title"].endswith(batch.id) for batch in self.batches)

    def under_way(self) -> list[dict[str, Any]]:
        return [run for run in self.harness.github.runs if run["status"] != "completed"]

    def end_oldest(self) -> None:
        """End the run on which GitHub works: one of a kind at a time, in the order of the dispatches."""
        for run in self.under_way()[-1:]:
            run |= {"status": "completed", "conclusion": "failure" if self.holds(run) else "success"}


def test_new_people_go_before_fifty_whose_runs_fail(harness: RelayHarness, github: FakeGitHub) -> None:
    poison = Poison(harness, 50)
    harness.pass_time(5, stride=5)
    assert len(github.dispatches) == len(poison.tried) == 1

    for number in range(20):
        harness.writes(f"oi {number}")
    harness.settle()
    assert harness.texts()[1:] == [[f"oi {number}" for number in range(20)]]

    for _ in range(6):
        harness.writes("mais um")
        before = len(github.dispatches) - len(poison.tried)
        for _ in range(2):  # about as many runs as one exchange and one failure take
            poison.end_oldest()
            harness.pass_time(10, stride=10)
            assert sum(map(poison.holds, poison.under_way())) <= 1
            assert len(poison.under_way()) <= MAX_AT_GITHUB
        assert len(github.dispatches) - len(poison.tried) == before + 1
    assert len(poison.tried) >= 5


@pytest.mark.both_stores
def test_what_failed_gets_its_turn_in_the_busiest_office(harness: RelayHarness) -> None:
    poison = Poison(harness, 3)
    for _ in range(12):
        harness.writes()
        poison.end_oldest()
        harness.pass_time(10, stride=10)

    assert len(set(poison.tried)) == 3


def test_while_nothing_gets_through_few_batches_are_made_and_what_comes_shows_whether_it_does_again(
    harness: RelayHarness, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "MAX_IN_VAIN", 4)
    Poison(harness, 4, failures=9)
    harness.writes("um")
    harness.pass_time(60, stride=20)
    assert github.dispatches == []

    harness.pass_time(PROBE_EVERY.total_seconds(), stride=60)
    assert ["um"] in harness.texts()
    harness.writes("dois")
    harness.pass_time(60, stride=20)
    assert ["dois"] not in harness.texts()

    github.end("success", len(github.batches()) - 1 - harness.texts().index(["um"]))
    harness.pass_time(20, stride=10)
    assert ["dois"] in harness.texts()


def test_while_nothing_gets_through_many_batches_cost_no_more_runs_than_one(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.settle()
    poison = Poison(harness, 5, failures=12)
    for _ in range(16):
        poison.end_oldest()
        harness.pass_time(300, stride=300)
    assert len(poison.tried) == 5  # in 80 minutes, a quarter of an hour each
    assert len(set(poison.tried)) == 5

    harness.writes("oi")
    harness.settle()
    github.end("success")
    before = len(poison.tried)
    for _ in range(6):
        harness.pass_time(10, stride=10)
        poison.end_oldest()
    assert len(poison.tried) - before >= 3


@pytest.mark.both_stores
def test_whoever_failed_least_is_tried_first(harness: RelayHarness, github: FakeGitHub) -> None:
    Poison(harness, 2, failures=5)
    harness.now += timedelta(seconds=1)
    newest = Poison(harness, 1, failures=2, first=2)
    harness.pass_time(60, stride=60)

    assert github.batches() == newest.tried

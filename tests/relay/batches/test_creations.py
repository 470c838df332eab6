"""What GitHub lets the jobs create in an hour is never exceeded, and used up nearly to the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.messages import BatchId, DeliveryStatus
from bot.relay.batches import creations
from bot.relay.batches.creations import KEPT_FOR_PEOPLE, LEAST_AT_ONCE, MOST_IN_AN_HOUR, CreationBudget, Spent
from bot.relay.store import recent
from bot.rules.wire import envelope, waiting_list
from tests.relay.fake_github import START, Answer, FakeGitHub
from tests.relay.harness import RelayHarness

PEOPLE, SYSTEMS = envelope.RECORD_MESSAGES, envelope.SEND_NOTIFICATION
MINUTE = timedelta(minutes=1)


def batch(number: int) -> BatchId:
    return BatchId(f"batch-{number}")


def people_s(budget: CreationBudget, now: datetime) -> int:
    """Return the room for what people write."""
    return budget.rooms(now)[PEOPLE]


def test_what_a_run_creates_counts_for_an_hour_from_its_end() -> None:
    budget = CreationBudget()
    budget.dispatched(batch(1), MOST_IN_AN_HOUR)
    still_there = people_s(budget, START + timedelta(hours=2))
    budget.ended(batch(1), START + timedelta(hours=2))

    assert still_there == 0
    assert budget.free_at(PEOPLE, START + timedelta(hours=2)) == START + timedelta(hours=3)
    assert people_s(budget, START + timedelta(hours=3) - MINUTE) == 0
    assert people_s(budget, START + timedelta(hours=3)) == MOST_IN_AN_HOUR


def test_while_all_that_was_created_may_still_grow_one_looks_again_soon_and_not_at_once() -> None:
    budget = CreationBudget()
    budget.dispatched(batch(1), MOST_IN_AN_HOUR)

    assert budget.free_at(PEOPLE, START) > START


def test_what_is_kept_aside_is_for_no_batch_in_turn() -> None:
    budget = CreationBudget()
    budget.dispatched(batch(1), MOST_IN_AN_HOUR - 50)

    assert (budget.rooms(START, 20)[PEOPLE], budget.rooms(START, 45)[PEOPLE]) == (30, 0)
    assert budget.left(START) == 50


def test_the_runs_of_a_batch_that_is_repeated_create_no_more_than_one_would() -> None:
    budget = CreationBudget()
    for most in (50, 50, 25):  # divided at last
        budget.dispatched(batch(1), most)
        budget.ended(batch(1), START)

    assert people_s(budget, START) == MOST_IN_AN_HOUR - 50


def test_too_little_room_is_none() -> None:
    budget = CreationBudget()
    budget.dispatched(batch(1), MOST_IN_AN_HOUR - LEAST_AT_ONCE + 1)

    assert people_s(budget, START) == 0


def test_however_much_systems_send_what_people_write_finds_room() -> None:
    budget = CreationBudget()
    budget.dispatched(batch(1), MOST_IN_AN_HOUR - KEPT_FOR_PEOPLE)
    budget.ended(batch(1), START)

    assert budget.rooms(START) == {PEOPLE: KEPT_FOR_PEOPLE, SYSTEMS: 0}
    assert budget.free_at(SYSTEMS, START) == START + timedelta(hours=1)


def test_another_process_that_takes_over_knows_what_was_dispatched_and_the_first_one_still_knows_more() -> (
    None
):
    budget = CreationBudget()
    budget.dispatched(batch(1), 3)
    budget.begin([(batch(1), Spent(50)), (batch(2), Spent(50, START))])

    assert people_s(budget, START) == MOST_IN_AN_HOUR - 53


def test_a_clock_that_was_set_moves_what_has_ended() -> None:
    budget = CreationBudget()
    budget.dispatched(batch(1), MOST_IN_AN_HOUR)
    budget.ended(batch(1), START)
    budget.shift(-timedelta(hours=5))

    assert budget.free_at(PEOPLE, START - timedelta(hours=5)) == START - timedelta(hours=4)


def test_batches_that_github_refuses_create_nothing_and_take_no_room_from_others(
    tmp_path: Path, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(creations, "MOST_IN_AN_HOUR", 60)
    with RelayHarness(tmp_path, github) as harness:
        github.answers = [Answer(422)] * 3
        for _ in range(3):
            harness.writes(*["Oi"] * 20)
            harness.settle()
        harness.pass_time(600, stride=30)

        assert sorted(len(events) for events in harness.sent()[3:]) == [20, 20, 20]


def test_who_takes_over_counts_what_a_run_that_failed_may_have_created(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with RelayHarness(tmp_path, github) as harness:
        harness.writes(*["Oi"] * 20)
        harness.settle()
        github.end("failure")
        github.answers = [Answer(503)] * 9  # it is not sent again meanwhile
        harness.pass_time(30)
        within, later = harness.now - timedelta(hours=1), harness.now + timedelta(seconds=1)

        assert [spent.most for _, spent in recent.created_since(within, harness.store)] == [20]
        assert recent.created_since(later, harness.store) == []


def test_more_new_people_than_github_takes_in_an_hour_are_recorded_hour_by_hour_and_reports_go_on(
    tmp_path: Path, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(creations, "MOST_IN_AN_HOUR", 60)
    for kept in ("KEPT_FOR_PEOPLE", "KEPT_FOR_WANTED", "KEPT_FOR_LISTS"):
        monkeypatch.setattr(creations, kept, 0)
    with RelayHarness(tmp_path, github) as harness:
        harness.writes(*["Oi"] * 75)
        for _ in range(4):
            harness.settle()
            github.end("success")
            harness.pass_time(20, stride=10)
        harness.reports(7, DeliveryStatus.FAILED)
        harness.pass_time(600, stride=60)

        assert [len(events) for events in harness.sent()] == [60]
        assert harness.statuses() == [["failed"]]
        assert [problem.sentence[:40] for problem in harness.dispatcher.problems(harness.now)] == [
            "The bot has created as much as GitHub ta"
        ]

        github.end("success")
        restarted = harness.new_dispatcher()
        assert restarted.step(harness.now) >= 0
        assert len(harness.sent()) == 1
        harness.pass_time(3600, stride=60)

        # Who has waited for long is listed, and recorded once the next hour has begun.
        assert [len(events) for events in harness.sent()] == [60, 15, 15]
        lists = [waiting_list.is_list(body["client_payload"]) for body in github.dispatches]
        assert (lists.count(True), lists[-1]) == (1, False)
        assert harness.dispatcher.problems(harness.now) == []

"""More people than GitHub takes in an hour: who waits is listed, and whoever is asked for goes first."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.messages import Event
from bot.relay import overflow
from bot.relay.batches import creations
from bot.relay.store import overflowing
from bot.rules.wire import envelope, waiting_list
from tests.relay.fake_github import Answer, FakeGitHub
from tests.relay.harness import RelayHarness

MOST = 20  # in an hour, of which a part is kept aside once more people wait


@pytest.fixture(autouse=True)
def _small_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creations, "MOST_IN_AN_HOUR", MOST)
    monkeypatch.setattr(creations, "KEPT_FOR_PEOPLE", 0)
    monkeypatch.setattr(creations, "KEPT_FOR_LISTS", 0)
    monkeypatch.setattr(creations, "KEPT_FOR_WANTED", 8)
    monkeypatch.setattr(creations, "LEAST_AT_ONCE", 3)


@pytest.fixture
def full(harness: RelayHarness, github: FakeGitHub) -> RelayHarness:
    """The hour's budget is used up but for what is kept aside."""
    harness.writes(*["Oi"] * 12)
    harness.settle()
    github.end("success")
    harness.pass_time(20, stride=10)
    assert [len(events) for events in recorded(harness)] == [12]
    return harness


def _bodies(harness: RelayHarness) -> list[dict[str, Any]]:
    return [
        body["client_payload"]
        for body in harness.github.dispatches
        if body["event_type"] == envelope.RECORD_MESSAGES
    ]


def recorded(harness: RelayHarness) -> list[list[Event]]:
    return [
        envelope.open_payload(body, harness.vault, Event).items
        for body in _bodies(harness)
        if not waiting_list.is_list(body)
    ]


def lists(harness: RelayHarness) -> list[list[tuple[int, int]]]:
    """Return of each list the sequences of the first items, and how many wait with each."""
    return [
        [(event.sequence, count) for event, count in waiting_list.open_payload(body, harness.vault).people]
        for body in _bodies(harness)
        if waiting_list.is_list(body)
    ]


def crowd(full: RelayHarness, github: FakeGitHub) -> None:
    """Have 25 more people write, whom a list shows."""
    full.writes(*["Oi"] * 25)
    full.settle()
    github.end("success")
    full.pass_time(20, stride=10)


def test_who_waits_is_listed_once_the_hour_is_used_up_and_recorded_in_turn_all_the_same(
    full: RelayHarness, github: FakeGitHub
) -> None:
    full.writes(*["Oi"] * 30)
    full.settle()
    full.writes("E agora?", by="+5511980000014")
    github.end("success")
    full.pass_time(600, stride=200)

    assert lists(full) == [[(number, 1) for number in range(13, 43)]]
    for _ in range(3):
        github.end("success")
        full.pass_time(3700, stride=925)
    for place in range(len(github.runs)):
        github.end("success", place)
    full.pass_time(1200, stride=300)

    assert lists(full)[1:] == [[]]  # which closes the other one
    in_turn = [event.sequence for events in recorded(full) for event in events]
    assert [one for one in in_turn if one != 43] == list(range(1, 43))
    assert in_turn.count(43) == 1


def test_a_few_are_listed_only_once_they_have_waited_for_long(full: RelayHarness) -> None:
    full.writes(*["Oi"] * 12)
    full.pass_time(overflow.LONG.total_seconds() - 60, stride=420)
    before = lists(full)
    full.pass_time(120, stride=60)

    # By then nobody comes any more: eight have got what was kept aside, and the next hour has room for the others.
    assert (before, lists(full)) == ([], [[(number, 1) for number in range(21, 25)]])


def test_nobody_is_listed_while_all_find_room(harness: RelayHarness, github: FakeGitHub) -> None:
    harness.writes(*["Oi"] * MOST)
    harness.settle()
    github.end("success")
    harness.pass_time(1200, stride=600)

    assert ([len(events) for events in recorded(harness)], lists(harness)) == ([MOST], [])


def test_who_comes_later_is_in_a_later_list_with_nobody_named_twice(
    full: RelayHarness, github: FakeGitHub
) -> None:
    full.writes(*["Oi"] * 20)
    full.settle()
    github.end("success")
    full.writes(*["Oi"] * 20)
    full.pass_time(400, stride=100)

    assert [found[0][0] for found in lists(full)] == [13, 33]


@pytest.mark.parametrize("fault", ["run", "refused", "lost"])
def test_a_list_that_failed_is_dispatched_again_for_the_same_hour_and_people(
    full: RelayHarness, github: FakeGitHub, fault: str
) -> None:
    if fault != "run":
        github.answers.append(Answer(status=503, carried_out=False))
    full.writes(*["Oi"] * 20)
    full.settle()
    if fault == "run":
        github.end("failure")
    full.writes(*["Oi"] * 20)
    if fault == "lost":  # and another process takes over
        full.dispatcher.stop()
        full.dispatcher = full.new_dispatcher()
    full.pass_time(1200, stride=100)

    first, again = lists(full)[:2]
    made = {
        waiting_list.open_payload(body, full.vault).made
        for body in _bodies(full)
        if waiting_list.is_list(body)
    }
    assert (first, len(made)) == (again, 1)


def test_whoever_is_asked_for_goes_first_with_all_they_wrote_though_the_hour_is_used_up(
    full: RelayHarness, github: FakeGitHub
) -> None:
    full.writes(*["Oi"] * 25)
    full.writes("Alguém?", by="+5511980000030")
    full.settle()
    github.end("success")
    overflow.want([30, 31, 5], full.store, full.now)
    full.pass_time(5)

    assert [event.sequence for event in recorded(full)[-1]] == [30, 31, 38]
    github.end("success")
    full.pass_time(20, stride=10)
    assert len(recorded(full)) == 2
    with full.store.reading() as connection:
        assert overflowing.still_waiting([30, 31, 5, 13], connection) == {13}


def test_no_more_are_recorded_out_of_turn_than_was_kept_for_them(
    full: RelayHarness, github: FakeGitHub
) -> None:
    crowd(full, github)
    overflow.want(range(20, 38), full.store, full.now)
    full.pass_time(60, stride=20)

    assert [len(events) for events in recorded(full)] == [12, 7]  # one is the list's


def test_what_nobody_asked_for_is_for_those_whose_turn_it_is_before_the_next_hour_begins(
    full: RelayHarness, github: FakeGitHub
) -> None:
    full.writes(*["Oi"] * 60)  # more than the next hour takes
    full.settle()
    github.end("success")
    full.pass_time(45 * 60, stride=900)
    before = [len(events) for events in recorded(full)]
    full.pass_time(8 * 60, stride=120)

    assert (before, [len(events) for events in recorded(full)]) == ([12], [12, 7])


def test_a_crowd_for_which_the_next_hour_has_room_gets_all_that_was_kept_once_nobody_comes_any_more(
    full: RelayHarness, github: FakeGitHub
) -> None:
    full.writes(*["Oi"] * 25)
    full.settle()
    github.end("success")
    full.pass_time(9 * 60, stride=180)
    before = [len(events) for events in recorded(full)]
    full.pass_time(2 * 60, stride=60)
    github.end("success")
    full.pass_time(60, stride=20)

    assert (before, [len(events) for events in recorded(full)]) == ([12], [12, 7])  # one is the list's

    # What is asked for then comes out of what GitHub takes beyond the hour's budget.
    overflow.want(range(30, 38), full.store, full.now)
    full.pass_time(60, stride=20)
    assert [event.sequence for event in recorded(full)[-1]] == list(range(30, 36))


def test_whoever_was_asked_for_goes_again_at_once_when_github_could_not_be_reached(
    full: RelayHarness, github: FakeGitHub
) -> None:
    crowd(full, github)
    github.answers.append(Answer(status=503, carried_out=False))
    overflow.want([30], full.store, full.now)
    full.pass_time(20, stride=5)

    assert [event.sequence for events in recorded(full)[1:] for event in events] == [30, 30]

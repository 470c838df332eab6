"""When batches leave, what happens when GitHub refuses them, and how their runs end."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.messages import Event
from bot.relay.batches.batch import BatchState
from bot.relay.lanes import MAX_AT_GITHUB, MAX_UNSEEN_AT_GITHUB
from bot.rules.wire import envelope
from tests.relay.fake_github import Answer, FakeGitHub
from tests.relay.harness import RelayHarness, message

BOTH_STORES = True

RETRY_AFTER = {"Retry-After": "77"}


def test_the_first_message_goes_at_once(harness: RelayHarness, github: FakeGitHub) -> None:
    harness.writes("Oi")
    harness.settle()

    assert harness.texts() == [["Oi"]]
    assert github.dispatches[0]["event_type"] == "record-messages"


def test_messages_gather_while_a_batch_is_under_way(harness: RelayHarness) -> None:
    harness.writes("um")
    harness.settle()
    harness.writes("dois")
    harness.pass_time(4)
    harness.writes("tres")
    harness.pass_time(5)

    assert harness.texts() == [["um"]]

    harness.pass_time(1)

    assert harness.texts() == [["um"], ["dois", "tres"]]


def test_a_full_batch_does_not_wait_to_gather(harness: RelayHarness) -> None:
    harness.writes("primeira")
    harness.settle()
    harness.writes(*(f"{number}" for number in range(envelope.MAX_PEOPLE + 10)))
    harness.settle()

    assert [len(events) for events in harness.sent()] == [1, envelope.PEOPLE_OF_A_MINUTE]


def test_a_successful_run_ends_the_batch_and_wipes_it(harness: RelayHarness, github: FakeGitHub) -> None:
    harness.writes("segredo")
    harness.settle()
    github.end("success")
    harness.pass_time(10)

    assert harness.batches.unfinished() == []
    assert harness.batches.queue().count == 0
    with harness.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT content FROM events").scalars().all() == [""]

    harness.writes("outra")
    harness.settle()

    assert harness.texts()[1:] == [["outra"]]


@pytest.mark.parametrize("conclusion", ["failure", "cancelled", "timed_out", "startup_failure", "skipped"])
def test_a_failed_run_sends_the_same_batch_again(
    harness: RelayHarness, github: FakeGitHub, conclusion: str
) -> None:
    harness.writes("de novo")
    harness.settle()
    github.end(conclusion)
    harness.pass_time(13)

    assert harness.texts() == [["de novo"], ["de novo"]]
    assert len(set(github.batches())) == 1
    problem = harness.batches.queue().problems[0]
    assert github.runs[1]["html_url"] in problem.sentence
    assert conclusion in problem.sentence


def test_a_newer_attempt_is_not_judged_by_an_older_run(harness: RelayHarness, github: FakeGitHub) -> None:
    harness.writes()
    harness.settle()
    github.end("failure")
    github.runs_appear = False
    harness.pass_time(12)
    harness.pass_time(120)

    assert len(github.dispatches) == 2


def test_failures_are_repeated_ever_more_seldom(harness: RelayHarness, github: FakeGitHub) -> None:
    harness.writes()
    harness.settle()
    for _ in range(60):
        for run in github.runs:
            run |= {"status": "completed", "conclusion": "failure"}
        harness.pass_time(30, stride=30)

    assert 6 <= len(github.dispatches) <= 14


def test_a_wait_after_failed_runs_is_not_cut_short_because_no_new_run_appears(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with RelayHarness(tmp_path, github, "dispatch: {run_appears_within: 20s}") as harness:
        harness.writes()
        harness.settle()
        for _ in range(30):
            for run in github.runs:
                run |= {"status": "completed", "conclusion": "failure"}
            harness.pass_time(30, stride=30)

    assert len(github.dispatches) <= 14


def test_a_failed_run_that_somebody_ran_again_with_success_counts(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.writes()
    harness.settle()
    github.runs_appear = False
    github.end("failure")
    harness.pass_time(12)
    github.end("success")
    harness.pass_time(10)

    assert harness.batches.unfinished() == []


def test_a_dispatch_without_a_run_is_sent_again(harness: RelayHarness, github: FakeGitHub) -> None:
    github.runs_appear = False
    harness.writes()
    harness.settle()
    harness.pass_time(599, stride=30)
    assert len(github.dispatches) == 1

    harness.pass_time(21)

    assert len(github.dispatches) == 2
    assert len(set(github.batches())) == 1


def test_runs_are_looked_at_only_while_a_batch_is_unfinished(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.pass_time(60)
    assert github.looks == 0

    harness.writes()
    harness.settle()
    harness.pass_time(35)
    assert github.looks == 3

    github.end("success")
    harness.pass_time(60)
    assert github.looks == 4


def test_retry_after_is_kept_exactly_and_by_all(harness: RelayHarness, github: FakeGitHub) -> None:
    github.answers = [Answer(429, RETRY_AFTER)]
    harness.writes("um")
    harness.settle()
    harness.writes("dois")
    harness.pass_time(76)
    assert len(github.dispatches) == 1

    harness.pass_time(1)

    assert harness.texts() == [["um"], ["um"], ["dois"]]


def test_github_out_of_order_is_tried_again_with_growing_waits(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    github.answers = [Answer(500, carried_out=False)] * 8
    harness.writes("um")
    harness.settle()
    harness.pass_time(600, stride=5)

    assert len(github.dispatches) == 9
    assert len(set(github.batches())) == 1
    assert harness.batches.unfinished()[0].state is BatchState.DISPATCHED


def test_a_lost_answer_is_looked_up_before_the_dispatch_is_repeated(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    github.answers = [Answer(502)]
    harness.writes()
    harness.settle()
    harness.pass_time(30)
    assert len(github.dispatches) == 1

    github.end("success")
    harness.pass_time(10)

    assert harness.batches.unfinished() == []


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_permanent_refusal_holds_everything_until_it_is_fixed(
    harness: RelayHarness, github: FakeGitHub, status: int
) -> None:
    github.answers = [Answer(status)] * 3
    harness.writes("um")
    harness.settle()
    harness.writes("dois")
    harness.pass_time(29)
    assert len(github.dispatches) == 1
    problem = harness.dispatcher.problems(harness.now)[0]
    assert str(status) in problem.sentence
    assert problem.remedy

    harness.pass_time(900, stride=30)

    assert len(github.dispatches) in (5, 6)
    assert harness.texts()[3:5] == [["um"], ["dois"]]
    assert harness.dispatcher.problems(harness.now) == []


def test_what_was_held_is_due_when_a_process_starts(harness: RelayHarness, github: FakeGitHub) -> None:
    github.answers = [Answer(404)] * 8
    harness.writes()
    harness.settle()
    harness.pass_time(600, stride=5)
    github.answers = []
    tried = len(github.dispatches)
    harness.dispatcher = harness.new_dispatcher()
    harness.pass_time(10)  # until the lease of the former one has run out

    assert len(github.dispatches) == tried + 1


def test_a_batch_that_github_cannot_process_steps_aside(harness: RelayHarness, github: FakeGitHub) -> None:
    github.answers = [Answer(422)]
    harness.writes("um")
    harness.settle()
    harness.writes("dois")
    harness.pass_time(1)

    assert harness.texts() == [["um"], ["dois"]]
    assert [batch.state for batch in harness.batches.unfinished()] == [BatchState.HELD, BatchState.DISPATCHED]

    harness.pass_time(40)

    assert harness.texts() == [["um"], ["dois"], ["um"]]


def test_no_more_than_the_configured_dispatches_a_minute(tmp_path: Path, github: FakeGitHub) -> None:
    with RelayHarness(tmp_path, github, "dispatch: {per_minute: 6, gather: 0s}") as harness:
        for _ in range(60):
            harness.writes()
            harness.pass_time(1)
            github.end("success")

        assert 5 <= len(github.dispatches) <= 6


def test_few_runs_wait_at_github_and_what_comes_meanwhile_travels_together(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with RelayHarness(
        tmp_path, github, "dispatch: {per_minute: 80, gather: 0s, check_run_every: 1s}"
    ) as harness:
        for _ in range(10):
            harness.writes()
            harness.pass_time(1)
        assert len(github.dispatches) == MAX_AT_GITHUB

        github.end("success")
        harness.pass_time(2)

        assert [len(texts) for texts in harness.texts()] == [1, 1, 1, 7]


def test_where_no_run_can_be_read_the_number_of_batches_at_github_is_limited(
    tmp_path: Path, github: FakeGitHub
) -> None:
    github.runs_status = 403
    with RelayHarness(
        tmp_path, github, "dispatch: {per_minute: 80, gather: 0s, check_run_every: 1s}"
    ) as harness:
        for _ in range(70):
            harness.writes()
            harness.pass_time(1)

        assert len(github.dispatches) == MAX_UNSEEN_AT_GITHUB


def test_runs_that_may_not_be_read_are_reported_and_cause_no_repetition(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    github.runs_status = 403
    harness.writes()
    harness.settle()
    harness.pass_time(1500, stride=60)

    assert len(github.dispatches) == 1
    assert "actions: read" in harness.dispatcher.problems(harness.now)[0].remedy

    github.runs_status = 200
    github.end("success")
    harness.pass_time(901, stride=60)

    assert harness.dispatcher.problems(harness.now) == []
    assert harness.batches.unfinished() == []


def test_only_one_process_dispatches_and_another_takes_over(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.settle()
    second = harness.new_dispatcher()
    harness.writes("um")
    assert second.step(harness.now) == 1
    assert github.dispatches == []

    harness.now = harness.now.replace(second=6)
    second.step(harness.now)

    assert harness.texts() == [["um"]]
    assert harness.dispatcher.step(harness.now) == 1


def test_a_process_that_died_during_a_dispatch_is_followed_by_one_that_looks_first(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.writes()
    harness.settle()
    # As the store was before the answer came: the attempt is noted, its outcome is not.
    with harness.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE batches SET state = 'ready', attempted_at = dispatched_at, dispatched_at = NULL"
        )
    harness.dispatcher = harness.new_dispatcher()
    harness.pass_time(6)

    assert len(github.dispatches) == 1
    assert harness.batches.unfinished()[0].state is BatchState.DISPATCHED


def test_what_is_delivered_is_purged_in_the_end_and_still_recognised(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.writes()
    harness.settle()
    github.end("success")
    harness.pass_time(10)
    harness.pass_time(29 * 86_400, stride=86_400)
    assert not harness.store.append(Event(0, harness.now, message(1))).new

    harness.pass_time(2 * 86_400, stride=86_400)

    with harness.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar_one() == 0
    assert not harness.store.append(Event(0, harness.now, message(1))).new
    assert harness.store.append(Event(0, harness.now, message(2))).sequence > 1

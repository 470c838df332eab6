"""When batches leave, what happens when GitHub does not take them, and what their runs say."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.messages import Event
from bot.relay.batch import BatchState
from bot.relay.batching import MAX_UNFINISHED
from tests.relay.desk import Answer, Desk, FakeGitHub, message

RETRY_AFTER = {"Retry-After": "77"}


def test_the_first_message_goes_at_once(desk: Desk, github: FakeGitHub) -> None:
    desk.writes("Oi")
    desk.settle()

    assert desk.texts() == [["Oi"]]
    assert github.dispatches[0]["event_type"] == "record-messages"


def test_messages_gather_while_a_batch_is_under_way(desk: Desk) -> None:
    desk.writes("um")
    desk.settle()
    desk.writes("dois")
    desk.pass_time(4)
    desk.writes("tres")
    desk.pass_time(5)

    assert desk.texts() == [["um"]]

    desk.pass_time(1)

    assert desk.texts() == [["um"], ["dois", "tres"]]


def test_a_full_batch_does_not_wait_to_gather(desk: Desk) -> None:
    desk.writes("primeira")
    desk.settle()
    desk.writes(*(f"{number}" for number in range(60)))
    desk.settle()

    assert [len(events) for events in desk.sent()] == [1, 50]


def test_a_successful_run_ends_the_batch_and_wipes_it(desk: Desk, github: FakeGitHub) -> None:
    desk.writes("segredo")
    desk.settle()
    github.end("success")
    desk.pass_time(10)

    assert desk.batches.unfinished() == []
    assert desk.batches.queue().count == 0
    with desk.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT content FROM events").scalars().all() == [""]

    desk.writes("outra")
    desk.settle()

    assert desk.texts()[1:] == [["outra"]]


@pytest.mark.parametrize("conclusion", ["failure", "cancelled", "timed_out", "startup_failure", "skipped"])
def test_a_failed_run_sends_the_same_batch_again(desk: Desk, github: FakeGitHub, conclusion: str) -> None:
    desk.writes("de novo")
    desk.settle()
    github.end(conclusion)
    desk.pass_time(13)

    assert desk.texts() == [["de novo"], ["de novo"]]
    assert len(set(github.batches())) == 1
    problem = desk.batches.queue().problems[0]
    assert github.runs[1]["html_url"] in problem.sentence
    assert conclusion in problem.sentence


def test_a_newer_attempt_is_not_judged_by_an_older_run(desk: Desk, github: FakeGitHub) -> None:
    desk.writes()
    desk.settle()
    github.end("failure")
    github.runs_appear = False
    desk.pass_time(12)
    desk.pass_time(120)

    assert len(github.dispatches) == 2


def test_failures_are_repeated_ever_more_seldom(desk: Desk, github: FakeGitHub) -> None:
    desk.writes()
    desk.settle()
    for _ in range(60):
        for run in github.runs:
            run |= {"status": "completed", "conclusion": "failure"}
        desk.pass_time(30, stride=10)

    assert 6 <= len(github.dispatches) <= 14


def test_a_wait_after_failed_runs_is_not_cut_short_because_no_new_run_appears(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with Desk(tmp_path, github, "dispatch: {run_appears_within: 20s}") as desk:
        desk.writes()
        desk.settle()
        for _ in range(30):
            for run in github.runs:
                run |= {"status": "completed", "conclusion": "failure"}
            desk.pass_time(30, stride=10)

    assert len(github.dispatches) <= 14


def test_a_failed_run_that_somebody_ran_again_with_success_counts(desk: Desk, github: FakeGitHub) -> None:
    desk.writes()
    desk.settle()
    github.runs_appear = False
    github.end("failure")
    desk.pass_time(12)
    github.end("success")
    desk.pass_time(10)

    assert desk.batches.unfinished() == []


def test_a_dispatch_without_a_run_is_sent_again(desk: Desk, github: FakeGitHub) -> None:
    github.runs_appear = False
    desk.writes()
    desk.settle()
    desk.pass_time(599, stride=10)
    assert len(github.dispatches) == 1

    desk.pass_time(21)

    assert len(github.dispatches) == 2
    assert len(set(github.batches())) == 1


def test_runs_are_looked_at_only_while_a_batch_is_unfinished(desk: Desk, github: FakeGitHub) -> None:
    desk.pass_time(60)
    assert github.looks == 0

    desk.writes()
    desk.settle()
    desk.pass_time(35)
    assert github.looks == 3

    github.end("success")
    desk.pass_time(60)
    assert github.looks == 4


def test_retry_after_is_kept_exactly_and_by_all(desk: Desk, github: FakeGitHub) -> None:
    github.answers = [Answer(429, RETRY_AFTER)]
    desk.writes("um")
    desk.settle()
    desk.writes("dois")
    desk.pass_time(76)
    assert len(github.dispatches) == 1

    desk.pass_time(1)

    assert desk.texts() == [["um"], ["um"], ["dois"]]


def test_github_out_of_order_is_tried_again_with_growing_waits(desk: Desk, github: FakeGitHub) -> None:
    github.answers = [Answer(500, carried_out=False)] * 8
    desk.writes("um")
    desk.settle()
    desk.pass_time(600, stride=5)

    assert len(github.dispatches) == 9
    assert len(set(github.batches())) == 1
    assert desk.batches.unfinished()[0].state is BatchState.DISPATCHED


def test_a_lost_answer_is_looked_up_before_the_dispatch_is_repeated(desk: Desk, github: FakeGitHub) -> None:
    github.answers = [Answer(502)]
    desk.writes()
    desk.settle()
    desk.pass_time(30)
    assert len(github.dispatches) == 1

    github.end("success")
    desk.pass_time(10)

    assert desk.batches.unfinished() == []


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_for_good_holds_everything_until_it_is_mended(
    desk: Desk, github: FakeGitHub, status: int
) -> None:
    github.answers = [Answer(status)] * 3
    desk.writes("um")
    desk.settle()
    desk.writes("dois")
    desk.pass_time(29)
    assert len(github.dispatches) == 1
    problem = desk.dispatcher.problems()[0]
    assert str(status) in problem.sentence
    assert problem.remedy

    desk.pass_time(900, stride=10)

    assert len(github.dispatches) in (5, 6)
    assert desk.texts()[3:5] == [["um"], ["dois"]]
    assert desk.dispatcher.problems() == []


def test_what_was_held_is_due_when_a_process_starts(desk: Desk, github: FakeGitHub) -> None:
    github.answers = [Answer(404)] * 8
    desk.writes()
    desk.settle()
    desk.pass_time(600, stride=5)
    github.answers = []
    tried = len(github.dispatches)
    desk.dispatcher = desk.new_dispatcher()
    desk.pass_time(10)  # until the lease of the former one has run out

    assert len(github.dispatches) == tried + 1


def test_a_batch_that_github_cannot_process_steps_aside(desk: Desk, github: FakeGitHub) -> None:
    github.answers = [Answer(422)]
    desk.writes("um")
    desk.settle()
    desk.writes("dois")
    desk.pass_time(1)

    assert desk.texts() == [["um"], ["dois"]]
    assert [batch.state for batch in desk.batches.unfinished()] == [BatchState.HELD, BatchState.DISPATCHED]

    desk.pass_time(40)

    assert desk.texts() == [["um"], ["dois"], ["um"]]


def test_no_more_than_the_configured_dispatches_a_minute(tmp_path: Path, github: FakeGitHub) -> None:
    with Desk(tmp_path, github, "dispatch: {per_minute: 6, gather: 0s}") as desk:
        for _ in range(60):
            desk.writes()
            desk.pass_time(1)

        assert 5 <= len(github.dispatches) <= 6


def test_unfinished_batches_are_limited(tmp_path: Path, github: FakeGitHub) -> None:
    with Desk(tmp_path, github, "dispatch: {per_minute: 80, gather: 0s, check_run_every: 1h}") as desk:
        for _ in range(70):
            desk.writes()
            desk.pass_time(1)

        assert len(github.dispatches) == MAX_UNFINISHED


def test_runs_that_may_not_be_read_are_reported_and_cause_no_repetition(
    desk: Desk, github: FakeGitHub
) -> None:
    github.runs_status = 403
    desk.writes()
    desk.settle()
    desk.pass_time(1500, stride=10)

    assert len(github.dispatches) == 1
    assert "actions: read" in desk.dispatcher.problems()[0].remedy

    github.runs_status = 200
    github.end("success")
    desk.pass_time(901, stride=10)

    assert desk.dispatcher.problems() == []
    assert desk.batches.unfinished() == []


def test_only_one_process_dispatches_and_another_takes_over(desk: Desk, github: FakeGitHub) -> None:
    desk.settle()
    second = desk.new_dispatcher()
    desk.writes("um")
    assert second.step(desk.now) == 1
    assert github.dispatches == []

    desk.now = desk.now.replace(second=6)
    second.step(desk.now)

    assert desk.texts() == [["um"]]
    assert desk.dispatcher.step(desk.now) == 1


def test_a_process_that_died_during_a_dispatch_is_followed_by_one_that_looks_first(
    desk: Desk, github: FakeGitHub
) -> None:
    desk.writes()
    desk.settle()
    # As the store was before the answer came: the attempt is noted, its outcome is not.
    with desk.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE batches SET state = 'ready', attempted_at = dispatched_at, dispatched_at = NULL"
        )
    desk.dispatcher = desk.new_dispatcher()
    desk.pass_time(6)

    assert len(github.dispatches) == 1
    assert desk.batches.unfinished()[0].state is BatchState.DISPATCHED


def test_messages_of_a_lost_key_stand_in_nobodys_way(tmp_path: Path, github: FakeGitHub) -> None:
    with Desk(tmp_path, github) as desk:
        desk.writes("com a chave antiga")
        key = desk.settings.contact_keys[0]
    with Desk(tmp_path, github) as desk:
        desk.writes("com a nova", first=2)
        desk.settle()

        assert desk.texts() == [["com a nova"]]
        assert "CONTACT_KEY" in desk.batches.queue().problems[0].remedy
    github.dispatches.clear()
    with Desk(tmp_path, github, key=key) as desk:
        desk.now = desk.now.replace(second=10)
        desk.settle()

        assert [event.message.text for event in desk.sent()[0]] == ["com a chave antiga"]


def test_what_is_delivered_is_forgotten_in_the_end(desk: Desk, github: FakeGitHub) -> None:
    desk.writes()
    desk.settle()
    github.end("success")
    desk.pass_time(10)
    desk.pass_time(29 * 86_400, stride=86_400)
    assert not desk.store.append(Event(0, desk.now, message(1))).new

    desk.pass_time(2 * 86_400, stride=86_400)

    stored = desk.store.append(Event(0, desk.now, message(1)))
    assert stored.new
    assert stored.sequence > 1

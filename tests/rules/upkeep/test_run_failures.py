"""Which failed runs left work that nobody has done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.core.issues import Run
from bot.rules.upkeep import run_failures
from bot.rules.upkeep.run_failures import FailureMemory
from tests.making import NOON

_ids = count(1)


def ran(name: str, conclusion: str | None, minute: int = 0, status: str = "completed") -> Run:
    begun = NOON + timedelta(minutes=minute)
    return Run(
        next(_ids), name, status, conclusion, "https://github.test/run", begun, name.split(maxsplit=1)[0]
    )


def left(*runs: Run, made_good: frozenset[str] = frozenset()) -> list[str]:
    found = run_failures.unfinished_work(runs, NOON + timedelta(hours=1), made_good)
    return [f"{failure.run.name} x{failure.times}" for failure in found]


@pytest.mark.parametrize("conclusion", ["failure", "cancelled", "timed_out", "startup_failure"])
def test_a_batch_that_failed_is_left(conclusion: str) -> None:
    assert left(ran("record-messages b1", conclusion)) == ["record-messages b1 x1"]


@pytest.mark.parametrize("conclusion", ["success", "skipped", "neutral"])
def test_other_ends_leave_nothing(conclusion: str) -> None:
    assert left(ran("record-messages b1", conclusion)) == []


def test_a_later_success_of_the_same_batch_has_done_it() -> None:
    assert left(ran("record-messages b1", "failure"), ran("record-messages b1", "success", 1)) == []
    assert left(ran("record-messages b1", "success"), ran("record-messages b1", "failure", 1)) != []
    assert left(ran("record-messages b1", "failure"), ran("record-messages b2", "success", 1)) != []


def test_one_that_is_about_to_do_it_counts_as_well() -> None:
    again = ran("record-messages b1", None, 1, "queued")

    assert left(ran("record-messages b1", "failure"), again) == []


def test_the_same_batch_is_named_once_with_how_often() -> None:
    assert left(*[ran("send-notification b", "failure", minute) for minute in range(3)]) == [
        "send-notification b x3"
    ]


def test_a_scheduled_job_makes_good_whatever_its_run_is_called() -> None:
    assert left(ran("check-billing 1", "failure"), ran("check-billing 2", "success", 1)) == []


def test_what_just_failed_and_what_a_step_has_done_are_not_named() -> None:
    assert left(ran("record-messages b1", "failure", 90)) == []
    name = run_failures.name_of_replies(7)
    assert left(ran(name, "failure"), made_good=frozenset({name})) == []


def test_one_that_is_being_run_again_is_not_done_yet() -> None:
    failed = ran("record-messages b1", "failure")
    again = replace(failed, status="in_progress", conclusion=None)
    earlier = run_failures.unfinished_work([failed], NOON, frozenset())

    assert run_failures.unfinished_work([again], NOON, frozenset(), earlier) == earlier
    assert (
        run_failures.unfinished_work([replace(failed, conclusion="success")], NOON, frozenset(), earlier)
        == []
    )


def test_failures_of_before_are_kept_and_counted_once() -> None:
    failed, once_more = ran("send-notification b", "failure"), ran("send-notification b", "failure", 1)
    earlier = run_failures.unfinished_work([failed], NOON, frozenset())
    settled = NOON + timedelta(hours=1)

    assert run_failures.unfinished_work([], settled, frozenset(), earlier) == earlier
    (both,) = run_failures.unfinished_work([failed, once_more], settled, frozenset(), earlier)
    assert (both.run, both.times) == (once_more, 2)


def test_what_the_issue_remembers_is_read_as_it_was_written() -> None:
    runs = [ran("send-notification b", "failure"), ran("check-billing 1", "timed_out", 1)]
    memory = FailureMemory(
        run_failures.unfinished_work(runs, NOON + timedelta(hours=1), frozenset()), frozenset({7})
    )

    assert FailureMemory.parse(memory.state) == memory
    assert FailureMemory.parse(memory.state).closed() == FailureMemory(
        (), frozenset({7, *(run.id for run in runs)})
    )


@pytest.mark.parametrize("state", ["", "4000", "[]", "{}", '{"named":[[1]],"seen":[]}', "nonsense"])
def test_of_what_it_cannot_read_it_remembers_nothing(state: str) -> None:
    assert FailureMemory.parse(state) == FailureMemory()


def test_reconcile_itself_and_strange_workflows_are_nobody_s_business() -> None:
    assert left(ran("reconcile 1", "failure"), ran("ci abc", "failure"), ran("deploy", "failure")) == []


def test_the_issue_is_in_the_name_of_a_run() -> None:
    assert run_failures.issue_of_replies(ran(run_failures.name_of_replies(12), "failure")) == 12
    assert run_failures.issue_of_replies(ran("record-messages b1", "failure")) is None

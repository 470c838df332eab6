"""GitHub refuses issues long before its limit of requests when many are opened in a row."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.github import creations_pace
from bot.core.errors import LimitError, UnfinishedError
from bot.core.messages import Event
from bot.jobs.inbound import record_messages
from tests.conftest import MovedClock
from tests.stage import Stage

REFUSED_AFTER = 20  # by the fault
MANY = REFUSED_AFTER + 2


def record(stage: Stage, *events: Event) -> None:
    record_messages.run({"client_payload": stage.payload(events)}, stage.new_tools())


def crowd(stage: Stage, count: int) -> list[Event]:
    return [stage.event("Oi", f"+55119{number:08d}") for number in range(count)]


def test_a_crowd_of_new_people_is_recorded_in_two_runs_and_who_is_known_in_the_first(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(creations_pace, "MOST_NEW_ISSUES", 3)
    *new, known = crowd(stage, 6)
    record(stage, known)
    again = stage.event("Mais", known.message.sender.wire)

    with pytest.raises(UnfinishedError, match="opened 3 issues"):
        record(stage, *new, again)
    assert len(stage.sandbox.issues()) == 4
    assert len(stage.sandbox.issue(1)["comments"]) == 1
    record(stage, *new, again)

    assert len(stage.sandbox.issues()) == 6


def test_a_limit_on_new_issues_ends_the_run_and_nothing_is_lost_or_doubled(
    moved_clock: MovedClock, stage: Stage
) -> None:
    events = crowd(stage, MANY)
    stage.github_faults.switch_on("github-few-new-issues")
    with pytest.raises(LimitError) as limit:
        record(stage, *events)
    assert len(stage.sandbox.issues()) == REFUSED_AFTER

    moved_clock.advance(timedelta(seconds=limit.value.retry_after or 0))
    record(stage, *events)
    assert len(stage.sandbox.issues()) == MANY
    assert stage.twilio.wait_idle(10)
    assert {len(stage.sandbox.received(f"+55119{number:08d}")) for number in range(MANY)} == {1}

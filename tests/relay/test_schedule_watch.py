"""The relay's status shows a clock that stopped, and alarms nobody where there never was one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.github.recent import RecentActivity
from bot.core import clock
from bot.relay.app import create_app
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.waker import Failing
from tests.relay.caller import STATUS
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import OPERATOR_TOKEN, RelayHarness, wait_until

HOUR = timedelta(hours=1)


@pytest.fixture(name="github")
def _github() -> Iterator[FakeGitHub]:
    with fake_github() as github:
        github.now = clock.now()
        yield github


@pytest.fixture(name="harness")
def _harness(tmp_path: Path, github: FakeGitHub) -> Iterator[RelayHarness]:
    with RelayHarness(tmp_path, github) as harness:
        harness.dispatcher.start()
        wait_until(lambda: harness.dispatcher.alive(clock.now()))
        yield harness
        harness.dispatcher.stop()


@pytest.fixture(name="schedule_watch")
def _schedule_watch(harness: RelayHarness) -> ScheduleWatch:
    return ScheduleWatch(harness.settings, RecentActivity(harness.settings))


def ran(github: FakeGitHub, workflow: str, conclusion: str, ago: timedelta) -> None:
    github.now = clock.now() - ago
    github.run("1", kind=workflow)
    github.end(conclusion)


def look(harness: RelayHarness, schedule_watch: ScheduleWatch, *, trusted: bool = True) -> dict[str, Any]:
    schedule_watch.look()
    client = create_app(
        harness.settings, harness.store, harness.dispatcher, schedule_watch=schedule_watch
    ).test_client()
    headers = {"Authorization": f"Bearer {OPERATOR_TOKEN}"} if trusted else {}
    answer = client.get(STATUS, headers=headers).json
    assert answer
    return dict(answer)


def test_operators_see_when_each_scheduled_workflow_last_ran(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    ran(github, "reconcile", "success", 2 * HOUR)
    ran(github, "reconcile", "failure", HOUR)
    answer = look(harness, schedule_watch)

    assert answer["status"] == "ok"
    seen = answer["clock"]["workflows"]["reconcile"]
    assert seen["last_run"] == "failure"
    assert seen["last_success_at"] < seen["last_run_at"]
    assert 7190 < seen["last_success_age_seconds"] < 7260
    assert answer["clock"]["workflows"]["check-billing"]["last_run"] == "never"


def test_a_run_that_a_comment_left_and_that_was_skipped_says_nothing(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    ran(github, "remind-rotation", "skipped", 3 * HOUR)
    assert look(harness, schedule_watch)["clock"]["workflows"]["remind-rotation"]["last_run"] == "never"

    ran(github, "remind-rotation", "success", 2 * HOUR)
    ran(github, "remind-rotation", "skipped", HOUR)
    assert look(harness, schedule_watch)["clock"]["workflows"]["remind-rotation"]["last_run"] == "success"


def test_a_clock_that_has_not_succeeded_for_hours_is_a_degraded_gateway(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    ran(github, "reconcile", "success", 14 * HOUR)
    ran(github, "reconcile", "failure", HOUR)

    assert look(harness, schedule_watch, trusted=False)["status"] == "degraded"
    assert look(harness, schedule_watch)["clock"]["stopped"] is True


def test_it_still_counts_as_stopped_when_it_has_failed_for_days(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    ran(github, "reconcile", "success", 40 * HOUR)
    for hours in range(39, 0, -1):
        ran(github, "reconcile", "failure", hours * HOUR)
    answer = look(harness, schedule_watch)

    assert answer["status"] == "degraded"
    assert answer["clock"]["workflows"]["reconcile"]["last_success_age_seconds"] > 39 * 3600


def test_so_it_does_when_github_has_deleted_the_old_runs(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    ran(github, "reconcile", "success", 14 * HOUR)
    look(harness, schedule_watch)
    github.runs.clear()

    assert look(harness, schedule_watch)["status"] == "degraded"


def test_days_of_failures_cost_nothing_of_the_limit(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    ran(github, "reconcile", "success", 40 * HOUR)
    for hours in range(39, 0, -1):
        ran(github, "reconcile", "failure", hours * HOUR)
    schedule_watch.look()
    github.counted = 0
    schedule_watch.look()

    assert github.counted == 0


@pytest.mark.parametrize(
    ("workflow", "days", "status"),
    [
        ("check-billing", 1, "ok"),
        ("check-billing", 3, "degraded"),
        ("remind-rotation", 13, "ok"),
        ("remind-rotation", 15, "degraded"),
    ],
)
def test_so_does_another_one_after_twice_its_rate(
    harness: RelayHarness,
    github: FakeGitHub,
    schedule_watch: ScheduleWatch,
    workflow: str,
    days: int,
    status: str,
) -> None:
    ran(github, "reconcile", "success", HOUR)
    ran(github, workflow, "success", timedelta(days=days))
    answer = look(harness, schedule_watch)

    assert answer["status"] == status
    assert answer["clock"]["workflows"][workflow]["stopped"] is (status == "degraded")
    assert answer["clock"]["workflows"]["reconcile"]["stopped"] is False


def test_one_that_somebody_switched_off_alarms_nobody(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    ran(github, "check-billing", "success", timedelta(days=3))
    github.switched_off = {"check-billing"}

    assert look(harness, schedule_watch)["status"] == "ok"


def test_reconcile_is_missed_even_so(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    ran(github, "reconcile", "success", timedelta(days=3))
    github.switched_off = {"reconcile"}

    assert look(harness, schedule_watch)["status"] == "degraded"


def test_a_repository_where_it_never_ran_alarms_nobody(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    ran(github, "reconcile", "failure", 9 * HOUR)

    assert look(harness, schedule_watch)["status"] == "ok"


def test_a_workflow_that_is_not_there_is_no_problem(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    github.unreadable = {"check-billing"}

    assert look(harness, schedule_watch)["clock"]["problem"] is None


def test_a_token_without_the_right_is_reported_and_what_is_known_stays_known(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    ran(github, "reconcile", "success", HOUR)
    look(harness, schedule_watch)
    github.runs_status = 403
    answer = look(harness, schedule_watch)

    assert "403" in answer["clock"]["problem"]
    assert answer["clock"]["workflows"]["reconcile"]["last_run"] == "success"


def test_the_status_never_waits_for_github(
    harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    looks = github.looks
    client = create_app(
        harness.settings, harness.store, harness.dispatcher, schedule_watch=schedule_watch
    ).test_client()
    client.get(STATUS)

    assert github.looks == looks


def test_it_looks_by_itself(harness: RelayHarness, github: FakeGitHub, schedule_watch: ScheduleWatch) -> None:
    ran(github, "reconcile", "success", 14 * HOUR)
    schedule_watch.start()
    wait_until(lambda: schedule_watch.has_stopped(clock.now()))
    schedule_watch.stop()


def test_a_run_leaves_messages_that_are_still_on_their_way_to_the_next(
    github: FakeGitHub, schedule_watch: ScheduleWatch
) -> None:
    assert schedule_watch.recovered_until() is None
    ran(github, "reconcile", "success", HOUR)
    schedule_watch.look()

    began, until = schedule_watch.last_recovery(), schedule_watch.recovered_until()
    assert began
    assert until == began - timedelta(minutes=15)


def test_it_tells_since_when_reconcile_fails(harness: RelayHarness, github: FakeGitHub) -> None:
    told = list[Failing | None]()
    watch = ScheduleWatch(harness.settings, RecentActivity(harness.settings), failing=told.append)
    ran(github, "reconcile", "failure", 5 * HOUR)
    watch.look()  # never succeeded: it is being set up
    ran(github, "reconcile", "success", 4 * HOUR)
    watch.look()
    for hours in (3, 2, 1):
        ran(github, "reconcile", "failure", hours * HOUR)
    watch.look()
    ran(github, "reconcile", "success", timedelta())
    watch.look()

    assert told[:2] == [None, None]
    assert told[2]
    assert told[2].newest - told[2].since == pytest.approx(2 * HOUR, abs=timedelta(seconds=5))
    assert told[3] is None

"""When GitHub's hourly limit is used up a job ends at once, shows until when, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import calls, clock
from bot.core.errors import LimitError, UnfinishedError
from bot.jobs import runner, tools
from bot.jobs.inbound import record_messages
from bot.jobs.replies import send_replies
from bot.jobs.upkeep import reconcile
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.reached_relay import reached_relay
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import RelayHarness
from tests.stage import Stage

HOUR = timedelta(hours=1)
GRANTED = 1_000


@pytest.fixture(name="github")
def _github() -> Iterator[FakeGitHub]:
    with fake_github() as github:
        yield github


@pytest.fixture(name="harness")
def _harness(
    moved_clock: MovedClock,
    stage: Stage,
    github: FakeGitHub,
    tmp_path: Path,
) -> Iterator[RelayHarness]:
    with reached_relay(stage, github, tmp_path) as harness:
        yield harness


def use_up(stage: Stage) -> None:
    stage.state.limits.per_hour["job"] = 0


def used(stage: Stage) -> int:
    """Return how many requests the jobs have made."""
    return stage.state.limits.look(stage.state.people.actor(stage.environment["GITHUB_TOKEN"])).used


def grant(stage: Stage, moved_clock: MovedClock) -> None:
    """Move the clock past the hour."""
    stage.state.limits.per_hour["job"] = GRANTED
    moved_clock.advance(HOUR)


def test_a_batch_waits_for_the_reset_in_the_relay_and_is_recorded_once(
    moved_clock: MovedClock, stage: Stage, harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.writes("Bom dia")
    harness.settle()
    use_up(stage)
    with pytest.raises(LimitError):
        runner._carry_out(record_messages.run, github.dispatches[-1], stage.tools)
    github.end("failure")
    harness.pass_time(HOUR.total_seconds() - 60, stride=20)

    assert len(github.dispatches) == 1

    grant(stage, moved_clock)
    harness.pass_time(120)
    assert len(github.dispatches) == 2
    record_messages.run(github.dispatches[-1], stage.tools)

    (issue,) = stage.sandbox.issues()
    assert "Bom dia" in issue["title"]


def test_it_ends_after_one_refusal_and_without_a_wait(stage: Stage) -> None:
    stage.record(stage.event())
    stage.sandbox.comment(1, "marina", "/reply Pois não")
    use_up(stage)
    calls.made.clear()

    with pytest.raises(LimitError, match=r"accepts requests again at \d\d:\d\d:\d\d UTC\. It is tried again"):
        send_replies.run({"issue": {"number": 1}}, stage.tools)

    assert calls.made == {calls.GITHUB: 1}


@pytest.mark.parametrize("left", range(1, 9))
def test_a_reply_cut_short_anywhere_is_completed_by_the_next_run_and_leaves_once(
    moved_clock: MovedClock, stage: Stage, left: int
) -> None:
    stage.record(stage.event())
    stage.sandbox.comment(1, "marina", "/reply Pois não")
    stage.state.limits.per_hour["job"] = used(stage) + left
    stage.tools = stage.new_tools()
    with pytest.raises(LimitError):
        stage.reply()
    grant(stage, moved_clock)
    stage.tools = stage.new_tools()
    stage.reply()

    assert stage.sandbox.received(ANA)[1:] == ["Pois não"]
    assert "aguardando-resposta" not in stage.sandbox.issue(1)["labels"]


@pytest.mark.parametrize("left", range(1, 12))
def test_a_batch_cut_short_anywhere_is_completed_by_the_next_run(
    moved_clock: MovedClock, stage: Stage, left: int
) -> None:
    events = [stage.event("De Ana"), stage.event("De Bia", "+5511912345678")]
    stage.state.limits.per_hour["job"] = left
    try:
        stage.record(*events)
    except LimitError:
        grant(stage, moved_clock)
        stage.tools = stage.new_tools()
        stage.record(*events)
    assert stage.twilio.wait_idle(10)

    assert len(stage.sandbox.issues()) == 2
    assert [len(stage.sandbox.issue(number)["comments"]) for number in (1, 2)] == [0, 0]
    assert [len(stage.sandbox.received(number)) for number in (ANA, "+5511912345678")] == [1, 1]


def test_reconcile_stops_at_the_first_refusal(stage: Stage, harness: RelayHarness) -> None:
    stage.state.limits.per_hour["job"] = used(stage) + 4
    calls.made.clear()

    with pytest.raises(UnfinishedError, match=r"Stopped at: .* accepts requests again at"):
        reconcile.run({}, stage.tools)

    assert calls.made[calls.GITHUB] == 4 + 1
    assert harness.store.limited_until() is not None


def test_the_limit_of_another_token_holds_nobody_up(stage: Stage, harness: RelayHarness) -> None:
    tools.report_limit(stage.tools, LimitError(clock.now() + HOUR, HOUR.total_seconds(), "ERASURE_TOKEN"))

    assert harness.store.limited_until() is None

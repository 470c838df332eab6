"""What has to wait is reported to the relay, which wakes reconcile: minutes late, whatever rate GitHub's clock has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core import clock
from bot.core.errors import BotError, TemporaryError, UnfinishedError
from bot.jobs import runner
from bot.jobs.credentials import remind_rotation
from bot.jobs.orders import send_notification
from bot.jobs.replies import send_replies
from bot.jobs.tools import report_due
from bot.jobs.upkeep import reconcile
from bot.relay.store.wakes import Wakes
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.nearby import NearbyRelay
from tests.stage import Stage

EVENING = {"policy": {"notification": {"hours": "18:00-20:00"}, "reply": {"hours": "18:00-20:00"}}}
STEP, LATEST = timedelta(minutes=1), timedelta(minutes=15)


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock, tmp_path: Path) -> Iterator[Stage]:
    moved_clock.set(clock.now().replace(hour=15, minute=0, second=0, microsecond=0))  # noon in São Paulo
    with Stage(history=tmp_path) as stage:
        stage.ran("reconcile", ago=timedelta(hours=1))
        stage.configure(EVENING)
        yield stage


@pytest.fixture(name="relay")
def _relay(stage: Stage, tmp_path: Path) -> Iterator[NearbyRelay]:
    with NearbyRelay(stage, tmp_path) as relay:
        relay.dispatcher.step(clock.now())
        yield relay


@pytest.fixture(name="opens")
def _opens(stage: Stage) -> datetime:
    return clock.now().replace(hour=21, minute=0, second=0, microsecond=0)


def order(stage: Stage, key: str = "1") -> None:
    """Order a message, as a run of send-notification does."""
    stage.tools = replace(stage.new_tools(), run_id=key)
    send_notification.run({"inputs": {"destination": ANA, "message": "Sua guia", "type": "sms"}}, stage.tools)
    report_due(stage.tools)


def woken(stage: Stage, workflow: str = "reconcile") -> int:
    assert stage.actions
    return sum(
        run.event.name == "repository_dispatch" and run.path.endswith(f"/{workflow}.yml")
        for run in stage.actions.runs()
    )


def until_woken(stage: Stage, relay: NearbyRelay, moved_clock: MovedClock, most: int = 400) -> None:
    for _ in range(most):
        relay.dispatcher.step(clock.now())
        if woken(stage):
            return
        moved_clock.advance(STEP)
    raise AssertionError("reconcile was never woken")


def test_a_deferred_message_leaves_within_minutes_of_its_hour(
    stage: Stage, relay: NearbyRelay, moved_clock: MovedClock, opens: datetime
) -> None:
    order(stage)
    until_woken(stage, relay, moved_clock)
    assert opens <= clock.now() <= opens + LATEST

    stage.tools = stage.new_tools()
    reconcile.run({}, stage.tools)
    report_due(stage.tools)

    assert stage.twilio.wait_idle(10)
    assert stage.sandbox.received(ANA) == ["Sua guia"]
    assert stage.tools.agenda.moments == []


def test_so_does_a_deferred_reply(stage: Stage, opens: datetime) -> None:
    stage.record(stage.event("Oi"))
    stage.sandbox.comment(1, "marina", "/reply Bom dia")
    stage.tools = stage.new_tools()
    send_replies.run({"issue": {"number": 1}}, stage.tools)

    assert stage.tools.agenda.moments == [opens]


def test_a_lost_report_is_made_up_for_by_the_next_run(stage: Stage, opens: datetime) -> None:
    stage.set_variables(RELAY_URL="http://127.0.0.1:9")
    order(stage)
    stage.record(stage.event("Oi", "+5511912345678"))
    stage.sandbox.comment(2, "marina", "/reply Bom dia")
    send_replies.run({"issue": {"number": 2}}, stage.new_tools())
    stage.tools = stage.new_tools()
    reconcile.run({}, stage.tools)

    assert stage.tools.agenda.moments == [opens]


def test_what_waits_for_the_same_hour_is_woken_once(
    stage: Stage, relay: NearbyRelay, moved_clock: MovedClock
) -> None:
    for number in range(3):
        order(stage, str(number))
        moved_clock.advance(timedelta(minutes=3, seconds=11))
        relay.dispatcher.step(clock.now())
    until_woken(stage, relay, moved_clock)
    stage.tools = stage.new_tools()
    reconcile.run({}, stage.tools)
    report_due(stage.tools)
    for _ in range(20):
        moved_clock.advance(timedelta(minutes=4))
        relay.dispatcher.step(clock.now())

    assert woken(stage) == 1


def test_a_run_with_nothing_ahead_reports_nothing(stage: Stage) -> None:
    stage.configure({})
    order(stage)

    assert stage.tools.agenda.report() is None


def test_a_job_that_failed_is_looked_after_before_the_clock_comes(
    stage: Stage, relay: NearbyRelay, moved_clock: MovedClock
) -> None:
    def fails(_event: object, _tools: object) -> list[str]:
        raise TemporaryError("Twilio does not answer.")

    with pytest.raises(BotError):
        runner._carry_out(fails, {"issue": {"number": 1}}, stage.new_tools())
    until_woken(stage, relay, moved_clock, most=17)


def test_what_the_relay_has_dispatched_it_repeats_itself(stage: Stage) -> None:
    def fails(_event: object, _tools: object) -> list[str]:
        raise TemporaryError("Twilio does not answer.")

    tools = stage.new_tools()
    with pytest.raises(BotError):
        runner._carry_out(fails, {"client_payload": {}}, tools)

    assert tools.agenda.moments == []


def test_what_reconcile_repeats_in_vain_does_not_start_it_again_at_once(stage: Stage) -> None:
    def fails(_event: object, _tools: object) -> list[str]:
        raise TemporaryError("Twilio does not answer.")

    tools = stage.new_tools()
    with pytest.raises(BotError):
        runner._carry_out(fails, {"inputs": {"issue": "1"}}, tools)

    assert tools.agenda.moments == []


def test_how_often_a_failed_reconcile_is_repeated_is_the_relay_s_to_say(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which sees that the run failed; whoever started it."""

    def fails(_context: object) -> list[str]:
        raise TemporaryError("Twilio does not answer.")

    monkeypatch.setattr(reconcile, "STEPS", {next(iter(reconcile.STEPS)): fails})
    for event in ({"client_payload": {"v": 1}}, {"schedule": "23 */6 * * *"}):
        tools = stage.new_tools()
        with pytest.raises(UnfinishedError):
            runner._carry_out(reconcile.run, event, tools)
        assert tools.agenda.moments == []


def test_a_test_message_leaves_each_hour_whatever_rate_the_clock_has(stage: Stage) -> None:
    stage.configure({"canary": {"enabled": True}, "reconcile": {"every": "1d"}})
    stage.tools = stage.new_tools()
    with suppress(BotError):  # no relay takes the message here
        reconcile.run({}, stage.tools)

    assert timedelta() < stage.tools.agenda.moments[0] - clock.now() <= timedelta(hours=1)


def test_reminders_of_a_rotation_come_on_their_day(
    stage: Stage, relay: NearbyRelay, moved_clock: MovedClock
) -> None:
    today = clock.now()
    stage.configure({"rotation": {"rotated_on": {"twilio_auth_token": (today - timedelta(days=60)).date()}}})
    stage.set_variables(RELAY_URL=relay.url)
    stage.tools = stage.new_tools()
    remind_rotation.run({}, stage.tools)
    report_due(stage.tools)

    due = Wakes(relay.store).next(clock.now())["remind-rotation"]
    assert (due.date() - today.date()).days == 90 - 60 - 14


def test_a_run_that_a_limit_ends_leaves_all_that_was_due_to_one_an_hour_later(
    stage: Stage, relay: NearbyRelay, moved_clock: MovedClock
) -> None:
    """Each costs a billed minute: what nothing confirms would be tried again in ten minutes."""
    wakes, began = Wakes(relay.store), clock.now()
    wakes.add([("reconcile", began - timedelta(minutes=2))])
    stage.tools = stage.new_tools()
    moved_clock.advance(STEP)
    github = stage.state.limits
    github.per_hour["job"] = github.look(stage.state.people.actor(stage.environment["GITHUB_TOKEN"])).used + 4
    with pytest.raises(UnfinishedError, match="Stopped at"):
        reconcile.run({}, stage.tools)
    report_due(stage.tools)

    assert wakes.next(clock.now())["reconcile"] - began > timedelta(minutes=59)

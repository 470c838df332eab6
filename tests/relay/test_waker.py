"""The relay wakes a scheduled workflow when it is needed, once, whatever fails in between; and never for nothing."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from bot.core import clock
from bot.core.contact_keys import new_key
from bot.rules.people.sealing import Vault
from bot.rules.wire import due_report
from bot.rules.wire.due_report import Due, DueReport
from tests.relay.caller import AREA, OPERATOR, STATUS, deliver, json_of
from tests.relay.fake_github import Answer, FakeGitHub
from tests.relay.harness import RelayHarness

SOON = 1800.0  # seconds
HOUR = 3600.0


@pytest.fixture(name="harness")
def _harness(harness: RelayHarness, github: FakeGitHub) -> RelayHarness:
    harness.now = github.now = clock.now()
    harness.settle()
    return harness


def post(client: FlaskClient, sealed: object) -> int:
    return client.post(f"{AREA}/due", json={"sealed": sealed}).status_code


def report(client: FlaskClient, harness: RelayHarness, *due: Due, done: str = "", ago: float = 0) -> int:
    """Report as a job does whose clock is the harness's."""
    made = DueReport(clock.now(), due, done, ago)
    return post(client, due_report.seal(made, harness.vault.relay_keys))


def tell(harness: RelayHarness, *seconds: float, workflow: str = "reconcile") -> None:
    """Report at the harness's time."""
    made = DueReport(harness.now, tuple(Due(workflow, one) for one in seconds))
    harness.dispatcher.waker.take(made, harness.now)


def succeeds(harness: RelayHarness, workflow: str = "reconcile") -> None:
    """Report that a run that began a moment ago has done what was due."""
    harness.dispatcher.waker.take(DueReport(harness.now, (), workflow, 5.0), harness.now)


def test_what_a_job_reports_wakes_the_workflow_at_its_moment(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    assert report(client, harness, Due("reconcile", SOON)) == 204
    harness.pass_time(SOON - 60, stride=30)
    assert github.woken == []

    harness.pass_time(180, stride=30)
    assert github.woken == ["reconcile"]


def test_a_run_that_did_what_was_due_is_the_end_of_it(harness: RelayHarness, github: FakeGitHub) -> None:
    tell(harness, SOON)
    harness.pass_time(SOON + 120, stride=30)
    succeeds(harness)
    harness.pass_time(3 * HOUR, stride=240)

    assert github.woken == ["reconcile"]


def test_messages_that_wait_for_the_same_hour_cost_one_run(harness: RelayHarness, github: FakeGitHub) -> None:
    for number in range(20):
        tell(harness, SOON - number)
        harness.pass_time(1)
    harness.pass_time(SOON + 120, stride=30)
    succeeds(harness)
    harness.pass_time(HOUR, stride=60)

    assert github.woken == ["reconcile"]


def test_moments_close_together_are_apart_by_less_than_a_quarter_of_an_hour(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    tell(harness, *(SOON + 60 * minute for minute in range(30)))
    for _ in range(65):
        harness.pass_time(60, stride=60)
        if github.woken:
            succeeds(harness)

    assert 3 <= len(github.woken) <= 4


def test_what_another_run_did_meanwhile_wakes_nothing(harness: RelayHarness, github: FakeGitHub) -> None:
    tell(harness, 60)
    harness.now += timedelta(seconds=130)
    succeeds(harness)
    harness.pass_time(HOUR, stride=60)

    assert github.woken == []


def test_what_is_due_later_stays(harness: RelayHarness, github: FakeGitHub) -> None:
    tell(harness, 60, 2 * HOUR)
    harness.pass_time(200, stride=30)
    succeeds(harness)
    harness.pass_time(2 * HOUR, stride=60)

    assert github.woken == ["reconcile", "reconcile"]


def test_a_run_that_never_came_is_asked_for_again_a_few_times_and_then_left_to_the_clock(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    tell(harness, 60)
    harness.pass_time(6 * HOUR, stride=300)

    assert github.woken == ["reconcile"] * 3


@pytest.mark.both_stores
def test_it_is_known_after_a_restart(harness: RelayHarness, github: FakeGitHub) -> None:
    tell(harness, 120)
    harness.dispatcher = harness.new_dispatcher()
    harness.pass_time(300, stride=30)

    assert github.woken == ["reconcile"]


@pytest.mark.both_stores
def test_another_relay_on_the_same_store_wakes_nothing_while_the_first_one_leads(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    tell(harness, 120)
    other = harness.new_dispatcher()
    for _ in range(30):
        harness.pass_time(10, stride=5)
        other.step(harness.now)

    assert github.woken == ["reconcile"]


@pytest.mark.parametrize(
    "answer",
    [Answer(503), Answer(403), Answer(404), Answer(429, {"Retry-After": "60"})],
    ids=["busy", "refused", "missing", "limited"],
)
def test_what_github_does_not_take_is_tried_again_later(
    harness: RelayHarness, github: FakeGitHub, answer: Answer
) -> None:
    github.wake_answers = [answer] * 2
    tell(harness, 60)
    harness.pass_time(120, stride=30)
    harness.pass_time(2 * HOUR, stride=60)

    assert 3 <= len(github.woken) <= 5


def test_nothing_is_woken_while_github_grants_the_jobs_no_requests(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    tell(harness, 60)
    harness.store.note_limit(harness.now + timedelta(seconds=1200))
    harness.pass_time(1100, stride=30)
    assert github.woken == []

    harness.pass_time(200, stride=30)
    assert github.woken == ["reconcile"]


def test_a_batch_that_does_not_get_through_wakes_reconcile_ever_more_seldom(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    github.answers = [Answer(422)] * 100
    harness.writes("um")
    harness.pass_time(20 * 60, stride=60)
    assert github.woken == []

    harness.pass_time(14 * 60, stride=60)
    succeeds(harness)
    assert github.woken == ["reconcile"]

    waits, waited = list[int](), 0
    while len(waits) < 2 and waited < 5 * HOUR:
        harness.pass_time(300, stride=300)
        waited += 300
        if len(github.woken) > len(waits) + 1:
            succeeds(harness)
            waits, waited = [*waits, waited], 0
    assert waits[0] >= HOUR
    assert waits[1] >= 1.4 * waits[0]


def test_what_becomes_due_after_a_success_does_not_wait_for_earlier_failures(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    tell(harness, 0)
    harness.pass_time(900, stride=60)
    assert len(github.woken) == 2
    succeeds(harness)
    tell(harness, 660)
    harness.pass_time(780, stride=60)

    assert len(github.woken) == 3


def test_a_relay_that_was_away_has_what_came_meanwhile_looked_for(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.now += timedelta(minutes=10)
    harness.dispatcher = harness.new_dispatcher()
    harness.pass_time(14 * 60, stride=60)
    assert github.woken == []  # what was lost counts as lost after `lost_after` alone

    harness.pass_time(180, stride=30)
    succeeds(harness)
    assert github.woken == ["reconcile"]

    harness.pass_time(50 * 60, stride=30)
    succeeds(harness)
    assert len(github.woken) == 2  # reports of deliveries are asked for an hour after they left
    harness.pass_time(3 * HOUR, stride=240)
    assert len(github.woken) == 2


def test_operators_see_when_a_workflow_is_woken_next(harness: RelayHarness, client: FlaskClient) -> None:
    tell(harness, 60)
    shown = json_of(client.get(STATUS, headers=OPERATOR))

    assert harness.now < clock.read_iso(shown["due"]["reconcile"]) <= harness.now + timedelta(minutes=2)
    assert "due" not in json_of(client.get(STATUS))


def test_a_pause_of_github_s_is_no_absence(harness: RelayHarness, github: FakeGitHub) -> None:
    harness.store.note_limit(harness.now + timedelta(minutes=40))
    harness.pass_time(41 * 60, stride=60)
    harness.pass_time(20 * 60, stride=60)

    assert github.woken == []


def test_a_quick_restart_wakes_nothing(harness: RelayHarness, github: FakeGitHub) -> None:
    harness.pass_time(60)
    harness.now += timedelta(seconds=10)
    harness.dispatcher = harness.new_dispatcher()
    harness.settle()
    harness.pass_time(HOUR, stride=60)

    assert github.woken == []


def test_a_clock_that_was_ahead_delays_no_wake_once_it_is_right(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    right = harness.now
    harness.now = right + timedelta(hours=20)
    harness.dispatcher.waker.note_trouble()
    tell(harness, 1)
    harness.pass_time(120, stride=30)
    succeeds(harness)
    github.woken.clear()
    harness.now = right
    harness.dispatcher = harness.new_dispatcher()
    harness.dispatcher.waker.note_trouble()
    harness.pass_time(17 * 60, stride=60)

    assert github.woken == ["reconcile"]


def test_a_relay_that_keeps_crashing_wakes_no_more_than_once_an_hour(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    for _ in range(40):
        harness.now += timedelta(minutes=2)
        harness.dispatcher = harness.new_dispatcher()
        harness.pass_time(60, stride=20)
        succeeds(harness)

    assert 2 <= len(github.woken) <= 8


def test_a_refused_webhook_of_our_account_has_reconcile_look_for_its_message(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    assert deliver(client, token="0" * 32) == 403
    harness.pass_time(17 * 60, stride=60)

    assert github.woken == ["reconcile"]


@pytest.mark.sqlite
def test_a_webhook_that_could_not_be_stored_does_too_once_the_store_is_back(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    with sqlite3.connect(harness.file) as other:
        other.execute("BEGIN IMMEDIATE")
        assert deliver(client) == 503
    harness.pass_time(17 * 60, stride=60)

    assert github.woken == ["reconcile"]


def test_a_message_that_twilio_has_and_the_relay_has_not_waits_for_no_hour(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.dispatcher.waker.note_trouble()
    harness.pass_time(17 * 60, stride=60)
    succeeds(harness)
    assert github.woken == ["reconcile"]

    harness.dispatcher.waker.note_missed()
    harness.pass_time(12 * 60, stride=60)

    assert github.woken == ["reconcile", "reconcile"]


def test_strangers_wake_nothing(harness: RelayHarness, client: FlaskClient, github: FakeGitHub) -> None:
    for path in ("/webhook/twilio", "/webhook/twilio/status", "/due", "/nowhere"):
        assert client.post(f"{AREA}{path}", data={"From": "x"}).status_code in (403, 404, 415)
    harness.pass_time(17 * 60, stride=60)

    assert github.woken == []


def test_other_credentials_wake_the_reminder_of_rotation_once_the_change_is_complete(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.dispatcher.waker.note_change()
    harness.pass_time(60, stride=30)
    assert github.woken == []

    harness.pass_time(12 * 60, stride=60)
    assert github.woken == ["remind-rotation"]


def test_only_our_jobs_can_report(harness: RelayHarness, client: FlaskClient, github: FakeGitHub) -> None:
    stranger = Vault([new_key()]).relay_keys
    made = DueReport(clock.now(), (Due("reconcile", 1),))

    assert post(client, due_report.seal(made, stranger)) == 403
    assert post(client, "") == 403
    assert (
        post(client, due_report.seal(DueReport(clock.now() - timedelta(days=2)), harness.vault.relay_keys))
        == 403
    )
    many = DueReport(clock.now(), (Due("reconcile", 1),) * 101)
    assert post(client, due_report.seal(many, harness.vault.relay_keys)) == 403


def test_a_report_that_comes_again_wakes_nothing_and_takes_no_moment_back(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    made = DueReport(clock.now(), (Due("reconcile", 1),), "reconcile", 5.0)
    captured = due_report.seal(made, harness.vault.relay_keys)
    assert post(client, captured) == 204
    harness.pass_time(120, stride=30)
    assert github.woken == ["reconcile"]
    succeeds(harness)

    assert post(client, captured) == 204
    harness.pass_time(HOUR, stride=300)
    assert github.woken == ["reconcile"]

    tell(harness, -HOUR)
    before = harness.dispatcher.waker.due(harness.now)
    assert post(client, captured) == 204
    assert harness.dispatcher.waker.due(harness.now) == before != {}


def test_a_job_wakes_no_workflow_but_the_scheduled_ones(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    assert report(client, harness, Due("record-messages", 1), Due("x", 1), done="y") == 204
    harness.pass_time(300, stride=30)

    assert (github.woken, github.dispatches) == ([], [])

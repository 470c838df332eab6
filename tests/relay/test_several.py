"""Several processes over one store behave as one: one dispatches, and all know what it knows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.adapters.github.repository import Repository
from bot.core import clock
from bot.core.issues import Run
from bot.core.messages import Event
from bot.relay import dispatcher, leader, run_causes
from bot.relay.app import create_app
from bot.relay.batches.batch import BatchState, Problem
from bot.relay.leader import Leader
from bot.relay.store import lease, unopened
from bot.relay.store.lease import LEASE_TTL, Lease
from bot.relay.store.wakes import Wakes
from bot.rules.upkeep.periods import RECONCILE
from bot.rules.wire import wanted_report
from bot.rules.wire.wanted_report import WantedReport
from tests.relay.caller import AREA
from tests.relay.fake_github import Answer, FakeGitHub
from tests.relay.harness import RelayHarness, message, wait_until

BOTH_STORES = True
HOUR = 3600


@pytest.fixture(name="other")
def _other(harness: RelayHarness, tmp_path: Path) -> Iterator[RelayHarness]:
    """Another process: nothing is common but the store and GitHub."""
    with harness.another(tmp_path) as other:
        yield other
        other.dispatcher.stop()


def sleep_while_another_follows(harness: RelayHarness, other: RelayHarness) -> None:
    """Have one lead that looks no more unless the bell rings, and another wait for the lease."""
    harness.dispatcher.start()
    wait_until(lambda: harness.dispatcher.leads)
    other.dispatcher.start()
    wait_until(lambda: other.dispatcher.heartbeat)
    stepped = threading.Event()

    patches = pytest.MonkeyPatch()

    def step(_: object) -> float:
        patches.undo()
        stepped.set()
        return 30.0

    patches.setattr(harness.dispatcher, "step", step)
    harness.store.database.bell.wake()
    assert stepped.wait(15)


def test_whoever_is_asked_for_wakes_the_one_that_dispatches_whichever_process_learns_it(
    harness: RelayHarness, other: RelayHarness
) -> None:
    sleep_while_another_follows(harness, other)
    before = harness.dispatcher.heartbeat
    report = wanted_report.seal(WantedReport(clock.now(), (1,)), other.vault.relay_keys)
    client = create_app(other.settings, other.store, other.dispatcher).test_client()

    assert client.post(f"{AREA}/wanted", json={"sealed": report}).status_code == 204
    wait_until(lambda: harness.dispatcher.heartbeat != before, seconds=5)


def test_what_a_process_stores_that_does_not_lead_is_dispatched_at_once_by_the_one_that_does(
    harness: RelayHarness, other: RelayHarness, github: FakeGitHub
) -> None:
    sleep_while_another_follows(harness, other)
    began = clock.steady()
    other.store.append(Event(0, clock.now(), message(1)))
    github.wait(1)

    # Hundredths of a second on an idle machine; without a ring it were thirty.
    assert clock.steady() - began < 5
    assert harness.dispatcher.leads
    assert not other.dispatcher.leads


def test_what_the_leader_finds_wrong_the_others_show_until_it_is_over(
    harness: RelayHarness, other: RelayHarness, github: FakeGitHub
) -> None:
    github.answers = [Answer(401)]
    harness.writes()
    harness.settle()
    other.dispatcher.step(harness.now)

    (shown,) = other.dispatcher.problems(harness.now)
    assert shown == harness.dispatcher.problems(harness.now)[0]
    assert "401" in shown.sentence
    assert other.dispatcher.stopped(harness.now) is None

    harness.pass_time(31)
    assert other.dispatcher.problems(harness.now) == harness.dispatcher.problems(harness.now) == []


def test_what_was_wrong_for_a_leader_that_is_gone_is_shown_by_nobody(
    harness: RelayHarness, other: RelayHarness, github: FakeGitHub
) -> None:
    github.answers = [Answer(401)]
    harness.writes()
    harness.settle()
    later = harness.now + 2 * LEASE_TTL
    other.dispatcher.step(later)
    harness.dispatcher.step(later)

    assert other.dispatcher.leads
    assert harness.dispatcher.problems(later) == other.dispatcher.problems(later) == []


def test_a_leader_whose_step_fails_makes_all_of_them_unready(
    harness: RelayHarness, other: RelayHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> float:
        raise RuntimeError("+5511987654321 wrote a secret")

    harness.dispatcher.start()
    wait_until(lambda: harness.dispatcher.leads)
    other.dispatcher.start()
    wait_until(lambda: other.dispatcher.heartbeat)
    monkeypatch.setattr(Leader, "step", fail)
    harness.store.database.bell.wake()
    wait_until(lambda: other.dispatcher.stopped(clock.now()))

    problem = other.dispatcher.stopped(clock.now())
    assert problem
    assert problem.sentence == "The dispatcher failed (RuntimeError)."
    monkeypatch.undo()
    harness.store.database.bell.wake()
    wait_until(lambda: other.dispatcher.stopped(clock.now()) is None)


def test_a_leader_that_slept_dispatches_and_saves_nothing_of_what_another_follows_by_now(
    harness: RelayHarness, other: RelayHarness, github: FakeGitHub
) -> None:
    """It is stopped just before it hands a batch to GitHub, as by SIGSTOP, and the other one takes over meanwhile."""
    harness.settle()
    harness.writes("um")
    chosen = harness.batches.items_of
    later = harness.now + timedelta(minutes=1)
    patches = pytest.MonkeyPatch()

    def sleep(batch: object) -> object:
        patches.undo()
        while other.dispatcher.step(later) <= 0:
            pass
        return chosen(batch)  # type: ignore[arg-type]

    patches.setattr("bot.relay.store.batches.Batches.items_of", lambda _, batch: sleep(batch))
    harness.dispatcher.step(harness.now)

    assert len(github.dispatches) == 1
    assert not harness.dispatcher.leads
    assert other.dispatcher.leads
    (batch,) = other.batches.unfinished()
    assert (batch.state, batch.attempts) == (BatchState.DISPATCHED, 1)


def test_a_leader_that_slept_after_its_claim_hands_nothing_over(
    harness: RelayHarness, other: RelayHarness, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.settle()
    harness.writes("um")
    with monkeypatch.context() as slept:
        slept.setattr("bot.relay.store.lease.Lease.is_safe", False)
        harness.dispatcher.step(harness.now)
    assert github.dispatches == []

    later = harness.now + timedelta(minutes=1)
    while other.dispatcher.step(later) <= 0:
        pass
    assert other.texts() == [["um"]]


def test_a_leader_that_slept_wakes_no_workflow_that_another_one_has_woken(
    harness: RelayHarness, other: RelayHarness, github: FakeGitHub
) -> None:
    harness.settle()
    harness.now += timedelta(seconds=10)
    later = harness.now + timedelta(minutes=2)
    Wakes(harness.store).add([(RECONCILE, harness.now - timedelta(minutes=1))])
    due = Wakes.next
    patches = pytest.MonkeyPatch()

    def sleep(wakes: Wakes, now: datetime) -> dict[str, datetime]:
        patches.undo()
        found = due(wakes, now)
        while other.dispatcher.step(later) <= 0:
            pass
        return found

    patches.setattr(Wakes, "next", sleep)
    harness.dispatcher.step(harness.now)

    assert other.dispatcher.leads
    assert not harness.dispatcher.leads
    assert github.woken == ["reconcile"]


def test_who_takes_over_waits_as_long_as_github_asked_for_and_keeps_the_pace(
    harness: RelayHarness, other: RelayHarness, github: FakeGitHub
) -> None:
    github.answers = [Answer(429, {"Retry-After": "600"})]
    harness.writes("um")
    harness.settle()
    other.now = harness.now
    harness.store.database.bell.close()
    other.pass_time(560, stride=20)
    assert other.dispatcher.leads
    assert len(github.dispatches) == 1

    other.pass_time(60, stride=10)
    assert len(github.dispatches) == 2


def test_who_takes_over_dispatches_no_more_in_the_minute_than_all_may_together(
    tmp_path: Path, github: FakeGitHub, place: Path | URL
) -> None:
    more = "dispatch: {per_minute: 6, gather: 0s, check_run_every: 1s}"
    with (
        RelayHarness(tmp_path, github, more, place=place) as harness,
        harness.another(tmp_path, more) as other,
    ):
        for _ in range(24):
            harness.writes()
            harness.pass_time(1)
            github.end("success")
        other.now = harness.now
        for number in range(24):
            other.writes(first=100 + number)
            other.pass_time(1)
            github.end("success")

        assert len(github.dispatches) <= 6


def test_a_report_that_a_batch_cannot_be_opened_counts_whoever_gets_it(
    harness: RelayHarness, other: RelayHarness, github: FakeGitHub
) -> None:
    from bot.relay.app import create_app  # noqa: PLC0415 - the other process answers

    harness.writes()
    harness.settle()
    client = create_app(other.settings, other.store, other.dispatcher).test_client()
    batch = github.batches()[0]
    assert client.post(f"/api/notifications/batches/{batch}/unopened").status_code == 204
    assert client.post("/api/notifications/batches/another/unopened").status_code == 404
    github.end("failure")
    harness.pass_time(10)

    assert "CONTACT_KEY" in str(harness.batches.queue().problems[0])


def test_a_leader_that_slept_takes_no_report_away_from_the_one_that_leads_by_now(
    harness: RelayHarness, other: RelayHarness, github: FakeGitHub
) -> None:
    """It is stopped after it has found a failed run, and before it saves that."""
    harness.writes()
    harness.settle()
    (batch,) = harness.batches.unfinished()
    assert unopened.note(batch.id, harness.store, harness.now)
    github.end("failure")
    harness.now += timedelta(minutes=1)
    another, later = Lease(other.store, "another"), harness.now + 2 * LEASE_TTL
    found = run_causes.cause_of
    patches = pytest.MonkeyPatch()

    def sleep(run: Run, repository: Repository, now: datetime, *, unopened: bool) -> Problem:
        patches.undo()
        assert another.take(later)
        return found(run, repository, now, unopened=unopened)

    patches.setattr(leader, "cause_of", sleep)
    harness.dispatcher.step(harness.now)
    assert not harness.dispatcher.leads
    another.release()
    other.now = later
    other.pass_time(15, stride=5)

    (failed,) = other.batches.unfinished()
    assert "CONTACT_KEY" in str(failed.problem)


def test_a_process_that_is_there_while_another_one_is_away_means_that_nothing_was_missed(
    harness: RelayHarness, other: RelayHarness, github: FakeGitHub
) -> None:
    harness.pass_time(20, stride=5)
    for _ in range(12):
        other.now = harness.now = harness.now + timedelta(seconds=10)
        other.dispatcher.step(other.now)
    harness.now += timedelta(seconds=10)
    harness.dispatcher = harness.new_dispatcher()
    harness.settle()
    harness.pass_time(HOUR, stride=240)

    assert github.woken == []


def test_the_lease_is_kept_while_a_step_waits_for_github(
    harness: RelayHarness, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def until() -> float:
        with harness.store.reading() as connection:
            found = connection.exec_driver_sql("SELECT until FROM leases WHERE name = 'dispatcher'")
            return float(found.scalar_one())

    monkeypatch.setattr(lease, "_TTL", 1.0)
    monkeypatch.setattr(dispatcher, "LEASE_TTL", timedelta(seconds=1))
    harness.dispatcher.start()
    wait_until(lambda: harness.dispatcher.leads)
    with github.changed:  # GitHub does not answer while this is held
        harness.writes("um")
        wait_until(harness.batches.unfinished)
        wait_until(lambda: harness.batches.unfinished()[0].attempted_at)
        claimed = until()
        wait_until(lambda: until() > claimed)
    github.wait(1)

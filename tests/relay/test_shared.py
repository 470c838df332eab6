"""What one process of a relay knows, all know: refused webhooks, quotas, schedules, alerts, credentials."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from bot.adapters.github.recent import RecentActivity
from bot.core import clock
from bot.relay import live_settings, signature_watch
from bot.relay.alerts import Alerts
from bot.relay.api_tokens import RequestQuota
from bot.relay.app import create_app
from bot.relay.batches.batch import Problem
from bot.relay.health import Health
from bot.relay.health_watch import HealthWatch
from bot.relay.machine_claim import MachineClaim
from bot.relay.quota import Quota
from bot.relay.schedule_state import LatestRuns, ScheduleState
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.signature_watch import RefusedWebhooks
from bot.relay.standstill import Standstill
from bot.relay.store.alerts import StoredAlerts
from bot.relay.store.notes import Content, SharedNotes
from bot.rules.upkeep.periods import SCHEDULED
from tests.architecture import ROOT
from tests.made_up import secret
from tests.relay.caller import OPERATOR, STATUS, deliver
from tests.relay.fake_github import START, FakeGitHub
from tests.relay.harness import RelayHarness, environment, wait_until

BOTH_STORES = True

HOLDS = """
import sys, time
from bot.relay.machine_claim import MachineClaim
claim = MachineClaim(sys.argv[1])
print(claim.take(), flush=True)
time.sleep(60)
"""
LIMITS = dict.fromkeys(SCHEDULED, timedelta(hours=7))


@pytest.fixture(name="other")
def _other(harness: RelayHarness, tmp_path: Path) -> Iterator[RelayHarness]:
    with harness.another(tmp_path) as other:
        yield other


@pytest.fixture(name="clients")
def _clients(
    harness: RelayHarness, other: RelayHarness, monkeypatch: pytest.MonkeyPatch
) -> tuple[FlaskClient, FlaskClient]:
    """Two processes that share what they know of webhooks whenever they are asked."""
    monkeypatch.setattr(signature_watch, "_SHARE_EVERY_SECONDS", 0.0)
    harness.dispatcher.step(clock.now())
    other.dispatcher.step(clock.now())
    one, two = (
        create_app(each.settings, each.store, each.dispatcher).test_client() for each in (harness, other)
    )
    return one, two


def errors(client: FlaskClient) -> list[str]:
    found = client.get(STATUS, headers=OPERATOR).json
    assert found
    return [one["message"] for one in found["errors"]]


class TestWebhooks:
    def test_refused_ones_are_counted_together_and_one_that_is_accepted_anywhere_ends_it(
        self, clients: tuple[FlaskClient, FlaskClient]
    ) -> None:
        one, two = clients
        assert [deliver(each, token="f" * 32) for each in (one, one, two)] == [403] * 3
        assert errors(one)[0].startswith("The last 2 webhooks were refused: ")
        assert errors(two)[0].startswith("The last 3 webhooks were refused: ")
        assert errors(one) == errors(two)

        assert deliver(two) == 200
        assert errors(two) == errors(one) == []
        assert deliver(one, token="f" * 32) == 403
        assert errors(one)[0].startswith("The last webhook was refused: ")
        assert errors(two) == errors(one)

    def test_a_flood_of_refusals_writes_once_a_second(
        self, harness: RelayHarness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written = list[str]()
        change = SharedNotes.change

        def count(*given: Any) -> Content:
            written.append("x")
            return change(*given)

        monkeypatch.setattr(SharedNotes, "change", count)
        client = create_app(harness.settings, harness.store, harness.dispatcher).test_client()
        began = clock.steady()
        for _ in range(30):
            deliver(client, token="f" * 32)
            client.get(STATUS)

        assert len(written) <= 1 + clock.steady() - began

    @pytest.mark.sqlite
    def test_what_came_while_the_store_was_away_is_not_forgotten(
        self, harness: RelayHarness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(signature_watch, "_SHARE_EVERY_SECONDS", 0.0)
        health = Health(harness.store, harness.dispatcher)
        health.signatures.refused("No fit.", "Look.")
        harness.lose_store()
        with pytest.raises(Exception, match="store"):
            health.signatures.share()

        assert health.signatures.problem
        assert "The last webhook was refused" in health.signatures.problem.sentence

    def test_the_later_say_why_and_the_earlier_since_when(self) -> None:
        first = RefusedWebhooks(2, "A.", "Do a.", START)
        both = first.and_then(RefusedWebhooks(1, "B.", "", START + timedelta(minutes=1)))

        assert both == RefusedWebhooks(3, "B.", "Do a.", START)
        assert RefusedWebhooks.of(both.noted()) == both
        assert first.and_then(RefusedWebhooks()) == RefusedWebhooks().and_then(first) == first
        assert RefusedWebhooks.of({"count": "many"}) == RefusedWebhooks()


class TestQuota:
    def test_all_processes_count_together(self, harness: RelayHarness, other: RelayHarness) -> None:
        one, two = (RequestQuota(3, each.store, "orders") for each in (harness, other))
        for quota in (one, two, one):
            quota.take("crm")
        for quota in (one, two):
            with pytest.raises(TooManyRequests) as refused:
                quota.take("crm")
            assert 0 < int(str(refused.value.retry_after)) <= 60
        two.take("another")

    def test_who_waits_as_long_as_was_said_is_let_in(self) -> None:
        quota = Quota()
        for second in (0, 1, 1, 30):
            quota = quota.taken(START + timedelta(seconds=second))
        now = START + timedelta(seconds=30)
        assert [quota.at(now).wait(most, now) for most in (5, 4, 3, 2, 1)] == [0, 30, 31, 31, 60]
        for most, wait in ((4, 30), (3, 31), (1, 60)):
            later = now + timedelta(seconds=wait)
            assert quota.at(later).wait(most, later) == 0
        assert Quota.of(quota.noted()) == quota
        assert Quota.of({"counts": "x"}) == Quota.of({"counts": [["a", 1]]}) == Quota()


class TestSchedule:
    def test_what_the_leader_found_all_show(
        self, harness: RelayHarness, other: RelayHarness, github: FakeGitHub
    ) -> None:
        one, two = (
            ScheduleWatch(each.settings, RecentActivity(each.settings), notes=SharedNotes(each.store))
            for each in (harness, other)
        )
        github.now = clock.now() - timedelta(days=2)
        github.run("1", kind="reconcile")
        github.end("success")
        one.look()

        assert two.has_stopped(clock.now())
        assert two.last_recovery() == one.last_recovery() is not None
        assert two.problem(clock.now()) == one.problem(clock.now()) is not None
        assert two.report(clock.now()) == one.report(clock.now())

    def test_only_the_leader_looks_and_whoever_takes_over_looks_at_once(
        self, harness: RelayHarness, github: FakeGitHub
    ) -> None:
        leads = False
        watch = ScheduleWatch(
            harness.settings, RecentActivity(harness.settings), notes=SharedNotes(harness.store)
        )
        watch.start(lambda: leads)
        harness.dispatcher.when_leading.append(watch.wake)
        try:
            assert not watch.state().runs
            leads = True
            harness.dispatcher.step(harness.now)
            wait_until(lambda: watch.state().runs)
        finally:
            watch.stop()

    def test_it_is_noted_and_read_again(self) -> None:
        state = ScheduleState(
            {
                "reconcile": LatestRuns(START, "failure", START - timedelta(days=1)),
                "check-billing": LatestRuns(),
            },
            frozenset({"check-billing"}),
            "GitHub is out of reach.",
            Problem("The workflows of a/b cannot be read.", "Look.", START),
        )

        assert ScheduleState.of(state.noted()) == state
        assert ScheduleState.of({}) == ScheduleState()
        assert ScheduleState.of({"runs": [1], "refusal": 7, "switched_off": {}}) == ScheduleState()
        assert state.late(LIMITS, START) == ["reconcile"]


class TestAlerts:
    @pytest.mark.parametrize(
        ("leads", "alone", "looks"), [(True, False, 1), (False, False, 0), (False, True, 1)]
    )
    def test_one_process_looks(
        self, harness: RelayHarness, monkeypatch: pytest.MonkeyPatch, *, leads: bool, alone: bool, looks: int
    ) -> None:
        seen = list[object]()
        monkeypatch.setattr(Alerts, "look", lambda _, now: seen.append(now))
        health = Health(harness.store, harness.dispatcher)
        alerts = Alerts(lambda: harness.settings, Standstill(health), StoredAlerts(harness.store, "this"))
        HealthWatch(health, alerts, lambda: leads, lambda: alone).look()

        assert len(seen) == looks

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux has abstract sockets")
    def test_of_those_that_cannot_find_out_who_leads_one_of_the_machine_does_while_it_lives(
        self, tmp_path: Path
    ) -> None:
        name = str(tmp_path)[-80:]
        command = [sys.executable, "-c", HOLDS, name]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as first:
            assert first.stdout
            assert first.stdout.readline() == "True\n"
            claim = MachineClaim(name)
            assert not claim.take()
            first.kill()
            first.wait()
            assert claim.take()
            assert claim.take()
            claim.release()

    @pytest.mark.sqlite
    def test_who_cannot_ask_the_store_is_in_doubt_and_who_follows_is_not(
        self, harness: RelayHarness, other: RelayHarness
    ) -> None:
        harness.dispatcher.step(clock.now())
        other.dispatcher.start()
        wait_until(lambda: other.dispatcher.heartbeat)
        assert not other.dispatcher.is_in_doubt

        other.store.close()
        other.file.rename(other.file.with_name("away"))
        wait_until(lambda: other.dispatcher.is_in_doubt)
        other.dispatcher.stop()


def test_other_credentials_reach_a_process_that_gets_no_request(
    harness: RelayHarness, tmp_path: Path
) -> None:
    app = create_app(harness.settings, harness.store, harness.dispatcher, folder=tmp_path)
    live = app.extensions[live_settings.__name__]
    harness.dispatcher.regularly.append(live.refresh)
    key = harness.settings.environment.CONTACT_KEY
    assert key
    changed = {"GATEWAY_API_TOKENS": f"new:{secret('new')}"}
    given = environment(harness.github.url, key.get_secret_value()) | changed
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    harness.dispatcher.step(harness.now)

    assert live.tokens.names() == ["new"]

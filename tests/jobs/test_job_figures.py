"""What jobs see of limits and balance reaches whoever watches the relay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.core import clock, named_limits
from bot.jobs.billing import check_billing
from bot.jobs.credentials import remind_rotation
from bot.jobs.tools import report_due
from bot.jobs.upkeep import reconcile
from bot.relay import job_figures
from bot.relay.job_figures import JobFigures
from bot.relay.store.notes import SharedNotes
from bot.rules.upkeep.credentials import Credential
from bot.rules.wire import due_report
from bot.rules.wire.due_report import CredentialAge, DueReport
from tests.nearby import NearbyRelay
from tests.stage import Stage


@pytest.fixture(name="relay")
def _relay(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NearbyRelay]:
    monkeypatch.setattr(named_limits, "github", {})
    with NearbyRelay(stage, tmp_path) as relay:
        yield relay


def reported(relay: NearbyRelay) -> JobFigures:
    return job_figures.read(SharedNotes(relay.store), clock.now())


def test_the_balance_that_check_billing_saw_is_reported(stage: Stage, relay: NearbyRelay) -> None:
    stage.tools = stage.new_tools()
    check_billing.run({}, stage.tools)
    report_due(stage.tools)

    assert reported(relay).currency == "USD"
    assert Decimal(str(reported(relay).balance)) == stage.twilio.state.balance


def test_what_the_month_has_cost_is_reported(stage: Stage, relay: NearbyRelay) -> None:
    stage.tools = stage.new_tools()
    check_billing.run({}, stage.tools)
    report_due(stage.tools)

    spending = reported(relay).spending
    assert spending is not None
    assert (spending.month.day, spending.currency) == (1, "USD")
    assert spending.amount >= 0
    assert reported(relay).spending_at is not None


def test_the_ages_of_credentials_are_reported_and_a_new_one_counts_at_once(
    stage: Stage, relay: NearbyRelay
) -> None:
    stage.tools = stage.new_tools()
    remind_rotation.run({}, stage.tools)
    report_due(stage.tools)

    before = reported(relay).ages
    assert Credential.TWILIO_AUTH_TOKEN in before
    assert Credential.CONTACT_KEY in before

    later = clock.now() + timedelta(days=1)
    job_figures.note_rotated(Credential.CONTACT_KEY, SharedNotes(relay.store), later)
    after = reported(relay).ages
    assert after[Credential.CONTACT_KEY].since - later < timedelta(seconds=1)
    assert after[Credential.TWILIO_AUTH_TOKEN] == before[Credential.TWILIO_AUTH_TOKEN]


def test_how_long_answers_took_is_reported_in_the_first_run_of_a_day(
    stage: Stage, relay: NearbyRelay
) -> None:
    stage.record(stage.event("Oi"))
    stage.sandbox.comment(1, "marina", "/reply Bom dia!")
    stage.reply()
    stage.tools = stage.new_tools()
    reconcile.run({}, stage.tools)
    report_due(stage.tools)

    answers = reported(relay).answers
    assert answers is not None
    assert answers.count == 1


def test_a_report_of_an_earlier_or_a_later_version_is_understood(relay: NearbyRelay) -> None:
    now = clock.read_iso(clock.iso(clock.now()))
    notes, keys = SharedNotes(relay.store), relay.store.keys
    plain = json.dumps({"reported_at": clock.iso(now)}).encode()
    later = json.dumps({"reported_at": clock.iso(now), "something": {"else": 1}}).encode()
    assert due_report.open_sealed(keys.seal(plain), keys, now) == DueReport(now)
    assert due_report.open_sealed(keys.seal(later), keys, now) == DueReport(now)

    strange = DueReport(now, credentials=(CredentialAge("a-new-kind", now, "changed"),))
    job_figures.keep(strange, notes, now)
    assert job_figures.read(notes, now).ages == {}


def test_a_run_that_leaves_few_requests_reports_it_and_others_make_no_request(
    stage: Stage, relay: NearbyRelay
) -> None:
    stage.record(stage.event("Oi"))
    assert named_limits.github
    assert stage.tools.agenda.report() is None

    resets = str(round(clock.now().timestamp()) + 600)
    left = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "199", "X-RateLimit-Reset": resets}
    named_limits.note_github({**left, "X-RateLimit-Resource": "graphql"})
    report_due(stage.tools)

    assert (reported(relay).requests_left, reported(relay).requests_limit) == (199, 1_000)


def test_what_was_left_before_the_hour_ended_is_no_figure(stage: Stage, relay: NearbyRelay) -> None:
    long_ago = named_limits.Allowance(3, 1_000, resets=round(clock.now().timestamp()) - 5, at=0.0)
    named_limits.github[named_limits.REST] = long_ago

    assert stage.new_tools().agenda.report() is None

"""What jobs see of limits and balance reaches whoever watches the relay."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from bot.core import clock, named_limits
from bot.jobs.billing import check_billing
from bot.jobs.tools import report_due
from bot.relay import job_figures
from bot.relay.job_figures import JobFigures
from bot.relay.store.notes import SharedNotes
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

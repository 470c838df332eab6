"""What the doctor tries out at GitHub when it may: a run, and an issue that it closes again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import clock, contact_keys
from bot.jobs.delivery import record_delivery
from bot.operate.doctor.checks import Verdict
from bot.sandbox.world import ADMIN_MAY
from tests.conftest import MovedClock
from tests.operate.github_site import GithubSite
from tests.stage import Stage

_PROBED = ("first-label", "first-listing", "first-reaction", "first-lock")


@pytest.fixture(name="site")
def _site(tmp_path: Path, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[GithubSite]:
    """A site at which waiting takes no time."""
    monkeypatch.setattr(clock, "sleep", lambda seconds: moved_clock.advance(timedelta(seconds=seconds)))
    with Stage(history=tmp_path / "history") as stage:
        yield GithubSite(stage, tmp_path / "relay")


def test_the_issue_is_closed_and_its_label_gone_afterwards(site: GithubSite) -> None:
    assert {name: site.look(name).verdict for name in _PROBED} == dict.fromkeys(_PROBED, Verdict.OK)

    state = site.stage.state
    assert {issue.state for issue in state.issues.everything()} == {"closed"}
    assert not [label for label in state.labels.all() if label.name.startswith("doctor-")]
    assert not any(issue.locked for issue in state.issues.everything())


def test_one_issue_serves_all_of_them(site: GithubSite) -> None:
    site.look_at("first-", at_a_cost=True)

    assert len(site.stage.state.issues.everything()) == 1


def test_what_github_does_is_reported(site: GithubSite) -> None:
    assert (
        site.look("first-lock").evidence == "A locked issue answers an administrator's comment with HTTP 201."
    )
    site.stage.github_faults.switch_on("github-lagging-label-lists")
    assert site.look("first-listing").verdict is Verdict.ATTENTION


def test_a_token_that_may_write_no_issues_makes_none(site: GithubSite) -> None:
    site.give_admin(ADMIN_MAY - {"issues:write"})
    found = site.look("first-label")

    assert found.evidence == "ADMIN_GITHUB_TOKEN does not show this: it needs Issues: read and write."
    assert site.stage.state.issues.everything() == []


def _carry_out(site: GithubSite) -> None:
    """Let GitHub start record-delivery, with the stage's own CONTACT_KEY."""
    actions = site.stage.actions
    assert actions
    actions.carries_out["record-delivery"] = lambda event: record_delivery.run(event, site.stage.new_tools())


def test_a_dispatch_becomes_a_run_that_opens_what_the_relay_seals(site: GithubSite) -> None:
    _carry_out(site)
    found = site.look("first-run")

    assert found.verdict is Verdict.OK
    assert re.fullmatch(r"The run appeared after \d+ s and ended with success\.", found.evidence)


def test_a_workflow_with_another_key_is_found_out(site: GithubSite) -> None:
    _carry_out(site)
    site.instead = {"CONTACT_KEY": contact_keys.new_key()}
    found = site.look("first-run")

    assert found.verdict is Verdict.WRONG
    assert "does not belong to the RELAY_KEY here" in found.remedy


def test_a_dispatch_that_no_run_answers_is_found_out(site: GithubSite) -> None:
    found = site.look("first-run")

    assert (found.verdict, found.evidence) == (
        Verdict.WRONG,
        "No run named after the dispatch appeared within 90 seconds.",
    )

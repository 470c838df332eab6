"""Reconcile names what does not count in its issue, and binds what a crash left."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.github.body_editor import BodyEditor
from bot.operate import rebinding
from tests import wire
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, LATER, attempt
from tests.stage import Stage

stage = reconciling.stage

TITLE = "Conversas e consentimentos fora do lugar"


def _notice(stage: Stage) -> dict[str, Any]:
    (found,) = [one for one in stage.sandbox.issues() if one["title"] == TITLE]
    return stage.sandbox.issue(found["number"])


def _bind_again(stage: Stage, number: int) -> None:
    tools = stage.new_tools()
    found = rebinding.examine(
        tools.repository.issue(number), tools.repository.comments(number), tools.own, tools.vault
    )
    assert found
    rebinding.carry_out(found, BodyEditor(tools.settings), tools.vault)


def test_a_transferred_conversation_is_named_until_it_is_bound_again(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.record(stage.event("Oi"))
    number = stage.state.issues.transfer(1).number
    moved_clock.advance(LATER)

    assert f"#{number}: não está ligada à sua issue" in attempt(stage)
    assert f"- #{number}" in _notice(stage)["body"]
    assert "bot conversation rebind" in _notice(stage)["body"]

    moved_clock.advance(HOUR)
    attempt(stage)
    assert _notice(stage)["state"] == "open"

    _bind_again(stage, number)
    attempt(stage)
    assert _notice(stage)["state"] == "closed"
    assert "voltou ao seu lugar" in _notice(stage)["comments"][-1]["body"]


def test_a_consent_record_that_somebody_edited_is_named(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event("SAIR"))
    (number,) = [one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    (entry,) = stage.sandbox.issue(number)["comments"]
    moved_clock.advance(LATER)
    stage.sandbox.edit(entry["id"], "marina", "Nada")

    attempt(stage)

    assert f"- #{number}" in _notice(stage)["body"]


def test_what_is_bound_is_not_named(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.record(stage.event("SAIR"))
    moved_clock.advance(LATER)

    attempt(stage)

    assert TITLE not in [one["title"] for one in stage.sandbox.issues()]


def test_an_issue_that_no_run_has_bound_is_bound(moved_clock: MovedClock, stage: Stage) -> None:
    with pytest.raises(wire.DiedError), wire.dying_after(1):
        stage.record(stage.event("Oi"))
    moved_clock.advance(LATER)
    stage.tools = stage.new_tools()

    attempt(stage)

    assert '"issue":1' in stage.sandbox.issue(1)["body"].partition("\n")[0]
    assert TITLE not in [one["title"] for one in stage.sandbox.issues()]


def test_the_notice_of_something_deleted_meanwhile_closes(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    number = stage.state.issues.transfer(1).number
    moved_clock.advance(LATER)
    attempt(stage)

    stage.state.issues.delete(number)
    attempt(stage)

    assert _notice(stage)["state"] == "closed"

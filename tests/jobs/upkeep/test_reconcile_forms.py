"""Forms that begin a conversation: none is lost, and the issues of those that are done go, with their history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.jobs.orders import begin_conversation
from bot.sandbox.github.values import Actor
from tests import wire
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import LATER, run
from tests.nova_conversa import filled_in
from tests.stage import Stage

stage = reconciling.stage
DAY = timedelta(days=1)


def _open(stage: Stage, login: str = "marina") -> int:
    return int(stage.sandbox.open_issue(login, "Nova conversa", filled_in())["number"])


def _begin(stage: Stage, number: int) -> None:
    body = stage.sandbox.issue(number)["body"]
    begin_conversation.run({"issue": {"number": number, "body": body}}, stage.new_tools())
    assert stage.twilio.wait_idle(10)


def test_a_form_whose_run_never_began_is_carried_out(moved_clock: MovedClock, stage: Stage) -> None:
    number = _open(stage)
    stage.sandbox.comment(number, "marina", "Alguém viu?")
    moved_clock.advance(LATER)
    summary = run(stage)
    run(stage)

    assert stage.sandbox.received(ANA) == ["Bom dia, Ana"]
    assert stage.sandbox.issue(number)["state"] == "closed"
    assert "O pedido #1 continua na conversa #2." in summary


def test_a_form_of_a_moment_ago_is_left_to_its_own_run(stage: Stage) -> None:
    number = _open(stage)
    run(stage)

    assert stage.sandbox.received(ANA) == []
    assert stage.sandbox.issue(number)["state"] == "open"


def test_what_a_run_that_died_had_sealed_is_carried_out(moved_clock: MovedClock, stage: Stage) -> None:
    number = _open(stage)
    with pytest.raises(wire.DiedError), wire.dying_after(1):
        _begin(stage, number)
    stage.ran("begin-conversation", "failure", name=f"begin-conversation issue {number}")
    moved_clock.advance(LATER)
    summary = run(stage)

    assert stage.sandbox.received(ANA) == ["Bom dia, Ana"]
    assert "begin-conversation" not in summary  # the failed run is made good, and listed nowhere


def test_a_lost_form_that_somebody_has_edited_is_refused(moved_clock: MovedClock, stage: Stage) -> None:
    number = _open(stage)
    stage.state.issues.edit(number, "Nova conversa", filled_in("(21) 91234-5678"))
    moved_clock.advance(LATER)
    run(stage)

    assert stage.twilio.state.messages() == []
    assert "91234" not in str(stage.sandbox.issue(number))
    assert stage.sandbox.issue(number)["state"] == "closed"


def test_with_an_administrators_token_forms_are_deleted_a_day_after_they_were_closed(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.state.add_token("administrator", Actor("escritorio"))
    stage.set_variables(ERASURE_TOKEN="administrator")
    number = _open(stage)
    _begin(stage, number)
    refused = _open(stage, "estranha")
    _begin(stage, refused)
    ordinary = int(stage.sandbox.open_issue("marina", "Está quebrado", "Não abre")["number"])
    stage.sandbox.close(ordinary)
    run(stage)
    before = {one["number"] for one in stage.sandbox.issues()}
    stage.ran("reconcile")
    moved_clock.advance(DAY)
    summary = run(stage)

    assert {number, refused, ordinary} <= before
    assert before - {one["number"] for one in stage.sandbox.issues()} == {number, refused}
    assert f"O pedido #{number} foi apagado, com seu histórico." in summary


def test_without_such_a_token_forms_stay(moved_clock: MovedClock, stage: Stage) -> None:
    number = _open(stage)
    _begin(stage, number)
    stage.ran("reconcile")
    moved_clock.advance(DAY)
    run(stage)

    assert stage.sandbox.issue(number)["state"] == "closed"

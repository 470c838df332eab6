"""Messages recovered from Twilio's list that arrive after all, or were erased before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import clock, contact_keys
from bot.core.messages import Address
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, LATER, run, texts_only_twilio
from tests.stage import Stage

stage = reconciling.stage


def test_what_was_erased_under_a_former_key_is_not_brought_back(
    moved_clock: MovedClock, stage: Stage
) -> None:
    texts_only_twilio(stage, "Apaguem-me")
    moved_clock.advance(timedelta(minutes=1))
    record = stage.tools.ledger.record(stage.tools.vault.contact_id(Address.parse(ANA)))
    stage.tools.ledger.add(record, ConsentChange(clock.now(), ConsentAction.ERASED, ConsentSource.COMMAND))
    stage.contact_key = f"{contact_keys.new_key()},{stage.contact_key}"
    stage.tools = stage.new_tools()
    moved_clock.advance(LATER)
    run(stage)

    bodies = "".join(stage.sandbox.issue(one["number"])["body"] for one in stage.sandbox.issues())
    assert "Apaguem-me" not in bodies


@pytest.mark.parametrize("late", [HOUR, timedelta(hours=20)])
def test_a_webhook_that_comes_hours_late_doubles_nothing(
    moved_clock: MovedClock, stage: Stage, late: timedelta
) -> None:
    event = stage.event("Oi", f"whatsapp:{ANA}")
    moved_clock.advance(LATER)
    run(stage)
    moved_clock.advance(late)
    stage.record(replace(event, received_at=clock.now()))

    assert stage.sandbox.issue(1)["comments"] == []
    assert len(stage.sandbox.issues()) == 1


def test_what_we_sent_to_a_number_of_ours_is_no_message_of_a_person(
    moved_clock: MovedClock, stage: Stage
) -> None:
    another = Address.parse(WHATSAPP_NUMBER.removeprefix("whatsapp:"))
    stage.tools.messages.send(another, Address.parse(SMS_NUMBER), "Eco")
    moved_clock.advance(LATER)
    run(stage)

    assert stage.sandbox.issues() == []

"""Lists of people who wait: what the relay holds for them is not lost, and commands in them are carried out."""

from __future__ import annotations

from datetime import timedelta

from bot.core import clock
from bot.core.messages import Address, Event, InboundMessage, MessageSid
from bot.sandbox.world import SMS_NUMBER
from tests.actors import ANA, BIA
from tests.conftest import MovedClock
from tests.jobs.listing import lists
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import LATER, run, texts_only_twilio
from tests.stage import Stage

stage = reconciling.stage


def _listed(stage: Stage, sid: str, number: str, sequence: int) -> Event:
    message = InboundMessage(MessageSid(sid), Address.parse(number), Address.parse(SMS_NUMBER), "Oi")
    return Event(sequence, clock.now(), message)


def test_what_a_listed_person_wrote_waits_in_the_relay_and_is_not_recorded_by_reconcile_for_a_day(
    moved_clock: MovedClock, stage: Stage
) -> None:
    first = texts_only_twilio(stage, "Oi", ANA)
    lists(stage, _listed(stage, first, ANA, 1))
    texts_only_twilio(stage, "Alguém?", ANA)
    texts_only_twilio(stage, "Perdida", BIA)
    moved_clock.advance(LATER)
    run(stage)

    titles = [one["title"] for one in stage.sandbox.issues()]
    assert [title for title in titles if "Perdida" in title]
    assert not [title for title in titles if "4321" in title]

    moved_clock.advance(timedelta(days=1))
    run(stage)
    (title,) = [one["title"] for one in stage.sandbox.issues() if "4321" in one["title"]]
    assert title.endswith("Oi")


def test_a_command_in_a_list_whose_run_never_started_is_carried_out(
    moved_clock: MovedClock, stage: Stage
) -> None:
    lists(stage, _listed(stage, f"SM{1:032x}", ANA, 1))
    stage.sandbox.comment(1, "marina", "/reply A1 Pode")
    moved_clock.advance(LATER)
    run(stage)

    assert stage.sandbox.received(ANA) == ["Pode"]

"""What has to wait is kept by Twilio where it can be, once; and an opt-out takes it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.errors import UnfinishedError
from bot.core.messages import Address, DeliveryReport, DeliveryStatus, Order, Purpose
from bot.jobs.delivery import record_delivery
from bot.jobs.orders import send_notification
from bot.jobs.rights import erasure
from bot.jobs.rights.plans import ErasureRequest
from bot.jobs.sending import outbound, scheduling
from bot.jobs.tools import Tools
from bot.jobs.upkeep import reconcile
from bot.rules.sending.policy import Defer, HoldReason
from bot.sandbox.twilio.values import Message
from bot.sandbox.twilio.values import Template as Approved
from tests import sampling, wire
from tests.actors import Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import consent_withdrawn
from tests.jobs.reports import reported
from tests.making import ANA
from tests.stage import PUBLIC_URL, Stage

SERVICE = f"MG{'0' * 32}"
ON_WHATSAPP = Address.parse(f"whatsapp:{ANA.value}")
NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)  # a Monday, 23:30 in São Paulo
OPENING = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # 08:00 there
TEMPLATE = {"guia": {"sid": f"HX{'a' * 32}", "text": "Olá {nome}!", "variables": ["nome"]}}
HOURS = {"policy": {"notification": {"hours": "08:00-22:00"}}, "relay": {"public_url": PUBLIC_URL}}


def prepared(stage: Stage) -> None:
    """Give Twilio a Messaging Service that the jobs know."""
    stage.twilio.state.services.ours = SERVICE
    stage.variables["TWILIO_MESSAGING_SERVICE_SID"] = SERVICE
    stage.configure(HOURS)
    stage.sandbox.switch_on("twilio-no-status")


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock) -> Iterator[Stage]:
    moved_clock.set(NIGHT)
    with Stage() as stage:
        prepared(stage)
        yield stage


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


def order(text: str = "Sua guia vence amanhã", person: Address = ANA, number: int = 1) -> Order:
    return Order(number, NIGHT, f"order-{number}", person, text, by="folha")


def send(stage: Stage, *wanted: Order) -> list[str]:
    try:
        return send_notification.run({"client_payload": stage.payload(wanted)}, stage.new_tools())
    finally:
        stage.twilio.wait_idle(10)


def comments(stage: Stage, issue: int = 1) -> list[dict[str, Any]]:
    return list(stage.sandbox.issue(issue)["comments"])


def marks(stage: Stage, issue: int = 1) -> set[str]:
    """What the bot has put on the first order that is shown."""
    return set(next(one for one in comments(stage, issue) if '"order"' in one["body"])["reactions"])


def kept(stage: Stage) -> list[Message]:
    return [one for one in stage.twilio.state.messages() if one.status == "scheduled"]


def pass_night(stage: Stage, moved_clock: MovedClock) -> list[str]:
    moved_clock.set(OPENING + timedelta(minutes=1))
    stage.twilio.wait_idle(10)
    reconcile.run({}, stage.new_tools())
    stage.twilio.wait_idle(10)
    return stage.sandbox.received(ANA.value)


def test_at_night_twilio_schedules_it_for_the_minute_of_opening_and_the_issue_shows_it(
    stage: Stage, moved_clock: MovedClock
) -> None:
    send(stage, order())

    (message,) = kept(stage)
    assert (message.send_at, message.sender) == (OPENING, "+15551234567")
    assert marks(stage) == {"eyes", "rocket"}
    assert "Agendada na Twilio para 24/11/2026 às 08:00" in comments(stage)[-1]["body"]
    assert "adiada" not in stage.sandbox.issue(1)["labels"]
    assert pass_night(stage, moved_clock) == ["Sua guia vence amanhã"]


def test_the_report_on_it_settles_the_note_like_any_other(stage: Stage, moved_clock: MovedClock) -> None:
    send(stage, order())
    pass_night(stage, moved_clock)
    record_delivery.run({"client_payload": stage.payload([reported(stage)])}, stage.tools)

    assert marks(stage) == {"eyes", "rocket", "hooray"}


def test_a_failure_of_it_is_explained_and_labelled(stage: Stage, moved_clock: MovedClock) -> None:
    send(stage, order())
    stage.sandbox.set_phone(ANA.value, unreachable=True)
    pass_night(stage, moved_clock)
    record_delivery.run({"client_payload": stage.payload([reported(stage)])}, stage.tools)

    assert "Twilio 30003" in comments(stage)[-1]["body"]
    assert "falha-entrega" in stage.sandbox.issue(1)["labels"]


def test_the_parts_of_a_long_text_are_kept_in_their_order(stage: Stage, moved_clock: MovedClock) -> None:
    send(stage, order(f"{'a' * 1600}{'b' * 10}"))

    last, first = kept(stage)
    assert (first.send_at, last.send_at) == (OPENING, OPENING + timedelta(seconds=1))
    assert [reported(stage, number).part for number in (1, 0)] == [1, 2]
    assert pass_night(stage, moved_clock) == ["a" * 1600, "b" * 10]


def test_two_of_the_same_text_are_two_messages(stage: Stage, moved_clock: MovedClock) -> None:
    send(stage, order(), order(number=2))
    send(stage, order(), order(number=2))

    assert len(kept(stage)) == 2
    assert len(pass_night(stage, moved_clock)) == 2


@pytest.mark.parametrize(
    ("wanted", "minutes"),
    [(replace(order(), purpose=Purpose.ALERT), 0), (order(), -1), (order("Oi", ON_WHATSAPP), -1)],
    ids=["an alert goes at once", "no service", "free text by WhatsApp"],
)
def test_what_twilio_does_not_keep(stage: Stage, wanted: Order, minutes: int) -> None:
    stage.record(stage.event("Oi", ON_WHATSAPP.wire))
    if wanted == order():
        stage.variables.pop("TWILIO_MESSAGING_SERVICE_SID")
    send(stage, wanted)

    assert kept(stage) == []
    labels = {label for issue in stage.sandbox.issues() for label in issue["labels"]}
    assert ("adiada" in labels) is (minutes < 0)


@pytest.mark.parametrize("before", [timedelta(minutes=4), timedelta(seconds=10)])
def test_too_near_for_twilio_it_waits_with_us(
    stage: Stage, moved_clock: MovedClock, before: timedelta
) -> None:
    moved_clock.set(OPENING - before)
    send(stage, order())

    assert kept(stage) == []
    assert "adiada" in stage.sandbox.issue(1)["labels"]
    assert pass_night(stage, moved_clock) == ["Sua guia vence amanhã"]


@pytest.mark.parametrize(("ahead", "is_kept"), [(timedelta(days=34), True), (timedelta(days=36), False)])
def test_too_far_for_twilio_it_waits_with_us(stage: Stage, ahead: timedelta, *, is_kept: bool) -> None:
    until = NIGHT + ahead
    at = scheduling.moment(order(), Defer(until, HoldReason.QUIET_HOURS), stage.new_tools())

    assert at == (until if is_kept else None)


@pytest.mark.parametrize("code", [35114, 35115, 35117, 35118, 35125, 21703, 21705])
def test_a_message_that_twilio_declines_to_keep_waits_with_us(
    stage: Stage, moved_clock: MovedClock, code: int
) -> None:
    stage.sandbox.switch_on(f"twilio-refuse-{code}")
    send(stage, order())

    assert "adiada" in stage.sandbox.issue(1)["labels"]
    assert "falha-entrega" not in stage.sandbox.issue(1)["labels"]
    assert "espera até" in comments(stage)[-1]["body"]
    stage.sandbox.switch_off(f"twilio-refuse-{code}")
    assert pass_night(stage, moved_clock) == ["Sua guia vence amanhã"]
    assert "adiada" not in stage.sandbox.issue(1)["labels"]


def test_a_template_is_kept_on_whatsapp_too(stage: Stage, moved_clock: MovedClock) -> None:
    stage.configure({**HOURS, "templates": TEMPLATE})
    stage.twilio.state.put_template(Approved(str(TEMPLATE["guia"]["sid"]), "Olá {{1}}!", NIGHT))
    send(stage, replace(order("", ON_WHATSAPP), template="guia", variables=(("nome", "Ana"),)))

    assert [one.whatsapp for one in kept(stage)] == [True]
    assert pass_night(stage, moved_clock) == ["Olá Ana!"]


def test_a_template_that_twilio_lists_without_its_text_is_kept_once_and_a_maintainer_decides(
    stage: Stage, moved_clock: MovedClock, quick: None
) -> None:
    """The answer about it is lost, and the list does not show which of its messages it is."""
    del quick
    stage.configure({**HOURS, "templates": TEMPLATE})
    stage.twilio.state.put_template(Approved(str(TEMPLATE["guia"]["sid"]), "Olá {{1}}!", NIGHT))
    wanted = replace(order("", ON_WHATSAPP), template="guia", variables=(("nome", "Ana"),))
    stage.sandbox.switch_on("twilio-no-template-body")
    stage.sandbox.switch_on("twilio-lost-answer", 1)
    for _ in range(2):
        with pytest.raises(UnfinishedError):
            send(stage, wanted)
        moved_clock.advance(timedelta(minutes=10))
    send(stage, wanted)

    assert len(kept(stage)) == 1
    assert "Não se sabe se a mensagem saiu" in comments(stage)[-1]["body"]
    assert marks(stage) == {"eyes", "confused"}
    assert pass_night(stage, moved_clock) == ["Olá Ana!"]


def keyword(stage: Stage, marina: Maintainer) -> None:
    stage.record(stage.event("SAIR"))


def from_twilio(stage: Stage, marina: Maintainer) -> None:
    event = stage.event("STOP")
    stage.record(replace(event, message=replace(event.message, opt_out="STOP")))


def other_channel(stage: Stage, marina: Maintainer) -> None:
    stage.record(stage.event("PARAR", "whatsapp:+551187654321"))  # as WhatsApp knows older accounts


def maintainer(stage: Stage, marina: Maintainer) -> None:
    marina.comment(1, "/optout")
    stage.tools = stage.new_tools()
    stage.reply()


def error_21610(stage: Stage, marina: Maintainer) -> None:
    report = DeliveryReport(1, NIGHT, reported(stage).sid, DeliveryStatus.FAILED, ANA, "1-0", 21610)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.new_tools())


@pytest.mark.parametrize("opt_out", [keyword, from_twilio, other_channel, maintainer, error_21610])
def test_an_opt_out_cancels_what_twilio_has_scheduled_and_the_note_shows_it(
    stage: Stage,
    moved_clock: MovedClock,
    marina: Maintainer,
    opt_out: Callable[[Stage, Maintainer], None],
) -> None:
    send(stage, order())
    stage.tools = stage.new_tools()
    opt_out(stage, marina)

    assert kept(stage) == []
    assert marks(stage) == {"eyes", "rocket", "confused"}
    assert sum("Cancelada na Twilio" in one["body"] for one in comments(stage)) == 1
    assert order().text not in pass_night(stage, moved_clock)


def test_an_opt_out_by_an_id_of_whatsapp_cancels_what_was_scheduled_for_the_number_by_sms(
    stage: Stage,
) -> None:
    user = Address.parse("whatsapp:BR.555")
    stage.record(stage.event("Oi", ON_WHATSAPP.wire, also=(user,)))
    send(stage, order())
    stage.record(stage.event("SAIR", user.wire))

    assert kept(stage) == []
    assert "Cancelada na Twilio" in comments(stage, 2)[-1]["body"]
    assert marks(stage, 2) == {"eyes", "rocket", "confused"}


def test_the_report_of_the_cancellation_adds_no_second_note(stage: Stage, marina: Maintainer) -> None:
    send(stage, order())
    keyword(stage, marina)
    canceled = next(n for n, one in enumerate(stage.twilio.state.messages()) if one.status == "canceled")
    record_delivery.run({"client_payload": stage.payload([reported(stage, canceled)])}, stage.tools)

    assert sum("Cancelada na Twilio" in one["body"] for one in comments(stage)) == 1


def test_what_somebody_cancels_in_twilios_console_is_shown_and_no_failure(stage: Stage) -> None:
    send(stage, order())
    stage.tools.messages.cancel(reported(stage).sid)
    stage.twilio.wait_idle(5)
    record_delivery.run({"client_payload": stage.payload([reported(stage)])}, stage.tools)

    assert "Cancelada na Twilio" in comments(stage)[-1]["body"]
    assert "falha-entrega" not in stage.sandbox.issue(1)["labels"]


def test_an_opt_out_after_its_hour_leaves_the_note_alone(
    stage: Stage, moved_clock: MovedClock, marina: Maintainer
) -> None:
    send(stage, order())
    pass_night(stage, moved_clock)
    keyword(stage, marina)

    assert {"eyes", "rocket"} <= marks(stage)
    assert "confused" not in marks(stage)


def test_an_erasure_takes_back_what_twilio_keeps(stage: Stage, moved_clock: MovedClock) -> None:
    send(stage, order())
    assert kept(stage) != []
    ours = Address.parse(stage.twilio.state.sender_for(whatsapp=False).address)

    erasure.erase(ErasureRequest("comment-1", moved_clock.now(), ANA, ours, by="marina"), stage.tools)

    assert kept(stage) == []
    assert "Sua guia vence amanhã" not in pass_night(stage, moved_clock)


def test_an_opt_out_while_it_is_being_scheduled_wins(
    stage: Stage, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is looked at once more after Twilio has it."""
    hand_over = outbound.send

    def opting_out(*given: Any, **more: Any) -> outbound.SendResult:
        outcome = hand_over(*given, **more)
        monkeypatch.setattr(outbound, "send", hand_over)
        record = stage.tools.ledger.record(stage.tools.vault.contact_id(ANA))
        stage.tools.ledger.add(record, consent_withdrawn(NIGHT))
        return outcome

    monkeypatch.setattr(outbound, "send", opting_out)
    send(stage, order())

    assert kept(stage) == []
    assert "confused" in marks(stage)
    assert pass_night(stage, moved_clock) == []


def test_a_cap_counts_what_twilio_keeps_when_it_leaves(stage: Stage, moved_clock: MovedClock) -> None:
    rule = {"hours": "08:00-22:00", "days": ["mon", "thu"], "cap": "1 per 1d"}
    stage.configure({**HOURS, "policy": {"notification": rule}})
    send(stage, order("Um"))
    moved_clock.advance(timedelta(days=2))
    send(stage, order("Dois", number=2))

    second, first = kept(stage)
    assert first.send_at
    assert second.send_at
    assert first.send_at.date() < second.send_at.date()


def test_a_run_that_dies_at_any_step_leaves_one_message_for_the_opening(
    moved_clock: MovedClock, quick: None
) -> None:
    moved_clock.set(NIGHT)

    def job(stage: Stage, tools: Tools) -> None:
        send_notification.run({"client_payload": stage.payload([order()])}, tools)

    first = None
    for writes, seen in wire.after_each_crash(prepared, job):
        found = {**seen, "phones": {}}
        first = first or found
        assert found == first, writes
    assert first
    assert writes >= 6


@pytest.mark.parametrize("late", [timedelta(minutes=-3), timedelta(minutes=5)], ids=["almost due", "past"])
def test_a_run_that_died_and_is_run_again_at_the_hour_sends_once(
    moved_clock: MovedClock, late: timedelta
) -> None:
    for writes in sampling.spread(range(1, 9)):
        moved_clock.set(NIGHT)
        with Stage() as stage:
            prepared(stage)
            try:
                with wire.dying_after(writes):
                    send(stage, order())
            except wire.DiedError:
                pass
            moved_clock.set(OPENING + late)
            wire.others_are_written_to(stage)
            send(stage, order())
            moved_clock.set(OPENING + timedelta(minutes=10))
            stage.twilio.wait_idle(10)
            wire.others_are_written_to(stage)
            reconcile.run({}, stage.new_tools())
            stage.twilio.wait_idle(10)

            assert stage.sandbox.received(ANA.value) == [order().text], writes


def test_an_opt_out_that_dies_at_any_step_takes_everything_back(moved_clock: MovedClock) -> None:
    moved_clock.set(NIGHT)
    events = []

    def prepare(stage: Stage) -> None:
        prepared(stage)
        send(stage, order(), order("Outra", number=2))
        stage.tools = stage.new_tools()
        events.append(stage.event("SAIR"))

    def job(stage: Stage, tools: Tools) -> None:
        stage.tools = tools
        stage.record(events[-1])
        assert kept(stage) == []

    first = None
    for writes, seen in wire.after_each_crash(prepare, job):
        first = first or seen
        assert seen == first, writes
    assert first

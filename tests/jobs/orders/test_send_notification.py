"""What a system orders leaves once and is shown in the person's conversation."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.messages import Address, DeliveryStatus
from bot.jobs.delivery import record_delivery
from bot.jobs.orders import send_notification, showing
from bot.sandbox.twilio.values import Template as Approved
from tests import wire
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, consent_withdrawn, new_order, notes_of_orders
from tests.jobs.reports import report_on
from tests.making import ANA
from tests.stage import Stage


def test_a_notification_arrives_and_is_shown_in_the_open_conversation(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    carry_out(stage, new_order())

    assert stage.sandbox.received(ANA.value)[1:] == ["Sua guia vence amanhã"]
    (note,) = notes_of_orders(stage)
    assert "a pedido de `folha`" in note["body"]
    assert "> Sua guia vence amanhã" in note["body"]
    assert set(note["reactions"]) == {"eyes", "rocket"}


def test_somebody_who_never_wrote_gets_a_conversation_that_waits_closed(stage: Stage) -> None:
    carry_out(stage, new_order())

    issue = stage.sandbox.issue(1)
    assert issue["title"] == "SMS · +55 11 *****-4321: conversa iniciada por nós"
    assert issue["state"] == "closed"
    assert "aguardando-resposta" not in issue["labels"]
    assert "mensagem-recebida" not in issue["labels"]


@pytest.mark.parametrize(
    ("number", "hour", "leaves"),
    [
        ("+5581987654321", "2026-11-24T10:15", False),  # Recife, 07:15
        ("+5581987654321", "2026-11-24T11:15", True),
        ("+5594987654321", "2026-11-25T01:30", False),  # Marabá, 22:30
        ("+5597987654321", "2026-11-24T12:30", False),  # 08:30 at Tefé, 07:30 at Tabatinga
        ("+5597987654321", "2026-11-24T13:30", True),
        ("+351912345678", "2026-11-24T08:30", False),  # 08:30 in Lisbon, 07:30 in the Azores
        ("+351912345678", "2026-11-24T23:30", False),
        ("+351912345678", "2026-11-24T12:00", True),
        ("+61412345678", "2026-11-24T16:00", False),  # 03:00 in Sydney
    ],
)
def test_a_notification_leaves_at_an_hour_that_is_one_for_it_wherever_the_person_may_be(
    moved_clock: MovedClock, number: str, hour: str, leaves: bool
) -> None:
    moved_clock.set(datetime.fromisoformat(f"{hour}+00:00"))
    with Stage({"policy": {"countries": ["BR", "PT", "AU"]}}) as stage:
        carry_out(stage, replace(new_order(), person=Address.parse(number)))

        assert bool(stage.twilio.state.messages()) is leaves


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        ("+244923123456", "foreign-country"),
        ("+881612345678", "costly-number"),
        ("+19005551234", "costly-number"),
        ("+15551234567", "our-number"),
    ],
)
def test_an_order_to_a_number_out_of_reach_is_refused_with_the_reason(
    stage: Stage, wire: str, reason: str
) -> None:
    carry_out(stage, replace(new_order(), person=Address.parse(wire)))

    assert stage.twilio.state.messages() == []
    (note,) = [one["body"] for one in stage.sandbox.issue(1)["comments"] if "não foi enviada" in one["body"]]
    assert stage.tools.maintainers.reasons[reason] in note


def test_an_opt_out_while_the_conversation_is_opened_wins(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening it takes seconds, in which another run may record what the person wrote."""
    open_and_show = showing.noted

    def opting_out(*given: Any, **more: Any) -> Any:
        shown = open_and_show(*given, **more)
        other = stage.new_tools()
        other.ledger.add(other.ledger.record(other.vault.contact_id(ANA)), consent_withdrawn(clock.now()))
        return shown

    monkeypatch.setattr(showing, "noted", opting_out)
    carry_out(stage, new_order())

    assert stage.sandbox.received(ANA.value) == []


def test_the_answer_to_a_notification_reopens_its_conversation(stage: Stage) -> None:
    carry_out(stage, new_order())
    stage.record(stage.event("Obrigada"))

    (issue,) = stage.sandbox.issues()
    assert issue["state"] == "open"
    assert "aguardando-resposta" in issue["labels"]


def test_a_batch_delivered_twice_sends_once(stage: Stage) -> None:
    order = new_order()
    carry_out(stage, order)
    carry_out(stage, order)

    assert stage.sandbox.received(ANA.value) == [order.text]
    assert len(notes_of_orders(stage)) == 1


def test_two_orders_with_the_same_text_are_two_messages(stage: Stage) -> None:
    carry_out(stage, new_order("Lembrete"), new_order("Lembrete"))

    assert stage.sandbox.received(ANA.value) == ["Lembrete", "Lembrete"]


def test_a_run_that_dies_at_any_step_is_completed_without_doubling(stage: Stage) -> None:
    order = new_order()
    for writes in range(1, 7):
        with contextlib.suppress(wire.DiedError), wire.dying_after(writes):
            carry_out(stage, order)
    carry_out(stage, order)

    assert stage.sandbox.received(ANA.value) == [order.text]
    assert len(stage.sandbox.issues()) == 1
    assert len(notes_of_orders(stage)) == 1


def test_the_second_of_two_alike_is_not_taken_for_the_first_when_its_run_died(stage: Stage) -> None:
    first, second = new_order("Lembrete"), new_order("Lembrete")
    carry_out(stage, first)
    for writes in range(1, 5):
        with contextlib.suppress(wire.DiedError), wire.dying_after(writes):
            carry_out(stage, second)
    carry_out(stage, second)
    carry_out(stage, first, second)

    assert stage.sandbox.received(ANA.value) == ["Lembrete", "Lembrete"]


def test_a_reply_with_the_text_a_system_had_sent_is_another_message(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    carry_out(stage, new_order("Guia paga"))
    stage.sandbox.comment(1, "marina", "/reply Guia paga")
    with contextlib.suppress(wire.DiedError), wire.dying_after(1):
        stage.reply()
    stage.reply()

    assert stage.sandbox.received(ANA.value).count("Guia paga") == 2


def test_a_run_that_died_before_sending_asks_the_rules_again(stage: Stage) -> None:
    order = new_order()
    with contextlib.suppress(wire.DiedError), wire.dying_after(4):
        carry_out(stage, order)
    assert set(notes_of_orders(stage)[0]["reactions"]) == {"eyes"}
    stage.record(stage.event("SAIR"))
    carry_out(stage, order)

    assert order.text not in stage.sandbox.received(ANA.value)
    assert "confused" in notes_of_orders(stage)[0]["reactions"]


def test_a_run_that_died_between_two_parts_finishes_what_it_began(stage: Stage) -> None:
    order = new_order(f"{'a' * 1600}{'b' * 10}")
    with contextlib.suppress(wire.DiedError), wire.dying_after(5):
        carry_out(stage, order)
    stage.record(stage.event("SAIR"))
    carry_out(stage, order)

    assert [text[:1] for text in stage.sandbox.received(ANA.value) if text[:2] in ("aa", "bb")] == ["a", "b"]


def test_a_conversation_whose_run_died_while_beginning_it_waits_closed_all_the_same(stage: Stage) -> None:
    order = new_order()
    with contextlib.suppress(wire.DiedError), wire.dying_after(1):
        carry_out(stage, order)
    assert stage.sandbox.issue(1)["state"] == "open"
    carry_out(stage, order)

    assert [one["state"] for one in stage.sandbox.issues()] == ["closed"]


def test_trouble_with_one_order_does_not_hold_up_the_others(stage: Stage, quick: None) -> None:
    stage.sandbox.switch_on("twilio-down", 4)
    other = Address.parse("+5521999990000")

    with pytest.raises(TemporaryError):
        carry_out(stage, new_order("Um"), new_order("Dois", other))

    assert stage.sandbox.received(other.value) == ["Dois"]


def test_a_refusal_is_explained_and_labelled(stage: Stage) -> None:
    stage.sandbox.set_phone(ANA.value, landline=True)
    carry_out(stage, new_order())

    issue = stage.sandbox.issue(1)
    assert "falha-entrega" in issue["labels"]
    assert "Twilio 21614" in issue["comments"][-1]["body"]
    assert "confused" in notes_of_orders(stage)[0]["reactions"]


def test_the_delivery_of_a_notification_is_shown_on_its_note(stage: Stage) -> None:
    carry_out(stage, new_order())
    (note,) = notes_of_orders(stage)
    report = report_on(f"1-{note['id']}", DeliveryStatus.DELIVERED)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.tools)

    assert "hooray" in notes_of_orders(stage)[0]["reactions"]


def test_a_form_filled_in_by_hand_is_sent(stage: Stage) -> None:
    form = {"provider": "twilio", "type": "sms", "destination": "+55 11 98765-4321", "message": "Teste"}
    send_notification.run({"inputs": form}, stage.tools)
    stage.twilio.wait_idle(5)

    assert stage.sandbox.received(ANA.value) == ["Teste"]
    assert "a pedido de `workflow`" in notes_of_orders(stage)[0]["body"]


def test_a_form_names_who_filled_it_in(stage: Stage) -> None:
    form = {"destination": ANA.value, "message": "Teste", "template": "", "variables": ""}
    send_notification.run({"inputs": form, "sender": {"login": "marina"}}, stage.tools)

    assert "a pedido de `marina`" in notes_of_orders(stage)[0]["body"]


TEMPLATES = {"templates": {"guia": {"sid": f"HX{'a' * 32}", "text": "Olá {nome}!", "variables": ["nome"]}}}
ON_WHATSAPP = Address.parse("whatsapp:+5511987654321")


def test_a_template_reaches_somebody_who_never_wrote_by_whatsapp(stage: Stage) -> None:
    stage.configure(TEMPLATES)
    stage.twilio.state.put_template(
        Approved(TEMPLATES["templates"]["guia"]["sid"], "Olá {{1}}!", clock.now())  # type: ignore[arg-type]  # a string
    )
    carry_out(stage, replace(new_order("", ON_WHATSAPP), template="guia", variables=(("nome", "Ana"),)))

    assert stage.sandbox.received(ANA.value) == ["Olá Ana!"]
    assert "> Olá Ana!" in notes_of_orders(stage)[0]["body"]


def test_free_text_to_somebody_who_never_wrote_by_whatsapp_is_held_back(stage: Stage) -> None:
    carry_out(stage, new_order("Oi", ON_WHATSAPP))

    assert stage.sandbox.received(ANA.value) == []
    assert "24 horas" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_a_template_nobody_knows_is_refused_with_those_that_are(stage: Stage) -> None:
    stage.configure(TEMPLATES)
    carry_out(stage, replace(new_order("", ON_WHATSAPP), template="gia", variables=(("nome", "Ana"),)))

    assert stage.sandbox.received(ANA.value) == []
    assert "/modelo guia nome=" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_over_the_cap_a_notification_waits_whatever_its_channel(stage: Stage) -> None:
    stage.configure({"policy": {"notification": {"hours": "00:00-24:00", "cap": "2 per 1d"}}})
    stage.record(stage.event("Oi", ON_WHATSAPP.wire))
    carry_out(stage, new_order("Um"), new_order("Dois", ON_WHATSAPP), new_order("Três"))

    got = stage.sandbox.received(ANA.value)
    assert [text for text in got if text in ("Um", "Dois", "Três")] == ["Um", "Dois"]
    assert any("espera até" in one["body"] for one in stage.sandbox.issue(2)["comments"])

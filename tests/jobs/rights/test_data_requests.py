"""A person who asks learns what is kept, and has it erased everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core import contact_keys
from bot.core.messages import Address
from bot.jobs.sending import policy_gate
from bot.jobs.upkeep import reconcile
from bot.rules.people import consent
from bot.sandbox.github.values import Actor
from bot.sandbox.world import OWNER
from tests.actors import ANA, BIA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.inbound.files import PNG, kept, write
from tests.jobs.ordering import carry_out, new_order
from tests.jobs.rights.erasing import (
    ON_WHATSAPP,
    erase,
    everything_on_github,
    last_text,
    request_erasure,
    write_text,
)
from tests.made_up import WRONG
from tests.stage import Stage


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


def _at_twilio(stage: Stage, number: str = ANA) -> list[str]:
    return [one.body for one in stage.twilio.state.messages() if one.person.endswith(number[1:])]


def _ledger(stage: Stage) -> dict[str, Any]:
    (found,) = [one for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    return stage.sandbox.issue(found["number"])


def test_a_person_who_asks_learns_at_once_what_is_kept_on_both_channels(
    stage: Stage, marina: Maintainer
) -> None:
    write_text(stage, "Preciso da guia")
    marina.comment(1, "/reply Segue por e-mail")
    marina.comment(1, "/reply Mais alguma coisa?")
    marina.comment(1, "cliente antiga")
    stage.reply()
    stage.record(write(stage, [("image/png", PNG)], "E esta?", ON_WHATSAPP))
    write_text(stage, "Nada a ver", BIA)
    marina.comment(1, "/consent marketing")
    stage.reply()

    write_text(stage, "Meus dados")

    text = last_text(stage)
    assert "conversas 2, mensagens suas 3, nossas 2, arquivos 1" in text
    assert "Autorizou: propaganda." in text
    assert "APAGAR" in text
    assert len(text) <= 306
    assert "prazo é de 15 dias" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_who_asks_for_nothing_else_gets_one_answer(stage: Stage) -> None:
    event = stage.event("MY DATA")
    for _ in range(2):
        stage.record(event)
        assert stage.twilio.wait_idle(10)

    assert sum("conversas 1, mensagens suas 1" in text for text in stage.sandbox.received(ANA)) == 1
    assert sum("LGPD" in comment["body"] for comment in stage.sandbox.issue(1)["comments"]) == 1


def test_what_cannot_be_answered_is_left_to_maintainers(stage: Stage) -> None:
    stage.record(stage.event("MEUS DADOS", "BANCO"))

    assert "não pôde sair" in stage.sandbox.issue(1)["comments"][-1]["body"]


@pytest.mark.parametrize("form", ["APAGAR {}", "apagar meus dados: {}.", "{}"])
def test_the_code_sent_back_erases_everything_on_both_channels(
    stage: Stage, marina: Maintainer, form: str
) -> None:
    write_text(stage, "Meu CPF é 123.456.789-09")
    marina.comment(1, "/reply Obrigada, Ana")
    marina.comment(1, "ela mora em Santos")
    stage.reply()
    stage.record(write(stage, [("image/png", PNG)], "Foto", ON_WHATSAPP))
    carry_out(stage, new_order("Sua guia vence"))
    code = request_erasure(stage)
    write_text(stage, form.format(code))

    whole = everything_on_github(stage)
    words = (
        "CPF",
        "Obrigada",
        "Santos",
        "Foto",
        "vence",
        "87654321",
        "*-4321",
    )  # a hash may hold four digits
    assert not [word for word in words if word in whole]
    assert kept(stage) == {}
    assert [(one["title"], one["state"], one["labels"]) for one in stage.sandbox.issues()[:2]] == [
        ("Conversa apagada", "closed", ["gateway-comunicacao", "apagada"])
    ] * 2
    assert stage.sandbox.issue(1)["comments"] == []
    assert "Delete issue" in stage.sandbox.issue(1)["body"]
    assert last_text(stage) == "Pronto: apagamos suas conversas, mensagens e arquivos. Recibo 3."


def test_twilios_copies_go_and_those_still_under_way_go_later(stage: Stage) -> None:
    write_text(stage, "Preciso da guia")
    write_text(stage, "Oi", ON_WHATSAPP)
    write_text(stage, "Oi", BIA)
    code = request_erasure(stage)
    stage.sandbox.switch_on("twilio-20009", times=2)
    write_text(stage, f"apagar {code}")

    assert len(_at_twilio(stage)) == 2
    assert "apagamento" in _ledger(stage)["labels"]
    assert "Apagamento em curso" in everything_on_github(stage)
    assert "- #4: dados apagados" in reconcile.run({}, stage.tools)
    assert _at_twilio(stage) == []
    assert _at_twilio(stage, BIA) != []
    assert "Apagamento em curso" not in everything_on_github(stage)
    assert "apagamento" not in _ledger(stage)["labels"]
    assert not {"**Apagamentos**", "**Mensagens perdidas**"} & set(reconcile.run({}, stage.tools))


def test_the_receipt_lists_what_twilio_does_not_delete(moved_clock: MovedClock, stage: Stage) -> None:
    code = request_erasure(stage)
    stage.sandbox.switch_on("twilio-20009")
    write_text(stage, f"apagar {code}")
    moved_clock.advance(timedelta(days=16))
    reconcile.run({}, stage.tools)

    assert "3 mensagens na Twilio" in _receipt(stage)
    assert not {"**Apagamentos**", "**Mensagens perdidas**"} & set(reconcile.run({}, stage.tools))


def _receipt(stage: Stage) -> str:
    (found,) = [comment["body"] for comment in _ledger(stage)["comments"] if '"receipt"' in comment["body"]]
    return str(found)


def test_the_receipt_shows_when_by_whom_and_how_much_and_nothing_of_the_person(
    stage: Stage, marina: Maintainer
) -> None:
    write_text(stage, "Preciso da guia")
    marina.comment(1, "/reply Segue")
    stage.reply()
    erase(stage)

    text = _receipt(stage)
    assert "a pedido da própria pessoa" in text
    assert "Conversas: 1 (#1) · mensagens: 4 · comentários: 4 · arquivos: 0" in text
    assert "histórico de edições de #1" in text
    assert "4321" not in text


def test_an_opt_out_outlives_the_erasure(stage: Stage) -> None:
    write_text(stage, "SAIR")
    erase(stage)
    carry_out(stage, new_order())

    record = policy_gate.record_of(Address.parse(ANA), stage.tools)
    assert record.opted_out
    assert [entry.change.action for entry in record.entries] == ["withdrawn", "erased"]
    assert consent.verify(record.contact, stage.tools.ledger.lines(record.issue)) == []  # type: ignore[arg-type]
    assert "Sua guia vence amanhã" not in stage.sandbox.received(ANA)


def test_a_message_that_comes_afterwards_begins_a_new_conversation(stage: Stage) -> None:
    write_text(stage, "Preciso da guia")
    erase(stage)
    write_text(stage, "Oi de novo")

    new = stage.sandbox.issues()[-1]
    assert (new["state"], new["title"]) == (
        "open",
        "SMS · +55 11 *****-4321: Oi de novo",
    )
    assert "Conversa anterior" not in stage.sandbox.issue(new["number"])["body"]
    assert "Oi de novo" not in stage.sandbox.issue(1)["body"]


def test_what_follows_the_code_in_one_batch_begins_a_new_conversation(stage: Stage) -> None:
    code = request_erasure(stage)
    batch = [
        stage.event("Oi"),
        stage.event(f"APAGAR {code}"),
        stage.event("Mudei de telefone"),
        stage.event("Oi", ON_WHATSAPP),
    ]
    for _ in range(2):
        stage.record(*batch)
        assert stage.twilio.wait_idle(10)

    titles = [one["title"] for one in stage.sandbox.issues()]
    assert titles == [
        "Conversa apagada",
        f"Consentimento - {stage.tools.vault.contact_id(Address.parse(ANA))}",
        "SMS · +55 11 *****-4321: Mudei de telefone",
        "WhatsApp · +55 11 *****-4321: Oi",
    ]


def test_a_batch_and_an_order_that_come_again_bring_nothing_back(stage: Stage) -> None:
    event, order = stage.event("Preciso da guia"), new_order()
    stage.record(event)
    carry_out(stage, order)
    confirmation = stage.event(f"APAGAR {request_erasure(stage)}")
    for _ in range(2):
        stage.record(confirmation)
        assert stage.twilio.wait_idle(10)
    received = stage.sandbox.received(ANA)
    stage.record(event, confirmation)
    carry_out(stage, order)

    assert [one["title"].partition(" - ")[0] for one in stage.sandbox.issues()] == [
        "Conversa apagada",
        "Consentimento",
    ]
    assert stage.sandbox.received(ANA) == received
    assert everything_on_github(stage).count('"receipt":') == 1


def test_a_second_erasure_is_a_second_receipt(stage: Stage) -> None:
    erase(stage)
    erase(stage)

    assert everything_on_github(stage).count('"receipt":') == 2
    assert stage.sandbox.issues()[-1]["title"] == "Conversa apagada"
    assert [
        entry.change.action for entry in policy_gate.record_of(Address.parse(ANA), stage.tools).entries
    ] == [
        "erased",
        "erased",
    ]


def test_an_office_that_must_keep_documents_hands_the_request_to_maintainers(stage: Stage) -> None:
    stage.configure({"privacy": {"erasure": "ask"}})
    write_text(stage, "APAGAR MEUS DADOS")

    assert any(text.startswith("Recebemos seu pedido de apagar") for text in stage.sandbox.received(ANA))
    assert "guarde isso em outro lugar e apague o resto com `/esquecer`" in everything_on_github(stage)


def test_an_administrators_token_deletes_the_issues_whole(stage: Stage) -> None:
    stage.state.add_token("administrator", Actor(OWNER, "fine-grained", frozenset({"issues:write"})))
    stage.set_variables(ERASURE_TOKEN="administrator")
    write_text(stage, "Preciso da guia")
    erase(stage)
    reconcile.run({}, stage.tools)
    write_text(stage, "Oi")

    assert [one["number"] for one in stage.sandbox.issues()] == [2, 3]
    assert "Nada ficou para trás" in _receipt(stage)


def test_a_token_that_may_not_delete_issues_leaves_them_empty_and_the_receipt_shows_it(stage: Stage) -> None:
    stage.state.add_token(WRONG, Actor("marina", "fine-grained", frozenset({"issues:write"})))
    stage.set_variables(ERASURE_TOKEN=WRONG)
    erase(stage)

    assert stage.sandbox.issues()[0]["title"] == "Conversa apagada"
    assert "histórico de edições de #1" in _receipt(stage)


def test_people_known_by_an_earlier_key_are_erased_too_and_keep_their_opt_out(stage: Stage) -> None:
    write_text(stage, "SAIR")
    old = stage.tools.vault.contact_id(Address.parse(ANA))
    stage.contact_key = f"{contact_keys.new_key()},{stage.contact_key}"
    stage.tools = stage.new_tools()
    write_text(stage, "Oi", ON_WHATSAPP)
    erase(stage)

    record = policy_gate.record_of(Address.parse(ANA), stage.tools)
    assert (record.contact, record.opted_out) == (old, True)
    assert {one["title"] for one in stage.sandbox.issues()} == {"Conversa apagada", f"Consentimento - {old}"}
    assert stage.state.labels.find(f"contato-{old}")

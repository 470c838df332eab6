"""Addresses that a webhook names together are one person: for opt-out, consent, erasure and conversation."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from bot.core import clock, contact_keys
from bot.core.messages import Address, ContactId, Event
from bot.jobs.inbound import grouping
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from tests import wire
from tests.actors import ANA, BIA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, consent_withdrawn, new_order
from tests.jobs.rights.erasing import everything_on_github, request_erasure, write_text
from tests.jobs.upkeep.reconciling import HOUR, run
from tests.stage import Stage

NUMBER, USER = f"whatsapp:{ANA}", "whatsapp:BR.555"
NAMED = (Address.parse(USER),)
OPTED_OUT = "Você não receberá mais mensagens nossas. Para voltar a receber, envie VOLTAR."


@pytest.fixture(name="marina")
def _marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


def naming(stage: Stage, text: str, by: str = NUMBER, also: str = USER) -> Event:
    """A message whose webhook names another address of its sender."""
    return stage.event(text, by, also=(Address.parse(also),))


def is_opted_out(stage: Stage, *wires: str) -> list[bool]:
    return [policy_gate.record_of(Address.parse(one), stage.new_tools()).opted_out for one in wires]


def write(stage: Stage, event: Event) -> None:
    stage.record(event)
    assert stage.twilio.wait_idle(10)


def test_an_opt_out_by_number_holds_for_the_id_that_the_webhook_named(stage: Stage) -> None:
    write(stage, naming(stage, "SAIR"))
    write_text(stage, "oi", USER)

    assert stage.sandbox.received("BR.555") == []
    assert [len(stage.sandbox.issue(1)["comments"]), len(stage.sandbox.issues())] == [2, 2]
    assert "opt-out" in stage.sandbox.issue(1)["labels"]
    assert is_opted_out(stage, NUMBER, USER, ANA) == [True, True, True]


def test_an_opt_out_by_id_holds_for_the_number_and_is_undone_from_there(stage: Stage) -> None:
    write(stage, naming(stage, "Oi"))
    write_text(stage, "SAIR", USER)
    carry_out(stage, new_order("Um"))
    assert is_opted_out(stage, ANA) == [True]
    write_text(stage, "VOLTAR", ANA)
    carry_out(stage, new_order("Dois"))

    assert OPTED_OUT in stage.sandbox.received("BR.555")
    assert [text for text in stage.sandbox.received(ANA) if text in ("Um", "Dois")] == ["Dois"]
    assert is_opted_out(stage, NUMBER, USER) == [False, False]


@pytest.mark.parametrize("who", [NUMBER, USER])
def test_an_opt_out_from_before_the_webhook_named_both_counts_for_both(stage: Stage, who: str) -> None:
    write_text(stage, "Oi", NUMBER)
    write_text(stage, "Oi", USER)
    write_text(stage, "SAIR", who)
    assert sorted(is_opted_out(stage, NUMBER, USER)) == [False, True]
    write(stage, naming(stage, "Ainda aqui"))

    assert is_opted_out(stage, NUMBER, USER, ANA) == [True, True, True]


def test_two_records_from_before_count_as_one_history(stage: Stage) -> None:
    write_text(stage, "SAIR", NUMBER)
    write_text(stage, "SAIR", USER)
    write_text(stage, "VOLTAR", NUMBER)
    write(stage, naming(stage, "Sou eu"))
    assert is_opted_out(stage, NUMBER, USER) == [False, False]
    write_text(stage, "SAIR", USER)
    assert is_opted_out(stage, NUMBER, USER) == [True, True]
    write_text(stage, "VOLTAR", NUMBER)

    assert is_opted_out(stage, NUMBER, USER) == [False, False]


def test_an_opt_out_by_sms_or_of_a_maintainer_reaches_an_id_named_by_whatsapp(
    stage: Stage, marina: Maintainer
) -> None:
    write_text(stage, "Oi", ANA)
    write(stage, naming(stage, "Oi"))
    marina.comment(1, "/bloquear")
    stage.reply(1)

    assert is_opted_out(stage, USER, NUMBER, ANA) == [True, True, True]


def test_a_conversation_is_one_whichever_address_writes_and_the_last_gets_the_answer(
    stage: Stage, marina: Maintainer
) -> None:
    write(stage, naming(stage, "Um"))
    write_text(stage, "Dois", USER)
    marina.comment(1, "/reply Resposta a dois")
    stage.reply(1)
    write_text(stage, "Tres", NUMBER)
    marina.comment(1, "/reply Resposta a tres")
    stage.reply(1)

    assert len(stage.sandbox.issues()) == 1
    assert stage.sandbox.received("BR.555") == ["Resposta a dois"]
    assert stage.sandbox.received(ANA)[-1] == "Resposta a tres"


def test_preview_and_status_know_what_every_address_wrote_and_got(stage: Stage, marina: Maintainer) -> None:
    first = naming(stage, "Oi")
    write(stage, first)
    marina.comment(1, "/reply Resposta ao numero")
    stage.reply(1)
    twilio = stage.twilio.state
    listed = twilio.message(first.message.sid)
    twilio.change(listed.sid, created_at=listed.created_at - timedelta(hours=30))
    twilio.age_window(ANA, timedelta(hours=30))
    write(stage, stage.event("Sou eu", USER, recovered=True))
    marina.comment(1, "/preview Posso?")
    marina.comment(1, "/status")
    stage.reply(1)

    preview, status = (one["body"] for one in stage.sandbox.issue(1)["comments"][-2:])
    assert "| WhatsApp | aberta" in preview
    assert "| WhatsApp | aberta" in status
    write_text(stage, "Sou eu de novo", USER)
    marina.comment(1, "/status")
    stage.reply(1)
    sent = [one["sid"] for one in stage.sandbox.twilio_messages() if one["body"] == "Resposta ao numero"]
    assert sent[0] in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_one_batch_with_both_addresses_is_one_conversation_in_order(stage: Stage) -> None:
    stage.record(stage.event("Um", USER), naming(stage, "Dois"), stage.event("Tres", USER))

    body = stage.sandbox.issue(1)["body"]
    assert len(stage.sandbox.issues()) == 1
    assert body.index("Um") < body.index("Dois") < body.index("Tres")


def test_a_number_behind_a_sender_without_one_is_the_person_who_wrote_by_sms(stage: Stage) -> None:
    write_text(stage, "SAIR", ANA)
    write(stage, naming(stage, "Oi", by=USER, also=NUMBER))

    assert stage.sandbox.received("BR.555") == []
    assert is_opted_out(stage, USER) == [True]


def test_three_addresses_named_in_pairs_are_one_person(stage: Stage) -> None:
    write(stage, naming(stage, "Um", also="whatsapp:BR.555"))
    write(stage, naming(stage, "Dois", also="whatsapp:BR.ENT.77"))
    write_text(stage, "SAIR", "whatsapp:BR.ENT.77")

    assert is_opted_out(stage, NUMBER, USER, "whatsapp:BR.ENT.77") == [True, True, True]


def test_nobody_is_linked_by_what_a_person_writes(stage: Stage) -> None:
    write_text(stage, f"whatsapp:BR.555 {BIA} ExternalUserId=whatsapp:BR.555 <!-- auditoria360 -->", NUMBER)
    write_text(stage, "SAIR", USER)

    assert is_opted_out(stage, NUMBER, USER) == [False, True]


def test_a_label_alone_links_nobody(stage: Stage) -> None:
    write_text(stage, "SAIR", NUMBER)
    record = policy_gate.record_of(Address.parse(NUMBER), stage.tools)
    assert record.issue
    stage.tools.repository.add_label(
        record.issue.number, f"contato-{stage.tools.vault.contact_id(Address.parse(BIA))}"
    )

    assert is_opted_out(stage, BIA, NUMBER) == [False, True]


def test_an_erasure_by_number_reaches_everything_under_the_id_and_the_opt_out_outlives_it(
    stage: Stage,
) -> None:
    write_text(stage, "Segredo um", USER)
    write_text(stage, "SAIR", NUMBER)
    write(stage, naming(stage, "Segredo dois"))
    code = request_erasure(stage, ANA)
    write_text(stage, f"APAGAR {code}", ANA)

    everything = everything_on_github(stage)
    assert "Segredo" not in everything
    assert [text for text in ("Segredo um", "Segredo dois") if text in _at_twilio(stage)] == []
    assert is_opted_out(stage, NUMBER, USER, ANA) == [True, True, True]
    before = stage.sandbox.received("BR.555")
    write_text(stage, "Voltei", USER)
    assert stage.sandbox.received("BR.555") == before


def test_a_code_that_went_to_the_number_confirms_from_the_id_too(stage: Stage) -> None:
    write(stage, naming(stage, "Segredo"))
    code = request_erasure(stage, NUMBER.removeprefix("whatsapp:"))
    write_text(stage, f"APAGAR {code}", USER)

    assert "Segredo" not in everything_on_github(stage)


def _at_twilio(stage: Stage) -> list[str]:
    return [str(one["body"]) for one in stage.sandbox.twilio_messages()]


def test_the_summary_of_what_is_kept_counts_every_address(stage: Stage) -> None:
    write_text(stage, "Um", USER)
    write(stage, naming(stage, "Dois"))
    write_text(stage, "MEUS DADOS", NUMBER)

    assert "mensagens suas 3" in stage.sandbox.received(ANA)[-1]


def test_a_repeated_batch_changes_nothing(stage: Stage) -> None:
    write_text(stage, "SAIR", USER)
    event = naming(stage, "Oi")
    write(stage, event)
    before = wire.seen(stage)
    for _ in range(2):
        write(stage, event)

    assert wire.seen(stage) == before


def test_a_link_that_died_anywhere_is_completed_by_the_same_batch(quick: None) -> None:
    batches: dict[int, Event] = {}

    def prepare(stage: Stage) -> None:
        write_text(stage, "Oi", NUMBER)
        write_text(stage, "SAIR", USER)
        batches[id(stage)] = naming(stage, "Sou eu")

    def job(stage: Stage, tools: Tools) -> None:
        stage.tools = tools
        write(stage, batches[id(stage)])

    outcomes = {writes: one["issues"] for writes, one in wire.after_each_crash(prepare, job)}

    assert max(outcomes) >= 4
    assert {writes for writes, one in outcomes.items() if one != outcomes[0]} == set()


def test_a_greeting_whose_mark_is_missing_is_not_sent_again_to_another_address(stage: Stage) -> None:
    event = naming(stage, "Oi")
    with pytest.raises(wire.DiedError), wire.dying_after(4):  # the issue, its binding, the mark, the greeting
        write(stage, event)
    stage.tools = stage.new_tools()
    write(stage, stage.event("Sou eu", USER))
    write(stage, event)

    assert len(stage.sandbox.received(ANA)) == 1
    assert stage.sandbox.received("BR.555") == []
    assert set(stage.sandbox.issue(1)["reactions"]) == {"eyes", "rocket"}


def test_reconcile_joins_the_conversations_of_addresses_that_turned_out_to_be_one_person(
    moved_clock: MovedClock, stage: Stage
) -> None:
    write_text(stage, "Por numero", NUMBER)
    write_text(stage, "Por id", USER)
    moved_clock.advance(timedelta(days=2))
    write(stage, naming(stage, "Sou a mesma"))
    moved_clock.advance(HOUR)
    run(stage)

    assert [stage.sandbox.issue(number)["state"] for number in (1, 2)] == ["closed", "open"]
    assert "#2" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_the_two_forms_of_an_argentine_number_share_what_was_recorded_under_either(stage: Stage) -> None:
    short, long = "+541123456789", "whatsapp:+5491123456789"
    former = stage.tools.vault.former_ids(Address.parse(short))[0]
    stage.tools.ledger.add(stage.tools.ledger.record(ContactId(former)), consent_withdrawn(clock.now()))

    assert is_opted_out(stage, short, long) == [True, True]


def test_a_link_outlives_a_new_key(stage: Stage) -> None:
    write(stage, naming(stage, "SAIR"))
    stage.contact_key = ",".join(
        contact_keys.with_new_key(stage.contact_key.split(","), contact_keys.new_key())
    )
    stage.tools = stage.new_tools()

    assert is_opted_out(stage, NUMBER, USER) == [True, True]
    write_text(stage, "Oi", USER)
    assert stage.sandbox.received("BR.555") == []


def test_a_batch_of_many_people_is_grouped_in_no_time(stage: Stage) -> None:
    batch = [stage.event("Oi", f"+5511{900_000_000 + number}") for number in range(2_000)]
    begun = time.process_time()

    assert len(grouping.groups(batch)) == 2_000
    assert time.process_time() - begun < 1


def test_messages_that_turn_out_to_be_one_persons_are_one_group_in_the_order_of_arrival(stage: Stage) -> None:
    batch = [
        stage.event("1", NUMBER),
        stage.event("2", USER),
        stage.event("3", f"whatsapp:{BIA}"),
        naming(stage, "4"),
        stage.event("5", USER),
        stage.event("6", ANA),
    ]
    found = [[event.message.text for event in group] for group in grouping.groups(batch)]

    assert found == [["1", "2", "4", "5"], ["3"], ["6"]]

"""Who wants no messages gets none, whoever wants to send, and everybody sees why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core import contact_keys
from bot.core.errors import TemporaryError
from bot.core.messages import Address, Purpose
from bot.rules.people import consent
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order
from tests.jobs.rights import consenting
from tests.jobs.rights.consenting import (
    BACK,
    CONFIRMED,
    ON_WHATSAPP,
    labels_of,
    record_of_ana,
    write_and_settle,
)
from tests.stage import Stage
from tests.wire import DiedError, dying_after, others_are_written_to

marina = consenting.marina


def test_maintainers_see_what_the_person_was_answered(stage: Stage) -> None:
    write_and_settle(stage, "Oi")
    write_and_settle(stage, "SAIR")

    shown = [one["body"].partition("\n")[2] for one in stage.sandbox.issue(1)["comments"]]
    assert f"🤖 **Resposta automática:** {CONFIRMED}" in shown


def test_the_state_of_consent_is_on_every_conversation_of_the_person(stage: Stage) -> None:
    write_and_settle(stage, "Oi")
    stage.record(stage.event("Oi por aqui", ON_WHATSAPP.wire))
    write_and_settle(stage, "SAIR")

    assert ["opt-out" in labels_of(stage, number) for number in (1, 2)] == [True, True]

    stage.record(stage.event("VOLTAR", ON_WHATSAPP.wire))

    assert ["opt-out" in labels_of(stage, number) for number in (1, 2)] == [False, False]


def test_a_conversation_begun_by_somebody_who_opted_out_says_so_from_the_first(stage: Stage) -> None:
    write_and_settle(stage, "SAIR")
    stage.record(stage.event("Tenho uma dúvida", ON_WHATSAPP.wire))

    newest = stage.sandbox.issue(max(one["number"] for one in stage.sandbox.issues()))
    assert "dúvida" in newest["title"]
    assert "opt-out" in newest["labels"]
    assert "Resposta automática" not in newest["body"]


def test_a_keyword_opts_out_is_confirmed_recorded_and_shown(stage: Stage) -> None:
    write_and_settle(stage, "Oi")
    write_and_settle(stage, "  sair! ")

    assert stage.sandbox.received(ANA)[1:] == [CONFIRMED]
    assert "opt-out" in labels_of(stage)
    assert record_of_ana(stage) == (["withdrawn"], [])


def test_an_entry_says_in_plain_words_how_the_bot_learned_of_it(stage: Stage) -> None:
    write_and_settle(stage, "Oi")
    write_and_settle(stage, "SAIR")

    (entry,) = stage.sandbox.issue(2)["comments"]
    assert " · **retirou a autorização** · todas as mensagens · por mensagem\n" in entry["body"]


def test_who_begins_with_a_keyword_gets_the_confirmation_and_no_greeting(stage: Stage) -> None:
    write_and_settle(stage, "PARAR")

    assert stage.sandbox.received(ANA) == [CONFIRMED]


def test_after_an_opt_out_a_reply_is_held_back_and_explained(stage: Stage, marina: Maintainer) -> None:
    write_and_settle(stage, "SAIR")
    comment = marina.comment(1, "/reply Olá")
    stage.reply()

    assert "Olá" not in stage.sandbox.received(ANA)
    assert marina.reactions(1, comment) == {"confused"}
    assert "pediu para não receber mais mensagens" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_one_opt_out_covers_both_channels_and_all_senders(stage: Stage) -> None:
    write_and_settle(stage, "SAIR")
    carry_out(stage, new_order("Lembrete", ON_WHATSAPP), new_order("Lembrete"))

    assert "Lembrete" not in stage.sandbox.received(ANA)


def test_coming_back_undoes_it_and_both_stay_on_record(stage: Stage, marina: Maintainer) -> None:
    write_and_settle(stage, "SAIR")
    write_and_settle(stage, "VOLTAR")
    marina.comment(1, "/reply Que bom!")
    stage.reply()

    assert stage.sandbox.received(ANA)[1:] == [BACK, "Que bom!"]
    assert "opt-out" not in labels_of(stage)
    assert record_of_ana(stage) == (["withdrawn", "granted"], [])


def test_a_batch_delivered_twice_records_and_confirms_once(stage: Stage) -> None:
    event = stage.event("SAIR")
    for _ in range(2):
        stage.record(event)
        stage.twilio.wait_idle(5)

    assert stage.sandbox.received(ANA) == [CONFIRMED]
    assert record_of_ana(stage) == (["withdrawn"], [])


def test_while_twilio_takes_no_message_an_opt_out_counts_already_and_is_confirmed_later(
    stage: Stage, quick: None
) -> None:
    write_and_settle(stage, "Oi")
    event = stage.event("SAIR")
    stage.sandbox.switch_on("twilio-refuse-20429")

    with pytest.raises(TemporaryError):
        stage.record(event)
    assert record_of_ana(stage) == (["withdrawn"], [])

    stage.sandbox.switch_off("twilio-refuse-20429")
    others_are_written_to(stage)
    stage.record(event)
    assert stage.sandbox.received(ANA)[1:] == [CONFIRMED]
    assert record_of_ana(stage) == (["withdrawn"], [])


def test_a_maintainer_records_what_the_person_said_by_telephone(stage: Stage, marina: Maintainer) -> None:
    write_and_settle(stage, "Oi")
    out = marina.comment(1, "/optout")
    stage.reply()
    assert "opt-out" in labels_of(stage)

    marina.comment(1, "/optin")
    stage.reply()

    assert "opt-out" not in labels_of(stage)
    assert marina.reactions(1, out) == {"rocket"}
    assert record_of_ana(stage) == (["withdrawn", "granted"], [])


def test_asking_for_help_is_answered(stage: Stage) -> None:
    write_and_settle(stage, "Oi")
    write_and_settle(stage, "AJUDA")

    assert stage.sandbox.received(ANA)[1:] == [
        "Escreva sua mensagem e respondemos por aqui. Para parar de receber, envie SAIR; para voltar, VOLTAR."
    ]


def test_a_keyword_with_a_question_mark_gets_the_help_and_changes_nothing(stage: Stage) -> None:
    write_and_settle(stage, "Sair?")

    assert "envie SAIR" in stage.sandbox.received(ANA)[0]
    assert record_of_ana(stage) == ([], [])


@pytest.mark.parametrize(
    "text", ["SAIR, obrigado", "SAIR\n\nEnviado do meu iPhone", "S A I R", "Não quero mais receber mensagens"]
)
def test_an_opt_out_in_other_words_counts_like_the_keyword(stage: Stage, text: str) -> None:
    write_and_settle(stage, text)

    assert stage.sandbox.received(ANA) == [CONFIRMED]
    assert record_of_ana(stage) == (["withdrawn"], [])


def test_what_reads_like_an_opt_out_is_pointed_out_once_with_the_command_that_records_it(
    stage: Stage, marina: Maintainer
) -> None:
    event = stage.event("Oi")
    stage.record(event)
    wish = stage.event("Já disse que não quero receber mais mensagens de cobrança!")
    for _ in range(2):
        stage.record(wish)
    notes = [
        comment.body for comment in stage.tools.repository.comments(1) if "parece um pedido" in comment.body
    ]

    assert len(notes) == 1
    assert "`/bloquear`" in notes[0]
    assert record_of_ana(stage) == ([], [])

    marina.comment(1, "/bloquear")
    stage.reply()

    assert record_of_ana(stage) == (["withdrawn"], [])


def test_what_an_opted_out_person_repeats_is_not_pointed_out(stage: Stage) -> None:
    write_and_settle(stage, "SAIR")
    write_and_settle(stage, "Cancela!")

    assert not [
        comment for comment in stage.tools.repository.comments(1) if "parece um pedido" in comment.body
    ]


def test_a_keyword_inside_a_sentence_is_a_message_like_any_other(stage: Stage) -> None:
    write_and_settle(stage, "Quero cancelar a guia e sair do plano")

    assert record_of_ana(stage) == ([], [])


@pytest.mark.parametrize(("out", "back"), [("SAIR", "VOLTAR"), ("UNSUBSCRIBE!", "START!")])
def test_each_language_has_words_that_stop_messages_and_bring_them_back(
    stage: Stage, out: str, back: str
) -> None:
    write_and_settle(stage, out)
    assert stage.sandbox.received(ANA) == [CONFIRMED]
    carry_out(stage, new_order("Um"))
    write_and_settle(stage, back)
    carry_out(stage, new_order("Dois"))

    assert stage.sandbox.received(ANA) == [CONFIRMED, BACK, "Dois"]
    assert record_of_ana(stage) == (["withdrawn", "granted"], [])


def test_an_opt_out_by_whatsapp_stops_sms_and_one_by_sms_is_undone_by_whatsapp(stage: Stage) -> None:
    write_and_settle(stage, "SAIR", f"whatsapp:{ANA}")
    carry_out(stage, new_order("Um"))
    write_and_settle(stage, "VOLTAR")
    write_and_settle(stage, "SAIR")
    write_and_settle(stage, "START", f"whatsapp:{ANA}")
    carry_out(stage, new_order("Dois"))

    assert "Um" not in stage.sandbox.received(ANA)
    assert stage.sandbox.received(ANA)[-1] == "Dois"


def test_consent_that_an_opt_out_ended_can_be_given_again(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    write_and_settle(stage, "Quero as promoções")
    for words in (["SAIR", "VOLTAR"], []):
        marina.comment(1, "/consent marketing")
        stage.reply()
        moved_clock.advance(timedelta(seconds=2))
        for word in words:
            write_and_settle(stage, word)

    assert record_of_ana(stage) == (["granted", "withdrawn", "granted", "granted"], [])
    assert consent.state(_entries(stage), Purpose.MARKETING) is consent.ConsentState.GIVEN


def _entries(stage: Stage) -> tuple[consent.ConsentEntry, ...]:
    return stage.tools.ledger.record(stage.tools.vault.contact_id(Address.parse(ANA))).entries


def test_a_record_begun_under_an_earlier_key_still_holds(stage: Stage) -> None:
    write_and_settle(stage, "SAIR")
    stage.contact_key = f"{contact_keys.new_key()},{stage.contact_key}"
    stage.tools = stage.new_tools()
    carry_out(stage, new_order("Lembrete"))
    assert stage.sandbox.received(ANA) == [CONFIRMED]

    write_and_settle(stage, "VOLTAR")
    carry_out(stage, new_order("Lembrete"))

    assert stage.sandbox.received(ANA)[-1] == "Lembrete"
    assert sum("consentimento" in one["labels"] for one in stage.sandbox.issues()) == 1


def _break(stage: Stage) -> None:
    """Somebody with write access edits an entry of Ana's record."""
    (number,) = [one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    stage.sandbox.edit(stage.sandbox.issue(number)["comments"][-1]["id"], "marina", "Nada")


def test_whoever_wants_messages_again_is_promised_nothing_while_their_record_is_broken(stage: Stage) -> None:
    write_and_settle(stage, "SAIR")
    _break(stage)

    write_and_settle(stage, "VOLTAR")

    assert BACK not in stage.sandbox.received(ANA)
    assert "Vamos conferir e responder por aqui" in stage.sandbox.received(ANA)[-1]
    assert "opt-out" in labels_of(stage)


@pytest.mark.parametrize("command", ["/optin", "/consent marketing", "/optout"])
def test_a_maintainer_learns_that_a_broken_record_lets_nothing_leave(
    stage: Stage, marina: Maintainer, command: str
) -> None:
    write_and_settle(stage, "SAIR")
    _break(stage)

    stage.sandbox.comment(1, "marina", command)
    stage.reply()

    assert "Registrado, mas ainda nada sai" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_an_opt_out_alone_waits_for_nobody(stage: Stage) -> None:
    write_and_settle(stage, "SAIR")

    assert "aguardando-resposta" not in labels_of(stage)
    assert stage.sandbox.received(ANA) == [CONFIRMED]
    assert "Recebemos sua mensagem" not in stage.sandbox.issue(1)["body"]


def test_an_opt_out_leaves_a_conversation_that_was_answered_as_it_is(
    stage: Stage, marina: Maintainer
) -> None:
    write_and_settle(stage, "Oi")
    marina.comment(1, "/reply Olá!")
    stage.reply()
    stage.sandbox.close(1)
    write_and_settle(stage, "sair")

    issue = stage.sandbox.issue(1)
    assert "aguardando-resposta" not in issue["labels"]
    assert "opt-out" in issue["labels"]
    assert issue["state"] == "closed"
    assert any("> sair" in one["body"] for one in issue["comments"])


@pytest.mark.parametrize("texts", [("Quanto devo?", "SAIR"), ("SAIR", "Quanto devo?")])
def test_a_question_beside_an_opt_out_still_waits(stage: Stage, texts: tuple[str, str]) -> None:
    stage.record(*(stage.event(text) for text in texts))

    assert "aguardando-resposta" in labels_of(stage)


def test_a_question_before_an_opt_out_still_waits(stage: Stage) -> None:
    write_and_settle(stage, "Quanto devo?")
    write_and_settle(stage, "SAIR")

    assert "aguardando-resposta" in labels_of(stage)


def test_who_comes_back_waits_as_anybody(stage: Stage) -> None:
    write_and_settle(stage, "SAIR")
    write_and_settle(stage, "VOLTAR")

    assert "aguardando-resposta" in labels_of(stage)


@pytest.mark.parametrize(
    ("before", "command", "says"),
    [
        ([], "/optin", "já recebe mensagens"),
        (["/optout"], "/optout", "já não recebe mensagens"),
        (["/optout", "/optin"], "/optin", "já recebe mensagens"),
    ],
)
def test_what_is_so_already_is_said_and_not_recorded(
    stage: Stage, marina: Maintainer, before: list[str], command: str, says: str
) -> None:
    write_and_settle(stage, "Oi")
    for earlier in before:
        marina.comment(1, earlier)
        stage.reply()
    known = record_of_ana(stage)
    tiago = Maintainer(stage.sandbox, "tiago")
    comment = tiago.comment(1, command)
    stage.reply()

    assert record_of_ana(stage) == known
    assert says in stage.sandbox.issue(1)["comments"][-1]["body"]
    assert tiago.reactions(1, comment) == {"rocket"}


def test_an_opt_out_that_a_run_recorded_before_it_died_is_confirmed_as_one(
    stage: Stage, marina: Maintainer
) -> None:
    write_and_settle(stage, "Oi")
    marina.comment(1, "/optout")
    with dying_after(4), pytest.raises(DiedError):
        stage.reply()
    assert record_of_ana(stage) == (["withdrawn"], [])
    stage.reply()

    assert record_of_ana(stage) == (["withdrawn"], [])
    assert "**não recebe mais mensagens** a partir de agora" in stage.sandbox.issue(1)["comments"][-1]["body"]

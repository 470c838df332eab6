"""Who wants no messages gets none, whoever wants to send, and everybody sees why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core import clock, contact_keys
from bot.core.errors import TemporaryError
from bot.core.messages import Address, DeliveryStatus, Purpose
from bot.core.settings.hours import EVERY_DAY
from bot.jobs.delivery import record_delivery
from bot.jobs.upkeep import reconcile
from bot.rules.people import consent
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order, notes_of_orders
from tests.jobs.reports import report_on
from tests.stage import Stage
from tests.wire import others_are_written_to

ON_WHATSAPP = Address.parse(f"whatsapp:{ANA}")
CONFIRMED = "Voce nao recebera mais mensagens nossas. Para voltar a receber, envie VOLTAR."
BACK = "Pronto, você volta a receber nossas mensagens. Para parar, envie SAIR."


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


def _write(stage: Stage, text: str, wire: str = ANA, **more: object) -> None:
    stage.record(stage.event(text, wire, **more))
    stage.twilio.wait_idle(5)


def _record(stage: Stage) -> tuple[list[str], list[consent.ChainFault]]:
    """The actions recorded of Ana, and what is wrong with the chain."""
    contact = stage.tools.vault.contact_id(Address.parse(ANA))
    record = stage.tools.ledger.record(contact)
    if record.issue is None:
        return [], []
    lines = stage.tools.ledger.lines(record.issue)
    return [entry.change.action for entry in record.entries], consent.verify(contact, lines)


def _labels(stage: Stage, number: int = 1) -> list[str]:
    return list(stage.sandbox.issue(number)["labels"])


def test_maintainers_see_what_the_person_was_answered(stage: Stage) -> None:
    _write(stage, "Oi")
    _write(stage, "SAIR")

    shown = [one["body"].partition("\n")[2] for one in stage.sandbox.issue(1)["comments"]]
    assert f"🤖 **Resposta automática:** {CONFIRMED}" in shown


def test_the_state_of_consent_is_on_every_conversation_of_the_person(stage: Stage) -> None:
    _write(stage, "Oi")
    stage.record(stage.event("Oi por aqui", ON_WHATSAPP.wire))
    _write(stage, "SAIR")

    assert ["opt-out" in _labels(stage, number) for number in (1, 2)] == [True, True]

    stage.record(stage.event("VOLTAR", ON_WHATSAPP.wire))

    assert ["opt-out" in _labels(stage, number) for number in (1, 2)] == [False, False]


def test_a_conversation_begun_by_somebody_who_opted_out_says_so_from_the_first(stage: Stage) -> None:
    _write(stage, "SAIR")
    stage.record(stage.event("Tenho uma dúvida", ON_WHATSAPP.wire))

    newest = stage.sandbox.issue(max(one["number"] for one in stage.sandbox.issues()))
    assert "dúvida" in newest["title"]
    assert "opt-out" in newest["labels"]
    assert "Resposta automática" not in newest["body"]


def test_a_keyword_opts_out_is_confirmed_recorded_and_shown(stage: Stage) -> None:
    _write(stage, "Oi")
    _write(stage, "  sair! ")

    assert stage.sandbox.received(ANA)[1:] == [CONFIRMED]
    assert "opt-out" in _labels(stage)
    assert _record(stage) == (["withdrawn"], [])


def test_an_entry_says_in_plain_words_how_the_bot_learned_of_it(stage: Stage) -> None:
    _write(stage, "Oi")
    _write(stage, "SAIR")

    (entry,) = stage.sandbox.issue(2)["comments"]
    assert " · **retirou a autorização** · todas as mensagens · por mensagem\n" in entry["body"]


def test_who_begins_with_a_keyword_gets_the_confirmation_and_no_greeting(stage: Stage) -> None:
    _write(stage, "PARAR")

    assert stage.sandbox.received(ANA) == [CONFIRMED]


def test_after_an_opt_out_a_reply_is_held_back_and_explained(stage: Stage, marina: Maintainer) -> None:
    _write(stage, "SAIR")
    comment = marina.comment(1, "/reply Olá")
    stage.reply()

    assert "Olá" not in stage.sandbox.received(ANA)
    assert marina.reactions(1, comment) == {"confused"}
    assert "pediu para não receber mais mensagens" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_one_opt_out_covers_both_channels_and_all_senders(stage: Stage) -> None:
    _write(stage, "SAIR")
    carry_out(stage, new_order("Lembrete", ON_WHATSAPP), new_order("Lembrete"))

    assert "Lembrete" not in stage.sandbox.received(ANA)


def test_coming_back_undoes_it_and_both_stay_on_record(stage: Stage, marina: Maintainer) -> None:
    _write(stage, "SAIR")
    _write(stage, "VOLTAR")
    marina.comment(1, "/reply Que bom!")
    stage.reply()

    assert stage.sandbox.received(ANA)[1:] == [BACK, "Que bom!"]
    assert "opt-out" not in _labels(stage)
    assert _record(stage) == (["withdrawn", "granted"], [])


def test_a_batch_delivered_twice_records_and_confirms_once(stage: Stage) -> None:
    event = stage.event("SAIR")
    for _ in range(2):
        stage.record(event)
        stage.twilio.wait_idle(5)

    assert stage.sandbox.received(ANA) == [CONFIRMED]
    assert _record(stage) == (["withdrawn"], [])


def test_while_twilio_takes_no_message_an_opt_out_counts_already_and_is_confirmed_later(
    stage: Stage, quick: None
) -> None:
    _write(stage, "Oi")
    event = stage.event("SAIR")
    stage.sandbox.switch_on("twilio-refuse-20429")

    with pytest.raises(TemporaryError):
        stage.record(event)
    assert _record(stage) == (["withdrawn"], [])

    stage.sandbox.switch_off("twilio-refuse-20429")
    others_are_written_to(stage)
    stage.record(event)
    assert stage.sandbox.received(ANA)[1:] == [CONFIRMED]
    assert _record(stage) == (["withdrawn"], [])


def test_what_twilio_answered_is_recorded_and_not_answered_again(stage: Stage) -> None:
    event = stage.event("STOP")
    stage.record(replace(event, message=replace(event.message, opt_out="STOP")))
    stage.twilio.wait_idle(5)

    assert stage.sandbox.received(ANA) == []
    assert _record(stage) == (["withdrawn"], [])


def test_a_maintainer_records_what_the_person_said_by_telephone(stage: Stage, marina: Maintainer) -> None:
    _write(stage, "Oi")
    out = marina.comment(1, "/optout")
    stage.reply()
    assert "opt-out" in _labels(stage)

    marina.comment(1, "/optin")
    stage.reply()

    assert "opt-out" not in _labels(stage)
    assert marina.reactions(1, out) == {"rocket"}
    assert _record(stage) == (["withdrawn", "granted"], [])


def test_asking_for_help_is_answered(stage: Stage) -> None:
    _write(stage, "Oi")
    _write(stage, "AJUDA")

    assert stage.sandbox.received(ANA)[1:] == [
        "Escreva sua mensagem e respondemos por aqui. Para parar de receber, envie SAIR; para voltar, VOLTAR."
    ]


def test_a_keyword_with_a_question_mark_gets_the_help_and_changes_nothing(stage: Stage) -> None:
    _write(stage, "Sair?")

    assert "envie SAIR" in stage.sandbox.received(ANA)[0]
    assert _record(stage) == ([], [])


@pytest.mark.parametrize(
    "text", ["SAIR, obrigado", "SAIR\n\nEnviado do meu iPhone", "S A I R", "Não quero mais receber mensagens"]
)
def test_an_opt_out_in_other_words_counts_like_the_keyword(stage: Stage, text: str) -> None:
    _write(stage, text)

    assert stage.sandbox.received(ANA) == [CONFIRMED]
    assert _record(stage) == (["withdrawn"], [])


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
    assert _record(stage) == ([], [])

    marina.comment(1, "/bloquear")
    stage.reply()

    assert _record(stage) == (["withdrawn"], [])


def test_what_an_opted_out_person_repeats_is_not_pointed_out(stage: Stage) -> None:
    _write(stage, "SAIR")
    _write(stage, "Cancela!")

    assert not [
        comment for comment in stage.tools.repository.comments(1) if "parece um pedido" in comment.body
    ]


def test_a_keyword_inside_a_sentence_is_a_message_like_any_other(stage: Stage) -> None:
    _write(stage, "Quero cancelar a guia e sair do plano")

    assert _record(stage) == ([], [])


def test_two_robots_stop_greeting_each_other(stage: Stage) -> None:
    stage.configure({"conversations": {"reopen_within": "1s"}})
    for number in range(1, 8):
        _write(stage, "Esta é uma resposta automática")
        stage.sandbox.close(number)
        stage.configure({"conversations": {"reopen_within": "0s"}})

    greeted = [text for text in stage.sandbox.received(ANA) if text.startswith("Recebemos")]
    assert len(greeted) == 5


@pytest.mark.parametrize("words", [["AJUDA"], ["VOLTAR"], ["AJUDA", "VOLTAR", "MEUS DADOS"]], ids=str)
def test_a_robot_that_writes_keywords_is_answered_a_few_times_only(
    moved_clock: MovedClock, stage: Stage, words: list[str]
) -> None:
    for number in range(9):
        _write(stage, words[number % len(words)])
        moved_clock.advance(timedelta(minutes=1))

    assert len(stage.sandbox.received(ANA)) == 5
    moved_clock.advance(timedelta(days=1))
    _write(stage, words[0])
    assert len(stage.sandbox.received(ANA)) == 6


def test_the_cap_on_automatic_answers_counts_those_in_the_other_language(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.configure({"policy": {"acknowledgement": {"cap": "2 per 1d"}}})
    _write(stage, "AJUDA")
    stage.configure({"policy": {"acknowledgement": {"cap": "2 per 1d"}}, "language": {"people": "en"}})
    for _ in range(3):
        moved_clock.advance(timedelta(minutes=1))
        _write(stage, "AJUDA")

    assert len(stage.sandbox.received(ANA)) == 2


def test_marketing_needs_consent(stage: Stage) -> None:
    order = replace(new_order("Promoção"), purpose=Purpose.MARKETING)
    carry_out(stage, order)

    assert stage.sandbox.received(ANA) == []
    assert "pedem o consentimento" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_a_notification_at_night_waits_and_leaves_in_the_morning(stage: Stage) -> None:
    order = new_order("Sua guia vence amanhã")
    stage.configure({"policy": {"notification": {"hours": _closed_now()}}})
    carry_out(stage, order)
    carry_out(stage, order)
    reconcile.run({}, stage.tools)
    assert stage.sandbox.received(ANA) == []
    assert "adiada" in _labels(stage)
    assert sum("espera até" in one["body"] for one in stage.sandbox.issue(1)["comments"]) == 1

    stage.configure({})
    reconcile.run({}, stage.tools)
    reconcile.run({}, stage.tools)
    stage.twilio.wait_idle(5)

    assert stage.sandbox.received(ANA) == ["Sua guia vence amanhã"]
    assert "adiada" not in _labels(stage)
    assert "rocket" in notes_of_orders(stage)[0]["reactions"]


def _closed_now() -> str:
    """Opening hours that begin two hours from now."""
    hour = clock.now().astimezone(ZoneInfo("America/Sao_Paulo")).hour
    return f"{(hour + 2) % 24:02d}:00-{(hour + 3) % 24:02d}:00"


def test_marketing_leaves_once_a_maintainer_recorded_the_consent(stage: Stage, marina: Maintainer) -> None:
    stage.configure({"policy": {"marketing": {"hours": "00:00-24:00", "days": list(EVERY_DAY)}}})
    _write(stage, "Quero receber as promoções")
    comment = marina.comment(1, "/consent marketing")
    stage.reply()

    carry_out(stage, replace(new_order("Promoção"), purpose=Purpose.MARKETING))

    assert "rocket" in marina.reactions(1, comment)
    assert stage.sandbox.received(ANA)[1:] == ["Promoção"]
    assert _record(stage) == (["granted"], [])


def test_an_opt_out_that_only_twilio_knew_of_is_recorded_when_it_refuses(
    stage: Stage, marina: Maintainer
) -> None:
    _write(stage, "Oi")
    stage.sandbox.set_phone(ANA, opted_out=True)
    marina.comment(1, "/reply Olá")
    stage.reply()

    assert _record(stage) == (["withdrawn"], [])
    assert "opt-out" in _labels(stage)


def test_an_opt_out_that_comes_as_a_failed_delivery_is_recorded(stage: Stage, marina: Maintainer) -> None:
    _write(stage, "Oi")
    comment = marina.comment(1, "/reply Olá")
    stage.reply()
    report = report_on(f"1-{comment}", DeliveryStatus.FAILED, 21610)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.tools)

    assert _record(stage) == (["withdrawn"], [])


@pytest.mark.parametrize(("out", "back"), [("SAIR", "VOLTAR"), ("UNSUBSCRIBE!", "START!")])
def test_each_language_has_words_that_stop_messages_and_bring_them_back(
    stage: Stage, out: str, back: str
) -> None:
    _write(stage, out)
    assert stage.sandbox.received(ANA) == [CONFIRMED]
    carry_out(stage, new_order("Um"))
    _write(stage, back)
    carry_out(stage, new_order("Dois"))

    assert stage.sandbox.received(ANA) == [CONFIRMED, BACK, "Dois"]
    assert _record(stage) == (["withdrawn", "granted"], [])


def test_what_twilio_understood_as_an_opt_in_undoes_an_opt_out(stage: Stage) -> None:
    for text, understood in (("Pare com isso", "STOP"), ("Pode mandar", "START")):
        event = stage.event(text)
        stage.record(replace(event, message=replace(event.message, opt_out=understood)))
        stage.twilio.wait_idle(5)
    carry_out(stage, new_order("Lembrete"))

    assert stage.sandbox.received(ANA) == ["Lembrete"]
    assert _record(stage) == (["withdrawn", "granted"], [])


def test_an_opt_out_by_whatsapp_stops_sms_and_one_by_sms_is_undone_by_whatsapp(stage: Stage) -> None:
    _write(stage, "SAIR", f"whatsapp:{ANA}")
    carry_out(stage, new_order("Um"))
    _write(stage, "VOLTAR")
    _write(stage, "SAIR")
    _write(stage, "START", f"whatsapp:{ANA}")
    carry_out(stage, new_order("Dois"))

    assert "Um" not in stage.sandbox.received(ANA)
    assert stage.sandbox.received(ANA)[-1] == "Dois"


def test_consent_that_an_opt_out_ended_can_be_given_again(
    moved_clock: MovedClock, stage: Stage, marina: Maintainer
) -> None:
    _write(stage, "Quero as promoções")
    for words in (["SAIR", "VOLTAR"], []):
        marina.comment(1, "/consent marketing")
        stage.reply()
        moved_clock.advance(timedelta(seconds=2))
        for word in words:
            _write(stage, word)

    assert _record(stage) == (["granted", "withdrawn", "granted", "granted"], [])
    assert consent.state(_entries(stage), Purpose.MARKETING) is consent.ConsentState.GIVEN


def _entries(stage: Stage) -> tuple[consent.ConsentEntry, ...]:
    return stage.tools.ledger.record(stage.tools.vault.contact_id(Address.parse(ANA))).entries


def test_a_record_begun_under_an_earlier_key_still_holds(stage: Stage) -> None:
    _write(stage, "SAIR")
    stage.contact_key = f"{contact_keys.new_key()},{stage.contact_key}"
    stage.tools = stage.new_tools()
    carry_out(stage, new_order("Lembrete"))
    assert stage.sandbox.received(ANA) == [CONFIRMED]

    _write(stage, "VOLTAR")
    carry_out(stage, new_order("Lembrete"))

    assert stage.sandbox.received(ANA)[-1] == "Lembrete"
    assert sum("consentimento" in one["labels"] for one in stage.sandbox.issues()) == 1


def _break(stage: Stage) -> None:
    """Somebody with write access edits an entry of Ana's record."""
    (number,) = [one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    stage.sandbox.edit(stage.sandbox.issue(number)["comments"][-1]["id"], "marina", "Nada")


def test_whoever_wants_messages_again_is_promised_nothing_while_their_record_is_broken(stage: Stage) -> None:
    _write(stage, "SAIR")
    _break(stage)

    _write(stage, "VOLTAR")

    assert BACK not in stage.sandbox.received(ANA)
    assert "Vamos conferir e responder por aqui" in stage.sandbox.received(ANA)[-1]
    assert "opt-out" in _labels(stage)


@pytest.mark.parametrize("command", ["/optin", "/consent marketing", "/optout"])
def test_a_maintainer_learns_that_a_broken_record_lets_nothing_leave(
    stage: Stage, marina: Maintainer, command: str
) -> None:
    _write(stage, "SAIR")
    _break(stage)

    stage.sandbox.comment(1, "marina", command)
    stage.reply()

    assert "Registrado, mas ainda nada sai" in stage.sandbox.issue(1)["comments"][-1]["body"]

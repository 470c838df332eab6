"""People are answered in the office's own words, in those of the number they wrote to, and in their own language."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.messages import Address
from bot.jobs.upkeep import reconcile
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.stage import Stage

ON_WHATSAPP = f"whatsapp:{ANA}"
ENGLISH = "Good morning, I need a copy of my tax return, please"
OWN = "Olá! Você está na fila de espera do nosso escritório, e a sua vez vai chegar. Protocolo {number}."
PLAIN = "Ola! Voce esta na fila de espera do nosso escritorio, e a sua vez vai chegar. Protocolo 1."


def _write(stage: Stage, *texts: str, wire: str = ANA) -> list[str]:
    for text in texts:
        stage.record(stage.event(text, wire))
        stage.twilio.wait_idle(5)
    return stage.sandbox.received(wire.removeprefix("whatsapp:"))


def _own(**more: object) -> dict[str, object]:
    return {"texts": {"pt-BR": {"acknowledgement": OWN}, **more}}


def test_a_changed_sentence_reaches_the_phone_and_the_issue_shows_it_as_it_left(stage: Stage) -> None:
    stage.configure(_own())

    assert _write(stage, "Oi") == [PLAIN]
    assert f"🤖 **Resposta automática:** {PLAIN} " in stage.sandbox.issue(1)["body"]


def test_on_whatsapp_it_keeps_its_accents(stage: Stage) -> None:
    stage.configure(_own())

    assert _write(stage, "Oi", wire=ON_WHATSAPP) == [OWN.format(number=1)]
    assert OWN.format(number=1) in stage.sandbox.issue(1)["body"]


def test_a_number_has_words_of_its_own(stage: Stage) -> None:
    fiscal = {"pt-BR": {"acknowledgement": "Aqui é o Fiscal. Protocolo {number}."}}
    stage.configure(_own(numbers={WHATSAPP_NUMBER: fiscal}))

    assert _write(stage, "Oi", wire=ON_WHATSAPP) == ["Aqui é o Fiscal. Protocolo 1."]
    assert _write(stage, "Oi", wire="+5511976543210") == [PLAIN.replace("1.", "2.")]


def test_who_writes_english_is_answered_in_english_and_the_issue_shows_that(stage: Stage) -> None:
    (text,) = _write(stage, ENGLISH)

    assert text == "We got your message. Reference 1. We will answer right here."
    assert text in stage.sandbox.issue(1)["body"]


def test_a_keyword_says_nothing_of_the_language_but_what_was_written_before_does(stage: Stage) -> None:
    texts = _write(stage, ENGLISH, "AJUDA")

    assert texts[1].startswith("Write your message and we will answer here.")


def test_a_short_text_is_answered_in_the_language_of_the_office(stage: Stage) -> None:
    assert _write(stage, "Hi!")[0].startswith("Recebemos sua mensagem.")


def test_an_office_of_one_language_can_keep_to_it(stage: Stage) -> None:
    stage.configure({"language": {"follow": False}})

    assert _write(stage, ENGLISH)[0].startswith("Recebemos sua mensagem.")


def test_after_an_erasure_the_last_text_is_in_the_language_of_what_was_erased(stage: Stage) -> None:
    stage.configure({"texts": {"en": {"privacy": {"erased": "All gone. Your receipt: {number}"}}}})
    question = _write(stage, ENGLISH, "ERASE MY DATA")[-1]
    assert question.startswith("We will erase: ")

    assert _write(stage, question.rpartition("send ")[2])[-1].startswith("All gone. Your receipt: ")


def test_a_run_that_goes_on_sends_no_second_greeting_though_it_would_choose_another_language(
    stage: Stage,
) -> None:
    event = stage.event(ENGLISH)
    stage.record(event)
    stage.twilio.wait_idle(5)
    stage.record(stage.event("Oi, boa tarde! Vocês já enviaram a guia que eu pedi?"), event, batch="batch-2")
    stage.twilio.wait_idle(5)

    assert len(stage.sandbox.received(ANA)) == 1


def test_reconcile_finds_the_report_of_a_greeting_in_another_language(
    stage: Stage, moved_clock: MovedClock
) -> None:
    _write(stage, ENGLISH)
    moved_clock.advance(timedelta(hours=2))
    reconcile.run({}, stage.new_tools())

    assert "hooray" in stage.sandbox.issue(1)["reactions"]


@pytest.mark.parametrize("sentence", [OWN, "{number} é o seu protocolo.", "Protocolo {number}"])
def test_changed_greetings_count_for_the_ceiling_and_other_texts_do_not(stage: Stage, sentence: str) -> None:
    stage.configure({"texts": {"pt-BR": {"acknowledgement": sentence}}, "ceilings": {"answers_per_hour": 2}})
    for text in ("Bom dia", "12", "Seu boleto"):
        stage.tools.messages.send(Address.parse(ANA), Address.parse(SMS_NUMBER), text)
    for place in range(3):
        stage.record(stage.event("Oi", f"+551198765{place:04}"), batch=f"batch-{place}")
        stage.twilio.wait_idle(5)

    assert [len(stage.sandbox.received(f"+551198765{place:04}")) for place in range(3)] == [1, 1, 0]

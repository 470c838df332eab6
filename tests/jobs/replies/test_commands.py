"""Maintainers' commands besides the plain reply."""

from __future__ import annotations

import re

import pytest

from bot.core.messages import DeliveryStatus
from bot.jobs.delivery import record_delivery
from tests.actors import Maintainer
from tests.jobs.reports import report_on
from tests.making import ANA
from tests.stage import Stage


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    stage.record(stage.event("Oi"))
    return Maintainer(stage.sandbox, "marina")


def _answers(stage: Stage) -> list[str]:
    comments = stage.sandbox.issue(1)["comments"]
    return [one["body"] for one in comments if one["author"] == "github-actions[bot]"]


def test_retry_sends_the_reply_that_did_not_arrive_once_more(stage: Stage, marina: Maintainer) -> None:
    failed = marina.comment(1, "/reply Olá")
    stage.reply()
    report = report_on(f"1-{failed}", DeliveryStatus.UNDELIVERED, 30003)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.tools)

    retry = marina.comment(1, "/retry")
    stage.reply()
    stage.reply()

    assert stage.sandbox.received(ANA.value).count("Olá") == 2
    assert marina.reactions(1, retry) == {"eyes", "rocket"}
    assert "falha-entrega" not in stage.sandbox.issue(1)["labels"]


def test_retry_where_nothing_failed_is_explained(stage: Stage, marina: Maintainer) -> None:
    marina.comment(1, "/reply Olá")
    retry = marina.comment(1, "/retry")
    stage.reply()

    assert stage.sandbox.received(ANA.value).count("Olá") == 1
    assert marina.reactions(1, retry) == {"confused"}
    assert "não há o que reenviar" in _answers(stage)[0]


def test_retrying_twice_sends_once_when_the_first_retry_left(stage: Stage, marina: Maintainer) -> None:
    stage.sandbox.set_phone(ANA.value, landline=True)
    marina.comment(1, "/reply Olá")
    stage.reply()
    stage.sandbox.set_phone(ANA.value, landline=False)
    marina.comment(1, "/retry")
    second = marina.comment(1, "/retry")
    stage.reply()

    assert stage.sandbox.received(ANA.value).count("Olá") == 1
    assert marina.reactions(1, second) == {"confused"}


def test_close_sends_its_text_and_closes(stage: Stage, marina: Maintainer) -> None:
    close = marina.comment(1, "/close Resolvido, até logo!")
    stage.reply()

    assert stage.sandbox.received(ANA.value)[-1] == "Resolvido, até logo!"
    assert stage.sandbox.issue(1)["state"] == "closed"
    assert "rocket" in marina.reactions(1, close)


def test_close_without_a_text_closes_in_silence(stage: Stage, marina: Maintainer) -> None:
    before = len(stage.sandbox.received(ANA.value))
    marina.comment(1, "/encerrar")
    stage.reply()

    assert stage.sandbox.issue(1)["state"] == "closed"
    assert "aguardando-resposta" not in stage.sandbox.issue(1)["labels"]
    assert len(stage.sandbox.received(ANA.value)) == before


def test_a_refused_goodbye_leaves_the_conversation_open(stage: Stage, marina: Maintainer) -> None:
    stage.sandbox.switch_on("twilio-21610", 1)
    marina.comment(1, "/close Até logo!")
    stage.reply()

    assert stage.sandbox.issue(1)["state"] == "open"


def test_status_shows_the_fate_of_the_last_messages_and_no_number(stage: Stage, marina: Maintainer) -> None:
    marina.comment(1, "/reply Olá")
    marina.comment(1, "/status")
    stage.reply()

    (answer,) = _answers(stage)
    assert re.search(r"· (entregue|enviada|na fila|saindo|aceita pela Twilio) ·", answer)
    assert "+55 11 *****-4321" in answer
    assert answer.count("<code>SM") == 2
    assert ANA.value not in answer


def test_status_shows_whether_a_reply_may_leave(stage: Stage, marina: Maintainer) -> None:
    marina.comment(1, "/status")
    stage.reply()
    marina.comment(1, "/optout")
    marina.comment(1, "/status")
    stage.reply()

    before, _, after = _answers(stage)
    assert "pode sair agora" in before
    assert "não sai: a pessoa pediu para não receber mais mensagens." in after


def test_a_note_stays_internal_even_where_every_comment_is_sent() -> None:
    with Stage(
        {"replies": {"mode": "every-comment", "every_comment_since": "2026-01-01T00:00:00Z"}}
    ) as stage:
        stage.record(stage.event("Oi"))
        marina = Maintainer(stage.sandbox, "marina")
        marina.comment(1, "/note não mandem isto")
        marina.comment(1, "Olá Ana, já respondo")
        stage.reply()

        assert stage.sandbox.received(ANA.value)[1:] == ["Olá Ana, já respondo"]


def test_where_it_is_configured_an_sms_is_sent_without_the_accents_that_make_it_expensive() -> None:
    with Stage({"messages": {"transliterate": True}}) as stage:
        stage.record(stage.event("Oi"), stage.event("Oi", f"whatsapp:{ANA.value}"))
        marina = Maintainer(stage.sandbox, "marina")
        for issue in (1, 2):
            marina.comment(issue, f"/reply Não há débito em atraso{' x' * 50}")
            stage.reply(issue)
            stage.reply(issue)

        answers = [text for text in stage.sandbox.received(ANA.value) if "bito" in text]
        assert answers == [
            f"{text}{' x' * 50}" for text in ("Nao ha débito em atraso", "Não há débito em atraso")
        ]


MARKDOWN = (
    "# Guia de **novembro**\n\nOlá, *Ana*: veja [o boleto](https://exemplo.com/b_1_2) &amp; pague\n\n"
    "- `R$ 1.234,56` até 30/11\n- ~~20/11~~\n\n| Guia | Valor |\n|---|---|\n| DAS | 2*3*4 |\n\n@bia confere."
)


@pytest.mark.parametrize(
    "text", [MARKDOWN, "Não há débito. " * 120, "Olá **Ana**,\n\n" + "linha _um_ é só\n" * 130]
)
@pytest.mark.parametrize("sender", [ANA.value, f"whatsapp:{ANA.value}"])
def test_a_preview_shows_exactly_the_texts_that_a_reply_sends(text: str, sender: str) -> None:
    with Stage({"messages": {"transliterate": True}}) as stage:
        stage.record(stage.event("Oi", sender))
        marina = Maintainer(stage.sandbox, "marina")
        marina.comment(1, f"/preview {text}")
        stage.reply()
        shown = _answers(stage)[-1].split("**Texto que chega")[1:]
        before = len(stage.sandbox.received(ANA.value))
        marina.comment(1, f"/reply {text}")
        stage.reply()

        blocks = [[line[4:] for line in part.split("\n") if line.startswith("    ")] for part in shown]
        sent = stage.sandbox.received(ANA.value)[before:]
        assert [one.strip() for one in sent] == ["\n".join(block).strip() for block in blocks]
        assert "**" not in "".join(sent)
        if text == MARKDOWN:
            assert "veja o boleto (https://exemplo.com/b_1_2) & pague" in sent[0]


def test_a_comment_of_which_nothing_would_arrive_is_refused() -> None:
    with Stage() as stage:
        stage.record(stage.event("Oi"))
        comment = Maintainer(stage.sandbox, "marina").comment(1, "/reply ![](x)")
        stage.reply()

        assert "Nada chegaria" in _answers(stage)[-1]
        assert Maintainer(stage.sandbox, "marina").reactions(1, comment) == {"confused"}
        assert stage.sandbox.received(ANA.value)[1:] == []

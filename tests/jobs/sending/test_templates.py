"""Outside WhatsApp's 24 hours templates are sent, replies are refused with lines to paste, previews explain it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.messages import DeliveryStatus, Event
from bot.jobs.delivery import record_delivery
from bot.sandbox.twilio.values import Template
from tests.actors import Maintainer
from tests.jobs.reports import report_on
from tests.stage import Stage

NUMBER = "+5511987654321"
SID = f"HX{'a' * 32}"
TEXT = "Olá Ana Souza, sua guia vence em 30/11."
SEND = '/template boleto-vence nome="Ana Souza" data=30/11'
LINE = '/modelo boleto-vence nome="..." data="..."'
CONFIG = {
    "templates": {
        "boleto-vence": {
            "sid": SID,
            "text": "Olá {nome}, sua guia vence em {data}.",
            "variables": ["nome", "data"],
        }
    },
    "acknowledgement": {"enabled": False},
}


@pytest.fixture(name="stage")
def _stage() -> Iterator[Stage]:
    with Stage(CONFIG) as stage:
        now = stage.twilio.state.created_at
        stage.twilio.state.put_template(Template(SID, "Olá {{1}}, sua guia vence em {{2}}.", now))
        yield stage


def written(stage: Stage, hours: float) -> Event:
    """Send a WhatsApp message from Ana; Twilio dates it so many hours ago."""
    event, state = stage.event("Oi", f"whatsapp:{NUMBER}"), stage.twilio.state
    message = state.message(event.message.sid)
    state.change(message.sid, created_at=message.created_at - timedelta(hours=hours))
    state.age_window(NUMBER, timedelta(hours=hours))
    return event


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    """Marina answers Ana, whose last message is 25 hours old."""
    stage.record(written(stage, 25))
    return Maintainer(stage.sandbox, "marina")


def answers(stage: Stage) -> list[str]:
    comments = stage.sandbox.issue(1)["comments"]
    return [one["body"] for one in comments if one["author"] == "github-actions[bot]"]


def test_a_template_reaches_the_phone_outside_the_window(stage: Stage, marina: Maintainer) -> None:
    comment = marina.comment(1, SEND)
    stage.reply()
    stage.reply()

    assert stage.sandbox.received(NUMBER) == [TEXT]
    assert marina.reactions(1, comment) == {"eyes", "rocket"}


def test_a_template_whose_answer_was_lost_is_recognised_and_not_sent_again(
    stage: Stage, marina: Maintainer, quick: None
) -> None:
    del quick
    stage.sandbox.switch_on("twilio-lost-answer", 1)
    marina.comment(1, SEND)
    marina.comment(1, SEND)
    stage.reply()

    assert stage.sandbox.received(NUMBER) == [TEXT, TEXT]


def test_a_reply_outside_the_window_is_refused_with_lines_to_paste(stage: Stage, marina: Maintainer) -> None:
    comment = marina.comment(1, "/reply Olá")
    stage.reply()

    (answer,) = answers(stage)
    assert f"```\n{LINE}\n```" in answer
    assert marina.reactions(1, comment) == {"confused"}
    assert [message.body for message in stage.twilio.state.messages() if not message.inbound] == []


def test_a_reply_inside_the_window_leaves(stage: Stage) -> None:
    stage.record(written(stage, 23))
    Maintainer(stage.sandbox, "marina").comment(1, "/reply Olá")
    stage.reply()

    assert stage.sandbox.received(NUMBER) == ["Olá"]


def test_63016_of_twilio_is_explained_with_the_same_lines(stage: Stage) -> None:
    stage.record(written(stage, 1))
    marina = Maintainer(stage.sandbox, "marina")
    comment = marina.comment(1, "/reply Olá")
    stage.reply()
    report = report_on(f"1-{comment}", DeliveryStatus.FAILED, 63016)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.tools)

    assert LINE in answers(stage)[-1]


def test_retry_sends_a_template_again_as_a_template(stage: Stage, marina: Maintainer) -> None:
    failed = marina.comment(1, SEND)
    stage.reply()
    report = report_on(f"1-{failed}", DeliveryStatus.UNDELIVERED, 63024)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.tools)
    marina.comment(1, "/retry")
    stage.reply()

    assert stage.sandbox.received(NUMBER) == [TEXT, TEXT]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("/template boleto-vense nome=Ana", "Seria `boleto-vence`?"),
        ("/template boleto-vence nom=Ana data=1", "Faltam: `nome`. Desconhecido: `nom`. Seria `nome`?"),
        ("/template boleto-vence nome=Ana", "Faltam: `data`."),
        ('/template boleto-vence nome="Ana', "Uma aspa ficou aberta"),
        (f"/template boleto-vence data=1 nome={'x' * 1100}", "o limite é 1.024"),
    ],
    ids=["name", "typo", "missing", "quote", "long"],
)
def test_a_wrong_template_is_refused_with_those_that_fit(
    stage: Stage, marina: Maintainer, command: str, expected: str
) -> None:
    comment = marina.comment(1, command)
    stage.reply()

    (answer,) = answers(stage)
    assert expected in answer
    assert LINE in answer
    assert marina.reactions(1, comment) == {"confused"}
    assert stage.sandbox.received(NUMBER) == []


def test_a_template_for_whatsapp_is_none_for_sms(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    Maintainer(stage.sandbox, "marina").comment(1, SEND)
    stage.reply()

    assert "Nenhum modelo está configurado para este canal" in answers(stage)[0]


def test_a_preview_of_an_sms_shows_segments_culprits_and_price_and_sends_nothing(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    marina = Maintainer(stage.sandbox, "marina")
    comment = marina.comment(1, f"/preview Não há | `{'x' * 70}")
    stage.reply()
    stage.reply()

    (answer,) = answers(stage)
    assert "| Alfabeto | UCS-2 |" in answer
    assert "| Segmentos | 2 |" in answer
    assert "| Encarecem o SMS | `ã` `á` `U+0060` |" in answer
    assert "US$ 0,1500 (2 * US$ 0,0750 por segmento" in answer
    assert "a partir de US$ 0,1050" in answer
    assert marina.reactions(1, comment) == {"rocket"}
    assert stage.sandbox.received(NUMBER) == []


@pytest.mark.parametrize(("hours", "state"), [(25, "fechada desde"), (23, "aberta até")])
def test_a_preview_for_whatsapp_shows_the_window(stage: Stage, hours: int, state: str) -> None:
    stage.record(written(stage, hours))
    marina = Maintainer(stage.sandbox, "marina")
    marina.comment(1, "/previa Olá")
    marina.comment(1, "/status")
    stage.reply()

    preview, status = answers(stage)
    assert f"| WhatsApp | {state}" in preview
    assert f"| WhatsApp | {state}" in status
    assert "desconhecido" in preview


def test_a_preview_shows_what_transliteration_saves() -> None:
    with Stage({**CONFIG, "messages": {"transliterate": True}}) as stage:
        stage.record(stage.event("Oi"))
        Maintainer(stage.sandbox, "marina").comment(1, f"/preview ã{'x' * 70}")
        stage.reply()

        assert "| Segmentos | 1 |" in answers(stage)[0]
        assert "GSM-7" in answers(stage)[0]
        assert f"**Texto que chega**\n\n    a{'x' * 70}\n" in answers(stage)[0]
        assert "1 segmento" in answers(stage)[0].rpartition("|")[2]


def test_a_configured_price_overrules_twilio() -> None:
    with Stage({**CONFIG, "prices": {"sms_segment": "0.3000", "currency": "BRL"}}) as stage:
        stage.record(stage.event("Oi"))
        Maintainer(stage.sandbox, "marina").comment(1, "/preview Oi")
        stage.reply()

        assert "R$ 0,3000 (1 * R$ 0,3000 por segmento; de config.yml)" in answers(stage)[0]


def test_status_shows_the_real_price_once_twilio_knows_it(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    marina = Maintainer(stage.sandbox, "marina")
    marina.comment(1, "/reply Oi")
    stage.reply()
    marina.comment(1, "/status")
    stage.reply()

    assert "entregue · US$ 0,0750" in answers(stage)[-1]


def test_a_whatsapp_message_shows_until_when_one_may_answer_freely(stage: Stage) -> None:
    event = written(stage, 0)
    stage.record(event)

    until = event.received_at + timedelta(hours=24)
    local = until.astimezone(ZoneInfo(stage.tools.settings.config.time_zone))
    assert f"resposta livre até {local:%d/%m/%Y às %H:%M}" in stage.sandbox.issue(1)["body"]

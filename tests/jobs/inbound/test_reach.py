"""Who gets no automatic answer: strangers from elsewhere, costly numbers, short codes, and ourselves."""

from __future__ import annotations

import pytest

from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.actors import ANA, Maintainer
from tests.stage import Stage

STRANGERS = ["+881612345678", "+882161234567", "+37251234567", "+5351234567", "+67570123456"]
STRANGERS += ["+252612345678", "+18765551234", "whatsapp:AO.1234567890"]
UNANSWERED = "sem-resposta-automatica"


def notes(stage: Stage, number: int) -> list[str]:
    return [comment["body"] for comment in stage.sandbox.issue(number)["comments"]]


def sent(stage: Stage) -> list[str]:
    assert stage.twilio.wait_idle(10)
    return [one.recipient for one in stage.twilio.state.messages() if not one.inbound]


def test_strangers_from_elsewhere_are_recorded_and_get_no_answer_and_one_note_each(stage: Stage) -> None:
    events = [stage.event("Oi", one) for one in STRANGERS]
    for _ in range(2):  # a batch may come twice
        stage.record(*events, stage.event("Oi", ANA))

    assert sent(stage) == [ANA]
    held = [one for one in stage.sandbox.issues() if UNANSWERED in one["labels"]]
    assert len(held) == len(STRANGERS)
    for issue in held:
        (note,) = notes(stage, issue["number"])
        assert "Nenhuma resposta automática foi enviada" in note
        assert ("policy.countries" in note) is ("satélite" not in note)
    assert sum("satélite" in notes(stage, one["number"])[0] for one in held) == 2


def test_a_keyword_from_elsewhere_counts_without_an_answer(stage: Stage) -> None:
    stage.record(stage.event("SAIR", "+37251234567"))
    stage.record(stage.event("MEUS DADOS", "+37251234567"))

    assert sent(stage) == []
    assert {"opt-out", UNANSWERED} <= set(stage.sandbox.issue(1)["labels"])
    assert sum("Nenhuma resposta automática" in note for note in notes(stage, 1)) == 1


def test_a_maintainer_may_answer_somebody_from_elsewhere(stage: Stage) -> None:
    stage.record(stage.event("Hello", "+37251234567"))
    Maintainer(stage.sandbox, "marina").comment(1, "/reply Hello")
    stage.reply()

    assert stage.sandbox.received("+37251234567") == ["Hello"]


def test_a_listed_country_is_answered(stage: Stage) -> None:
    stage.configure({"policy": {"countries": ["EE"]}})
    stage.record(stage.event("Tere", "+37251234567"), stage.event("Oi", ANA))

    assert sent(stage) == ["+37251234567"]


@pytest.mark.parametrize("ours", [SMS_NUMBER, WHATSAPP_NUMBER.removeprefix("whatsapp:"), WHATSAPP_NUMBER])
def test_what_seems_to_come_from_ourselves_is_not_answered(stage: Stage, ours: str) -> None:
    stage.record(stage.event("Oi", ours))

    assert sent(stage) == []
    (note,) = notes(stage, 1)
    assert "nossos próprios números" in note


def test_a_short_code_is_recorded_and_the_issue_says_that_nobody_can_answer_it(stage: Stage) -> None:
    stage.record(stage.event("Seu código é 123456", "28888"))
    Maintainer(stage.sandbox, "marina").comment(1, "/reply Obrigada")
    stage.reply()

    issue = stage.sandbox.issue(1)
    assert "número curto" in issue["body"]
    assert "/reply" not in issue["body"]
    assert "número curto" in issue["comments"][-1]["body"]
    assert sent(stage) == []

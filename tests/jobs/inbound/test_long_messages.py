"""A long answer to a WhatsApp form is recorded whole, in as many comments as it takes."""

from __future__ import annotations

from bot.cli import conversation as conversation_command
from bot.core.messages import Event, Referral
from bot.jobs.inbound import record_messages
from bot.jobs.tools import Tools
from bot.rules.text.rendering import MAX_BODY_CHARACTERS
from tests import github_page, wire
from tests.jobs.inbound.recorded import order_in, texts_of
from tests.stage import Stage

ANSWER = "\n".join(f"{number}. O balancete @{number} foi conferido, R$ {number}." for number in range(2_500))


def _written(stage: Stage, number: int = 1) -> str:
    quoted = "\n".join(
        line for text in texts_of(stage, number) for line in text.splitlines() if line.startswith(">")
    )
    return github_page.text(quoted)


def test_a_text_over_the_size_of_a_comment_goes_on_in_further_comments_in_order(stage: Stage) -> None:
    events = [stage.event("Antes"), stage.event(ANSWER), stage.event("Depois")]
    stage.record(*events)

    assert order_in(stage, events) == [0, 1, 2]
    assert _written(stage).split() == f"Antes {ANSWER} Depois".split()
    assert max(map(len, texts_of(stage))) < MAX_BODY_CHARACTERS
    assert "_Continuação do texto, parte 2 de " in "\n".join(texts_of(stage))


def test_it_is_whole_and_there_once_wherever_a_run_dies() -> None:
    long: list[Event] = []

    def prepare(stage: Stage) -> None:
        stage.record(stage.event("Oi"))
        long[:] = [stage.event(ANSWER)]

    def job(stage: Stage, tools: Tools) -> None:
        record_messages.run({"client_payload": stage.payload(long, "batch-2")}, tools)
        assert _written(stage).split() == f"Oi {ANSWER}".split()

    for _ in wire.after_each_crash(prepare, job):
        pass


def test_in_a_public_repository_it_is_sealed_whole() -> None:
    with Stage(private=False) as stage:
        event = stage.event(ANSWER)
        stage.record(event)
        (body,) = texts_of(stage)

        assert len(body) < MAX_BODY_CHARACTERS
        assert ANSWER in conversation_command.opened(body, stage.tools)


def test_what_a_sealed_message_carries_besides_its_text_can_be_read_too() -> None:
    with Stage(private=False) as stage:
        stage.record(stage.event("", kind="order", referral=Referral("Abra sua empresa")))
        shown = conversation_command.opened(texts_of(stage)[0], stage.tools)

        assert "Abra sua empresa" in shown
        assert "`order`" in shown

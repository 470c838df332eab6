"""Whoever sends a certificate is advised once to deliver it otherwise, and it is not kept."""

from __future__ import annotations

import pytest
from requests import PreparedRequest, Response

from bot.core import waits
from bot.core.errors import UnfinishedError
from bot.core.messages import Event
from bot.jobs.inbound import record_messages
from bot.sandbox.twilio.values import SentFile
from tests import wire
from tests.actors import ANA
from tests.jobs.inbound.files import PDF, kept, write
from tests.stage import Stage

PFX = bytes.fromhex("30820a1c0201033082") + b"x" * 40
ADVICE = "Recebemos um certificado digital"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    monkeypatch.setattr(waits, "MEDIA", (0.01, 0.01))


def advice(stage: Stage) -> list[str]:
    assert stage.twilio.wait_idle(10)
    return [text for text in stage.sandbox.received(f"whatsapp:{ANA}") if text.startswith(ADVICE)]


def comments(stage: Stage) -> str:
    return "\n".join(comment["body"] for comment in stage.sandbox.issue(1)["comments"])


@pytest.mark.parametrize(
    "file",
    [
        ("application/x-pkcs12", PFX),
        ("application/octet-stream", PFX),
        ("application/octet-stream", b"x", "Empresa A1.pfx"),
        ("text/plain", b"-----BEGIN PRIVATE KEY-----\n"),
    ],
)
def test_whoever_sends_a_certificate_is_advised_and_maintainers_see_it(stage: Stage, file: SentFile) -> None:
    stage.record(write(stage, [file], "Segue o certificado", f"whatsapp:{ANA}"))

    assert len(advice(stage)) == 1
    assert kept(stage) == {}
    assert "é um certificado ou uma chave particular" in stage.sandbox.issue(1)["body"]
    assert f"> {ADVICE}" in comments(stage)


def test_a_second_certificate_of_a_conversation_is_advised_about_no_more(stage: Stage) -> None:
    for _ in range(3):
        event = write(stage, [("application/x-pkcs12", PFX)], "", f"whatsapp:{ANA}")
        stage.record(event)
        stage.record(event)

    assert len(advice(stage)) == 1
    assert comments(stage).count(f"> {ADVICE}") == 1


def test_other_files_and_other_refusals_lead_to_no_advice(stage: Stage) -> None:
    stage.record(write(stage, [("application/pdf", PDF), ("image/png", b"MZ")], "", f"whatsapp:{ANA}"))

    assert advice(stage) == []


def test_somebody_who_opted_out_is_not_written_to_and_maintainers_are_told(stage: Stage) -> None:
    stage.record(stage.event("SAIR", f"whatsapp:{ANA}"))
    stage.record(write(stage, [("application/x-pkcs12", PFX)], "", f"whatsapp:{ANA}"))

    assert advice(stage) == []
    assert "o aviso automático não pôde sair" in comments(stage)


def test_while_twilio_takes_no_message_the_batch_comes_again_and_the_advice_with_it(stage: Stage) -> None:
    stage.record(stage.event("Oi", f"whatsapp:{ANA}"))
    event = write(stage, [("application/octet-stream", PFX)], "", f"whatsapp:{ANA}")

    def is_down(request: PreparedRequest, response: Response) -> None:
        if str(request.url).partition("?")[0].endswith("/Messages.json"):
            wire.rewrite(response, {"message": "x"}, 503)

    with wire.passing(is_down), pytest.raises(UnfinishedError):
        record_messages.run({"client_payload": stage.payload([event])}, stage.new_tools())
    stage.record(event)

    assert len(advice(stage)) == 1
    assert "é um certificado" in str(stage.sandbox.issue(1))


def test_a_run_that_dies_at_any_request_advises_once() -> None:
    def prepare(stage: Stage) -> None:
        stage.record(stage.event("Oi", f"whatsapp:{ANA}"))
        event = write(stage, [("application/octet-stream", PFX)], "", f"whatsapp:{ANA}")
        batch[:] = [event]
        stages[:] = [stage]

    batch: list[Event] = []
    stages: list[Stage] = []
    steps = 0
    for _, found in wire.after_each_crash(
        prepare,
        lambda stage, tools: record_messages.run({"client_payload": stage.payload(batch)}, tools),
    ):
        steps += 1
        assert len(advice(stages[0])) == 1
        assert str(found["issues"]).count(f"> {ADVICE}") == 1
    assert steps > 3

"""Messages become issues: in order, once, and as one conversation."""

from __future__ import annotations

from tests.stage import Stage


def test_a_first_message_opens_a_labelled_issue_and_is_acknowledged(stage: Stage) -> None:
    stage.record(stage.event("Preciso da guia"))
    stage.switchboard.wait_idle(5)

    (issue,) = stage.hand.issues()
    assert issue["title"] == "Nova mensagem via Twilio - SMS - +55 11 *****-4321 - Preciso da guia"
    assert issue["labels"][:3] == ["mensagem-recebida", "gateway-comunicacao", "via-twilio-sms"]
    assert stage.hand.received("+5511987654321") == [
        "Recebemos sua mensagem. Protocolo 1. Vamos responder por aqui."
    ]

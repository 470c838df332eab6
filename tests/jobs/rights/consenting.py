"""What tests of consent have in common."""

from __future__ import annotations

import pytest

from bot.core.messages import Address
from bot.rules.people import consent
from tests.actors import ANA, Maintainer
from tests.stage import Stage

ON_WHATSAPP = Address.parse(f"whatsapp:{ANA}")
CONFIRMED = "Voce nao recebera mais mensagens nossas. Para voltar a receber, envie VOLTAR."
BACK = "Pronto, você volta a receber nossas mensagens. Para parar, envie SAIR."


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


def write_and_settle(stage: Stage, text: str, wire: str = ANA, **more: object) -> None:
    stage.record(stage.event(text, wire, **more))
    stage.twilio.wait_idle(5)


def record_of_ana(stage: Stage) -> tuple[list[str], list[consent.ChainFault]]:
    """The actions recorded of Ana, and what is wrong with the chain."""
    contact = stage.tools.vault.contact_id(Address.parse(ANA))
    record = stage.tools.ledger.record(contact)
    if record.issue is None:
        return [], []
    lines = stage.tools.ledger.lines(record.issue)
    return [entry.change.action for entry in record.entries], consent.verify(contact, lines)


def labels_of(stage: Stage, number: int = 1) -> list[str]:
    return list(stage.sandbox.issue(number)["labels"])

"""Two people who write, and marina, who says that they are one."""

from __future__ import annotations

import pytest

from bot.core import clock
from bot.core.messages import Address, Purpose
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import policy_gate
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource, ConsentState
from tests.actors import ANA, BIA, Maintainer
from tests.jobs.rights.erasing import write_text
from tests.stage import Stage

MASKED_ANA, MASKED_BIA = "+55 11 *****-4321", "+55 21 *****-5678"


ON_WHATSAPP = f"whatsapp:{BIA}"


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


@pytest.fixture
def two(stage: Stage) -> Stage:
    """Ana in conversation 1, Bia in conversation 2, both by SMS."""
    write_text(stage, "Sou a Ana", ANA)
    write_text(stage, "Numero novo", BIA)
    return stage


def command(stage: Stage, number: int, text: str, login: str = "marina") -> str:
    """Carry out a command; return what the bot last said in the conversation."""
    Maintainer(stage.sandbox, login).comment(number, text)
    stage.reply(number)
    assert stage.twilio.wait_idle(10)
    return said_in(stage, number)


def said_in(stage: Stage, number: int) -> str:
    return str(stage.sandbox.issue(number)["comments"][-1]["body"]).partition("\n")[2]


def record(stage: Stage, number: str) -> ConsentRecord:
    return policy_gate.record_of(Address.parse(number), stage.new_tools())


def outs(stage: Stage, *numbers: str) -> list[bool]:
    return [record(stage, one).opted_out for one in numbers]


def agree(stage: Stage, number: str, purpose: Purpose = Purpose.MARKETING) -> None:
    change = ConsentChange(clock.now(), ConsentAction.GRANTED, ConsentSource.CLI, purpose, text="papel")
    stage.tools.ledger.add(record(stage, number), change)


def state(stage: Stage, number: str) -> ConsentState:
    return record(stage, number).state(Purpose.MARKETING)

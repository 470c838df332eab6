"""What tests of the hourly job have in common."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import UnfinishedError
from bot.jobs import reconcile
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.stage import Stage

ANA, BIA = "+5511987654321", "+5511912345678"
HOUR, LATER = timedelta(hours=1), timedelta(minutes=20)


def texts_only_twilio(stage: Stage, text: str, number: str = ANA) -> str:
    """Let a person write while nobody hears Twilio's webhook."""
    ours = WHATSAPP_NUMBER if number.startswith("whatsapp:") else SMS_NUMBER
    return stage.switchboard.person_texts(number, ours, text).sid


def run(stage: Stage) -> str:
    """Run the job, and what it starts; wait until what was sent has arrived, and return its summary."""
    try:
        return "\n".join(reconcile.run({}, stage.tools))
    finally:
        stage.carry_out_started()
        assert stage.switchboard.wait_idle(10)


def attempt(stage: Stage) -> str:
    """Run the job as GitHub's clock does: with a token of its own, and its end is known; return its summary."""
    stage.tools = stage.new_tools()
    try:
        said = run(stage)
    except UnfinishedError as unfinished:
        stage.ran("reconcile", "failure")
        return "\n".join(unfinished.lines)
    stage.ran("reconcile")
    return said

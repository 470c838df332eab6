"""What tests of reconcile have in common."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import UnfinishedError
from bot.jobs.upkeep import reconcile
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.stage import Stage

HOUR, LATER = timedelta(hours=1), timedelta(minutes=20)


@pytest.fixture
def stage(moved_clock: MovedClock, tmp_path: Path) -> Iterator[Stage]:
    """A repository in which reconcile succeeded an hour ago."""
    with Stage(history=tmp_path) as stage:
        stage.ran("reconcile", ago=HOUR)
        yield stage


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


def texts_only_twilio(stage: Stage, text: str, number: str = ANA) -> str:
    """Send a message from a person while nothing answers Twilio's webhook."""
    ours = WHATSAPP_NUMBER if number.startswith("whatsapp:") else SMS_NUMBER
    return stage.twilio.person_texts(number, ours, text).sid


def run(stage: Stage) -> str:
    """Run the job, and what it starts; wait until what was sent has arrived, and return its summary."""
    try:
        return "\n".join(reconcile.run({}, stage.tools))
    finally:
        stage.carry_out_started()
        assert stage.twilio.wait_idle(10)


def attempt(stage: Stage) -> str:
    """Run the job as GitHub's clock does: with a token of its own, and its end is known; return its summary."""
    stage.tools = stage.new_tools()
    try:
        summary = run(stage)
    except UnfinishedError as unfinished:
        stage.ran("reconcile", "failure")
        return "\n".join(unfinished.lines)
    stage.ran("reconcile")
    return summary

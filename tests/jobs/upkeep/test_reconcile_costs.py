"""A run of reconcile is cheap: what it asks depends on what happened lately, not on what ever was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import calls
from tests.conftest import MovedClock
from tests.jobs.upkeep.reconciling import HOUR, run
from tests.stage import Stage

GITHUB, TWILIO = 8, 3


@pytest.mark.parametrize("conversations", [0, 1, 18])
def test_a_run_that_finds_nothing_costs_the_same_however_many_conversations_there_are(
    moved_clock: MovedClock, tmp_path: Path, conversations: int
) -> None:
    with Stage(history=tmp_path) as stage:
        for number in range(conversations):
            stage.record(stage.event("Oi", f"+55119{number:08d}"))
        moved_clock.advance(timedelta(days=2))
        stage.ran("reconcile", ago=HOUR)
        moved_clock.set(moved_clock.now().replace(hour=12))
        stage.ran("reconcile", ago=HOUR)
        calls.made.clear()
        run(stage)

        assert dict(calls.made) == {calls.GITHUB: GITHUB, calls.TWILIO: TWILIO}


def test_an_old_conversation_that_continues_costs_nothing(moved_clock: MovedClock, tmp_path: Path) -> None:
    """Only one that was just opened may be a double of another."""
    with Stage(history=tmp_path) as stage:
        stage.record(stage.event("Oi"))
        moved_clock.set((moved_clock.now() + timedelta(days=4)).replace(hour=12))
        stage.ran("reconcile", ago=HOUR)
        stage.sandbox.comment(1, "marina", "Nota interna")
        calls.made.clear()
        run(stage)

        assert dict(calls.made) == {calls.GITHUB: GITHUB, calls.TWILIO: TWILIO}

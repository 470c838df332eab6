"""Duplicate conversations of one person, before and after the key changed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import contact_keys
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.upkeep.reconciling import HOUR, run
from tests.stage import Stage


@pytest.mark.parametrize("rotated", [False, True], ids=["one key", "a former key"])
def test_the_older_is_closed_also_when_a_former_key_named_it(
    moved_clock: MovedClock, tmp_path: Path, rotated: bool
) -> None:
    with Stage(history=tmp_path) as stage:
        stage.ran("reconcile", ago=HOUR)
        stage.record(stage.event("Um"))
        stage.record(stage.event("Por outro canal", f"whatsapp:{ANA}"))
        stage.sandbox.close(1)
        if rotated:
            stage.contact_key = f"{contact_keys.new_key()},{stage.contact_key}"
        stage.configure({"conversations": {"reopen_within": "0s"}})
        moved_clock.advance(timedelta(minutes=1))
        stage.record(stage.event("Dois"))
        stage.tools.repository.reopen(1)
        stage.configure({})
        run(stage)

        assert [stage.sandbox.issue(number)["state"] for number in (1, 2, 3)] == ["closed", "open", "open"]
        assert "#3" in stage.sandbox.issue(1)["comments"][-1]["body"]

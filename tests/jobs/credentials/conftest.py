"""The reminder on its first day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import MovedClock
from tests.jobs.credentials.reminders import MARINA, START, Reminders
from tests.stage import Stage


@pytest.fixture
def stage(moved_clock: MovedClock) -> Iterator[Stage]:
    moved_clock.set(START)
    with Stage() as stage:
        stage.set_variables(ADMIN_PHONES=MARINA)
        yield stage


@pytest.fixture
def reminders(stage: Stage, moved_clock: MovedClock) -> Reminders:
    return Reminders(stage, moved_clock)

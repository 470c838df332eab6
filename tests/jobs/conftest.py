"""Stages that tests of several jobs share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import MovedClock
from tests.jobs.spending import at
from tests.nearby import NearbyRelay
from tests.stage import Stage


@pytest.fixture
def installation(moved_clock: MovedClock) -> Iterator[Stage]:
    """An installation that bought its number on the 20th of September."""
    moved_clock.set(at(9, 20))
    with Stage() as stage:
        yield stage


@pytest.fixture
def relay(stage: Stage, tmp_path: Path) -> Iterator[NearbyRelay]:
    """A relay beside the stage, which reads its own `.env`."""
    with NearbyRelay(stage, tmp_path) as relay:
        yield relay

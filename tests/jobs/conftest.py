"""Stages that tests of several jobs share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import MovedClock
from tests.jobs.office import at
from tests.stage import Stage


@pytest.fixture
def office(moved_clock: MovedClock) -> Iterator[Stage]:
    """An office that bought its number on the 20th of September."""
    moved_clock.set(at(9, 20))
    with Stage() as stage:
        yield stage

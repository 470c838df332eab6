"""Fixtures that tests of every kind share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.stage import Stage

# How long an example takes depends on what else the machine does; what matters is measured by scripts/bench_*.
settings.register_profile("bot", deadline=None)
settings.load_profile("bot")


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage

"""A conversation that maintainers reply to."""

from __future__ import annotations

import pytest

from tests.stage import Stage


@pytest.fixture(name="asked")
def _asked(stage: Stage) -> Stage:
    """A stage on which Ana has asked something by SMS."""
    stage.record(stage.event("Posso ir hoje?"))
    return stage

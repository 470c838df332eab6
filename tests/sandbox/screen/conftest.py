from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.sandbox.screen import shown
from tests.sandbox.screen.shown import StillParts
from tests.stage import Stage


@pytest.fixture
def parts(stage: Stage, tmp_path: Path) -> StillParts:
    return StillParts(stage, tmp_path)


@pytest.fixture
def client(parts: StillParts) -> Iterator[FlaskClient]:
    with shown.client(parts) as client:
        yield client

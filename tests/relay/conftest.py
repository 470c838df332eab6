"""The relay's parts, connected to a GitHub of a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.relay.app import create_app
from tests.relay.desk import Desk, FakeGitHub, fake_github


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with fake_github() as github:
        yield github


@pytest.fixture
def desk(tmp_path: Path, github: FakeGitHub) -> Iterator[Desk]:
    with Desk(tmp_path, github) as desk:
        yield desk
        desk.dispatcher.stop()


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return create_app(desk.settings, desk.store, desk.dispatcher).test_client()

"""The relay's parts, connected to a GitHub of a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.relay.app import create_app
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import RelayHarness


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with fake_github() as github:
        yield github


@pytest.fixture
def harness(tmp_path: Path, github: FakeGitHub) -> Iterator[RelayHarness]:
    with RelayHarness(tmp_path, github) as harness:
        yield harness
        harness.dispatcher.stop()


@pytest.fixture
def client(harness: RelayHarness) -> FlaskClient:
    return create_app(harness.settings, harness.store, harness.dispatcher).test_client()

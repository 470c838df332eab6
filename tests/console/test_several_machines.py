"""Where relays on several machines may share a PostgreSQL, pages that write to `.env` say whose that is."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.relay.store import places
from tests.console.browser import Visiting
from tests.postgres import MISSING, Postgres, programs
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness

_ELSEWHERE = f".env desta máquina, {socket.gethostname()}. Se houver um relay também em outra máquina"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    if not programs():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with Postgres() as server:
        yield server


@pytest.fixture
def harness(tmp_path: Path, github: FakeGitHub, postgres: Postgres) -> Iterator[RelayHarness]:
    with RelayHarness(tmp_path, github, place=places.parse(postgres.create())) as harness:
        yield harness
        harness.dispatcher.stop()


@pytest.mark.parametrize("path", ["/credentials", "/connections/change"])
def test_the_machine_is_named(signed_in: Visiting, path: str) -> None:
    assert _ELSEWHERE in signed_in.get(path).text

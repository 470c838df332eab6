"""A console on a relay's parts, and browsers without a screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from werkzeug.test import TestResponse

from bot.console import administrators
from bot.console.app import create_app
from bot.console.sessions import Sessions
from bot.relay.app import create_app as create_relay
from bot.relay.mounting import RelayParts
from tests.console.browser import ADMINISTRATOR, PASSWORD, Visiting
from tests.relay import empty_store
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import RelayHarness


@pytest.fixture(scope="session", name="hashed")
def _hashed() -> str:
    return administrators.hash_of(PASSWORD)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with fake_github() as github:
        yield github


@pytest.fixture
def harness(tmp_path: Path, github: FakeGitHub) -> Iterator[RelayHarness]:
    with RelayHarness(tmp_path, github, place=empty_store.put(tmp_path / "data" / "relay.db")) as harness:
        yield harness
        harness.dispatcher.stop()


@pytest.fixture
def parts(harness: RelayHarness, hashed: str) -> RelayParts:
    """The parts of a relay that has an administrator."""
    environment = harness.settings.environment.model_copy(
        update={"CONSOLE_ADMINISTRATORS": SecretStr(f"{ADMINISTRATOR}:{hashed},rita")}
    )
    settings = harness.settings.model_copy(update={"environment": environment})
    return create_relay(settings, harness.store, harness.dispatcher).parts


@pytest.fixture
def visiting(parts: RelayParts) -> Visiting:
    """Somebody's browser before the sign-in page."""
    return Visiting(create_app(parts))


@pytest.fixture
def signed_in(visiting: Visiting, parts: RelayParts) -> Visiting:
    answer: TestResponse = visiting.post("/link", secret=Sessions(parts.store).make_link(ADMINISTRATOR))
    assert answer.status_code == 303
    return visiting


def visit(parts: RelayParts, name: str = ADMINISTRATOR) -> Visiting:
    """Return the browser of an administrator who has signed in."""
    visiting = Visiting(create_app(parts))
    visiting.post("/link", secret=Sessions(parts.store).make_link(name))
    return visiting

"""A console on a relay's parts, and browsers without a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from werkzeug.test import TestResponse

from bot.console.app import create_app
from bot.console.entry.sessions import Sessions
from bot.relay.app import create_app as create_relay
from bot.relay.mounting import RelayParts
from tests.console.browser import ADMINISTRATOR, HASHED, HOME, Visiting
from tests.console.connected import ConsoleOfOffice, sign_in
from tests.made_up import ADMIN
from tests.nearby import NearbyRelay, config_of
from tests.operate.connecting.installation import ConnectedOffice
from tests.relay import empty_store
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import RelayHarness
from tests.stage import Stage


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
def parts(harness: RelayHarness) -> RelayParts:
    """The parts of a relay that has an administrator."""
    environment = harness.settings.environment.model_copy(
        update={"CONSOLE_ADMINISTRATORS": SecretStr(f"{ADMINISTRATOR}:{HASHED},rita")}
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


@pytest.fixture(name="console")
def _console(stage: Stage, tmp_path: Path) -> Iterator[ConsoleOfOffice]:
    office = ConnectedOffice(stage, tmp_path)
    config_of(stage, tmp_path)
    with NearbyRelay(stage, tmp_path) as relay:
        relay.env.change({"CONSOLE_ADMINISTRATORS": f"{ADMINISTRATOR},rita"})
        relay.restart()
        visiting = sign_in(Visiting(create_app(relay.parts)), relay.parts, ADMINISTRATOR)
        yield ConsoleOfOffice(office, relay.parts, visiting)


@pytest.fixture(name="with_token")
def _with_token(console: ConsoleOfOffice) -> ConsoleOfOffice:
    """The same, where the administrator has given the console a GitHub token."""
    found = re.search(r'name="form-token" value="(\w+)"', console.visiting.get("/github").text)
    assert found
    answer = console.visiting.send("/github", {"form-token": found[1], "token": ADMIN}, Origin=HOME)
    assert answer.status_code == 303
    return console

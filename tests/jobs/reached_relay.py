"""A relay that the jobs of a stage can reach; its GitHub starts no runs but notes what is dispatched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core import clock
from bot.relay.app import create_app
from bot.sandbox.emulator.server import Server
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness
from tests.stage import Stage


@contextmanager
def reached_relay(stage: Stage, github: FakeGitHub, folder: Path, key: str = "") -> Iterator[RelayHarness]:
    """Serve a relay at the time of the stage, with its key unless another is given."""
    with RelayHarness(folder, github, key=key or stage.contact_key) as harness:
        harness.now = github.now = clock.now()
        with Server(create_app(harness.settings, harness.store, harness.dispatcher)) as server:
            stage.set_variables(RELAY_URL=server.url)
            yield harness

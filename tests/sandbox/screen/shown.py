"""The screen over emulated services that no relay and no workflow moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask.testing import FlaskClient

from bot.core.settings import Configuration, Settings
from bot.sandbox.actions.runner import Actions
from bot.sandbox.emulator.addresses import Addresses
from bot.sandbox.emulator.relay_process import RelayProcess
from bot.sandbox.screen import app
from bot.sandbox.screen.story import Story
from bot.sandbox.screen.stream import Changes
from tests.stage import Stage, past_runs


class StillParts:
    """The parts of a sandbox: those of a stage, with runs of the past and a relay that has never been started."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.folder, self.contact_key = folder, stage.contact_key
        self.state, self.twilio, self.github_faults = stage.state, stage.twilio, stage.github_faults
        self.actions: Actions = past_runs(folder, stage.state, stage.github_faults)
        self.relay = RelayProcess(folder, "http://127.0.0.1:9")
        self.story = Story()
        self.at_github = stage.sandbox
        self.addresses = Addresses("", "", "", "http://127.0.0.1:9/escritorio/AUDITORIA360/issues", "")
        relay = {"database": str(folder / "relay.db"), "log_file": str(folder / "relay.log")}
        self.configuration = Configuration.model_validate({"relay": relay})
        self.settings = Settings(config=self.configuration, environment=stage.tools.settings.environment)
        self.started = 0

    def start_relay(self) -> None:
        self.started += 1

    def console_link(self) -> str:
        return "http://127.0.0.1:9/console/link/secret"


@contextmanager
def client(parts: StillParts) -> Iterator[FlaskClient]:
    """Yield a client of the screen, as a browser on this machine."""
    panes = app.panes_of(parts)
    yield app.create_app(parts, panes, Changes({})).test_client()
    for pane in panes:
        pane.close()

"""A relay's folder and a repository that have the same connection to Twilio, and an account with numbers to choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from bot.adapters.env_file import EnvFile
from bot.core.settings import Configuration, Settings, config
from bot.core.settings.config import Role
from bot.operate.connecting.connection_change import ConnectionChange
from bot.operate.connecting.connections import VARIABLES, TwilioConnection
from bot.operate.rotation.site import CHANGING_CONNECTION
from bot.sandbox.github.values import Actor
from bot.sandbox.world import PUBLIC_URL, SMS_NUMBER
from tests.made_up import ADMIN
from tests.stage import Stage

SECOND_NUMBER = "+15551239999"


class ConnectedOffice:
    """Relay and workflows of a stage; an administrator has a GitHub token."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        self.env = EnvFile(folder)
        self.lines: list[str] = []
        state = stage.twilio.state
        state.add_sender(replace(state.sender(SMS_NUMBER), sid=f"PN{'2' * 32}", address=SECOND_NUMBER))
        self.env.change(stage.environment)
        for variable in (*VARIABLES.values(), "CONTACT_KEY"):
            stage.state.secrets.put(variable, stage.environment[variable])
        self.let_administer(frozenset({"secrets:write", "metadata:read"}))

    def let_administer(self, scopes: frozenset[str]) -> None:
        self.stage.state.add_token(ADMIN, Actor("marina", "fine-grained", scopes))

    @property
    def settings(self) -> Settings:
        """What `.env` gives, with the administrator's own token."""
        environment, faults = config.read_environment(self.env.read(), Role.RELAY)
        assert environment, faults
        environment = environment.model_copy(update={"ADMIN_GITHUB_TOKEN": SecretStr(ADMIN)})
        changed = Configuration.model_validate({"relay": {"public_url": PUBLIC_URL}})
        return Settings(config=changed, environment=environment, relay=True)

    @property
    def present(self) -> TwilioConnection:
        return TwilioConnection.of(self.settings)

    @property
    def of_workflows(self) -> TwilioConnection:
        found = self.stage.state.secrets.values()
        return TwilioConnection(*(found.get(variable, "") for variable in VARIABLES.values()))

    def change(self, wanted: TwilioConnection, report: Callable[[str], None] | None = None) -> bool:
        change = ConnectionChange(self.folder, self.settings, report or self.lines.append)
        return change.make(wanted)

    def agrees_on(self, wanted: TwilioConnection) -> bool:
        """Whether relay and workflows have it, and nothing is noted as unfinished."""
        return self.present == wanted == self.of_workflows and CHANGING_CONNECTION not in self.env.read()

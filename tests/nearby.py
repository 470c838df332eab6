"""The relay's own app beside a stage, in this process and with this process's clock; its `.env` is a real file."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.adapters.env_file import EnvFile
from bot.adapters.github.repository import Repository
from bot.core import app_key
from bot.core.settings import Configuration, Settings, config
from bot.core.settings.config import Role
from bot.relay.app import create_app
from bot.relay.dispatcher import Dispatcher
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from bot.sandbox.emulator.server import Server
from bot.sandbox.github.values import Actor
from bot.sandbox.world import PUBLIC_URL
from tests.relay import empty_store
from tests.stage import CONFIG, Stage

RELAY_SCOPES = frozenset({"contents:write", "actions:read", "metadata:read"})
APP_MAY = {"contents": "write", "actions": "read", "issues": "write"}
PANEL_TOKEN = "painel-0123456789abcdef01234567"


class NearbyRelay:
    """A relay for the stage's services; `restart` gives it what `.env` holds now."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.folder = folder
        self.env = EnvFile(folder)
        self._stack = ExitStack()
        stage.state.add_user("relay", "write")

    def __enter__(self) -> Self:
        token = self.new_github_token()
        given = self.stage.environment | {
            "GATEWAY_API_TOKENS": f"painel:{PANEL_TOKEN}",
            "GITHUB_TOKEN": token,
        }
        self.env.change(given)
        self.restart()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def new_github_token(self, scopes: frozenset[str] = RELAY_SCOPES, expires: datetime | None = None) -> str:
        token = f"github_pat_{secrets.token_hex(20)}"
        self.stage.state.add_token(token, Actor("relay", "fine-grained", scopes, expires))
        return token

    def act_by_app(self) -> str:
        """Replace the token by a GitHub App; return its key."""
        apps = self.stage.state.apps
        made, pem = apps.make("office-relay", APP_MAY), apps.new_key()
        key = app_key.one_line(pem)
        self.env.change({"GITHUB_TOKEN": None, "GITHUB_APP_ID": str(made.id), "GITHUB_APP_PRIVATE_KEY": key})
        return pem

    def restart(self) -> None:
        self._stack.close()
        environment, faults = config.read_environment(self.env.read(), Role.RELAY)
        assert environment, faults
        changed = Configuration.model_validate({"relay": {"public_url": PUBLIC_URL}})
        settings = Settings(config=changed, environment=environment, relay=True)
        store = self.store = self._stack.enter_context(
            Store(empty_store.put(self.folder / "relay.db"), RelayKeys.of(settings))
        )
        self.repository = Repository(settings)
        self.dispatcher = Dispatcher(settings, store, self.repository)
        app = create_app(settings, store, self.dispatcher, self.folder)
        self.parts = app.parts
        server = self._stack.enter_context(Server(app))
        self.url = server.url
        self.stage.configure({**self.stage.changes, "relay": {"public_url": PUBLIC_URL}})
        self.stage.set_variables(RELAY_URL=self.url)


def config_of(stage: Stage, folder: Path) -> Path:
    """Write the stage's configuration where a command can read it."""
    file = folder / "config.yml"
    text = CONFIG.read_text(encoding="utf-8")
    assert 'public_url: ""' in text
    text = text.replace('public_url: ""', f"public_url: {PUBLIC_URL}").replace("overlap: 2m", "overlap: 0s")
    file.write_text(text, encoding="utf-8")
    return file

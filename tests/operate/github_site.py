"""A repository that is in order, with the folder of a relay beside it; faults of the emulated GitHub spoil it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.core.settings import Configuration, Settings, config
from bot.core.settings.config import Role
from bot.operate.doctor import engine
from bot.operate.doctor.checks import Finding
from bot.operate.doctor.facts import Facts
from bot.operate.doctor.registry import CHECKS
from bot.rules.upkeep import label_looks
from bot.rules.upkeep.periods import SCHEDULED
from bot.rules.upkeep.run_failures import DISPATCHED
from bot.sandbox.github.values import RELAY, RELAY_MAY, Actor
from bot.sandbox.world import ADMIN_MAY, OWNER, PUBLIC_URL
from tests.stage import Stage

SECRETS = (
    "CONTACT_KEY",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_PHONE_NUMBER",
    "TWILIO_WHATSAPP_NUMBER",
    "ERASURE_TOKEN",
)
BY_ID = {check.id: check for check in CHECKS}


class GithubSite:
    """The relay acts with a fine-grained token; the administrator's is there unless `admin` is switched off."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        self.admin = True
        self.relay_token, self.admin_token = "github_pat_relay", "github_pat_admin"
        self.instead: dict[str, str] = {}
        state = stage.state
        state.add_user(RELAY, "write")
        self.give_relay(RELAY_MAY)
        self.give_admin(ADMIN_MAY)
        for name in SECRETS:
            state.secrets.put(name, "value")
        for label in label_looks.wanted(Configuration()):
            state.labels.create(label.name, label.colour, label.description)
        for name in (*DISPATCHED, *SCHEDULED):
            stage.ran(name, ago=timedelta(minutes=30))
        workflows = folder / ".github" / "workflows"
        workflows.mkdir(parents=True)
        for name in (*DISPATCHED, *SCHEDULED):
            (workflows / f"{name}.yml").write_text(f"name: {name}\n", "utf-8")
        self.configure({})
        self.push()

    def give_relay(self, scopes: frozenset[str] | None, **more: Any) -> None:
        self.stage.state.add_token(self.relay_token, replace(Actor(RELAY, "fine-grained", scopes), **more))

    def give_admin(self, scopes: frozenset[str] | None) -> None:
        self.stage.state.add_token(self.admin_token, Actor(OWNER, "fine-grained", scopes))

    def configure(self, changes: Mapping[str, Any]) -> None:
        """Write config.yml here; what is pushed stays."""
        content = {"relay": {"public_url": PUBLIC_URL}, **changes}
        (self.folder / "config.yml").write_text(yaml.safe_dump(content), "utf-8")

    def push(self) -> None:
        """Commit the workflows and config.yml of the folder to the default branch."""
        files = self.stage.state.files
        names = [*sorted(self.folder.glob(".github/workflows/*.yml")), self.folder / "config.yml"]
        tree = files.add_tree(
            {name.relative_to(self.folder).as_posix(): files.add_blob(name.read_bytes()) for name in names}
        )
        files.set_branch("main", files.add_commit(tree, (), "The project", OWNER).sha)

    @property
    def environ(self) -> dict[str, str]:
        admin = {"ADMIN_GITHUB_TOKEN": self.admin_token} if self.admin else {}
        return {**self.stage.environment, "GITHUB_TOKEN": self.relay_token, **admin, **self.instead}

    @property
    def settings(self) -> Settings:
        environment, faults = config.read_environment(self.environ, Role.RELAY)
        assert environment, faults
        read, faults = config.read_file(self.folder / "config.yml")
        assert read, faults
        return Settings(config=read, environment=environment, relay=True)

    @property
    def facts(self) -> Facts:
        return Facts(self.settings, self.folder, self.folder / "config.yml", self.environ)

    def look(self, name: str) -> Finding:
        """Return what one check finds now."""
        [result] = engine.run([BY_ID[name]], self.facts, at_a_cost=True)
        return result.finding

    def look_at(self, beginning: str, *, at_a_cost: bool = False) -> dict[str, Finding]:
        """Return what the checks find whose ids begin so."""
        asked = [check for check in CHECKS if check.id.startswith(beginning)]
        return {one.check.id: one.finding for one in engine.run(asked, self.facts, at_a_cost=at_a_cost)}

    def look_at_all(self) -> dict[str, Finding]:
        """Return what the checks of GitHub find that cost nothing."""
        return self.look_at("github-")

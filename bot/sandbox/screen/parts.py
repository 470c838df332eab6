"""What the screen shows and moves: the parts of a running sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from bot.core.settings import Configuration, Settings
from bot.sandbox.actions.runner import Actions
from bot.sandbox.emulator.addresses import Addresses
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.emulator.relay_process import RelayProcess
from bot.sandbox.github.state import GithubState
from bot.sandbox.screen.story import Story
from bot.sandbox.twilio.emulator import TwilioEmulator


class GithubUse(Protocol):
    """What people do at the emulated GitHub; raises BotError where it refuses."""

    def comment(self, number: int, login: str, body: str) -> object: ...

    def edit(self, comment: int, login: str, body: str) -> object: ...

    def close(self, number: int, login: str) -> object: ...

    def reopen(self, number: int, login: str) -> object: ...


class Parts(Protocol):
    """A running sandbox, as `bot/sandbox/world.py` makes it."""

    folder: Path
    contact_key: str
    state: GithubState
    twilio: TwilioEmulator
    actions: Actions
    github_faults: Faults
    relay: RelayProcess
    story: Story

    @property
    def at_github(self) -> GithubUse: ...

    @property
    def addresses(self) -> Addresses: ...

    @property
    def configuration(self) -> Configuration:
        """The sandbox's config.yml as it is now."""

    @property
    def settings(self) -> Settings:
        """The settings of the relay as they are now, for what looks at its log and its store."""

    def console_link(self) -> str:
        """Return an address that signs a browser in to the relay's console, once; raises BotError."""

    def start_relay(self) -> None:
        """Start the relay with the configuration as it is now."""

"""The emulated services' servers, kept from stage to stage: to build one takes longer than most tests.

A service's state belongs to one stage; its address and its app are used again by the next.
"""

from __future__ import annotations

from typing import Any, cast

from bot.adapters.github import sessions
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.emulator.server import Server
from bot.sandbox.github import api as github_api
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.web import GithubEmulator
from bot.sandbox.twilio import api as twilio_api
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.world import NAME, OWNER


class _Current:
    """The Twilio of the stage that uses the service now."""

    def __init__(self) -> None:
        self.twilio: TwilioEmulator | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.twilio, name)


class Emulators:
    """A running GitHub and a running Twilio, which show what a stage gives them."""

    def __init__(self) -> None:
        state = GithubState(OWNER, NAME, private=True)
        self._current = _Current()
        self.github = Server(github_api.create_app(state, Faults(GITHUB_FAULTS))).start()
        self.twilio = Server(twilio_api.create_app(cast("TwilioEmulator", self._current))).start()

    def show(self, hub: GithubEmulator, twilio: TwilioEmulator) -> None:
        github_api.show(self.github.app, hub)
        self._current.twilio = twilio
        twilio.api_url = self.twilio.url

    def stop(self) -> None:
        self.github.stop()
        self.twilio.stop()


_free: list[Emulators] = []


def take() -> Emulators:
    """Return emulators that no stage uses; what GitHub made for the last one is forgotten, as in a new process."""
    sessions.opened.clear()
    return _free.pop() if _free else Emulators()


def give_back(emulators: Emulators) -> None:
    """Keep emulators for the next stage; what hangs in a request of this one would meet the next one's state."""
    if emulators.github.busy or emulators.twilio.busy:
        emulators.stop()
    else:
        _free.append(emulators)

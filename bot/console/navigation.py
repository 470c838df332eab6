"""The pages of the console, in the order of its menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint

from bot.console.connections import page as connections
from bot.console.credentials import page as credentials
from bot.console.messages import page as messages
from bot.console.overview import page as overview
from bot.console.sending import page as send
from bot.relay.mounting import RelayParts


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """A page of the menu: its title in English, the endpoint to begin with, and what makes its routes."""

    title: str
    endpoint: str
    make: Callable[[RelayParts], Blueprint]

    @property
    def area(self) -> str:
        """The blueprint's name, which all endpoints of the page begin with."""
        return self.endpoint.partition(".")[0]


PAGES: Sequence[ConsolePage] = (
    ConsolePage("Overview", "overview.page", overview.blueprint),
    ConsolePage("Messages", "messages.page", messages.blueprint),
    ConsolePage("Send a message", "send.page", send.blueprint),
    ConsolePage("Messaging connections", "connections.page", connections.blueprint),
    ConsolePage("Credentials", "credentials.page", credentials.blueprint),
)

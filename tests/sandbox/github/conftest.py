"""The emulated GitHub, with a few users and clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from github import Auth, Github
from github.Repository import Repository
from github.Requester import Requester

from bot.adapters.github import sessions
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.emulator.server import Server
from bot.sandbox.github.api import create_app
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Actor
from tests.sandbox.github.api import Client

RELAY_SCOPES = frozenset({"contents:write", "actions:read"})


@pytest.fixture(name="state")
def _state() -> GithubState:
    state = GithubState("acme", "desk")
    for login, role in (("ana", "write"), ("rui", "read"), ("eva", "none"), ("relay", "write")):
        state.add_user(login, role)  # type: ignore[arg-type] # all four are roles
        state.add_token(f"{login}-token", Actor(login))
    state.add_token("relay-fine", Actor("relay", "fine-grained", RELAY_SCOPES))
    return state


@pytest.fixture(name="faults")
def _faults() -> Faults:
    return Faults(GITHUB_FAULTS)


@pytest.fixture(name="server")
def _server(state: GithubState, faults: Faults) -> Iterator[Server]:
    with Server(create_app(state, faults)) as server:
        yield server


@pytest.fixture(autouse=True)
def _impatient() -> Iterator[None]:
    """Show the tests each answer of the emulator as it is: the bot's own sessions ask some things again."""
    Requester.resetConnectionClasses()
    yield
    sessions.install()


@pytest.fixture(name="client")
def _client(server: Server) -> Iterator[Client]:
    opened: list[Github] = []

    def connect(token: str) -> Github:
        opened.append(
            Github(
                auth=Auth.Token(token),
                base_url=server.url,
                retry=None,
                seconds_between_requests=None,
                seconds_between_writes=None,
            )
        )
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


@pytest.fixture(name="desk")
def _desk(client: Client) -> Repository:
    return client("ana-token").get_repo("acme/desk")


@pytest.fixture(name="ask")
def _ask(server: Server) -> Callable[..., requests.Response]:
    """Ask the API for a path, without PyGithub between."""

    def ask(path: str, method: str = "GET", token: str = "ana-token", **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return requests.request(method, server.url + path, headers=headers, timeout=10, **more)

    return ask

"""Actions over a small project, with the emulated GitHub in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from github import Auth, Github
from github.Repository import Repository

from bot.sandbox.actions.runner import Actions
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.emulator.server import Server
from bot.sandbox.github.api import create_app
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Actor
from tests.sandbox.actions.project import Begin, Project


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(name="state")
def _state() -> GithubState:
    state = GithubState("acme", "desk")
    state.add_user("ana", "write")
    state.add_token("ana-token", Actor("ana"))
    return state


@pytest.fixture(name="faults")
def _faults() -> Faults:
    return Faults(GITHUB_FAULTS)


@pytest.fixture(name="begin")
def _begin(project: Project, state: GithubState, faults: Faults, tmp_path: Path) -> Iterator[Begin]:
    """Start Actions once the project's files are written."""
    begun: list[Actions] = []

    def begin(**more: Any) -> Actions:
        begun.append(Actions(project.folder, tmp_path / "workspace", state, faults=faults, **more))
        return begun[-1]

    yield begin
    for actions in begun:
        actions.stop()


@pytest.fixture(name="serve")
def _serve(state: GithubState, faults: Faults) -> Iterator[Callable[[Actions], Repository]]:
    """Put the API before Actions, and give what a person sees of it."""
    started: list[Server] = []
    clients: list[Github] = []

    def serve(actions: Actions) -> Repository:
        server = Server(create_app(state, faults, actions)).start()
        started.append(server)
        actions.api_url = server.url
        github = Github(
            auth=Auth.Token("ana-token"),
            base_url=server.url,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )
        clients.append(github)
        return github.get_repo("acme/desk")

    yield serve
    for client in clients:
        client.close()
    for server in started:
        server.stop()

"""How connections to GitHub are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask, request

from bot.adapters.github.client import Connection, connect
from bot.adapters.github.repository import Repository
from bot.core.errors import RepositoryError
from bot.core.settings import Settings
from bot.sandbox.emulator.server import Server
from tests.conftest import MovedClock
from tests.stage import Stage


@pytest.fixture(name="github")
def _github(moved_clock: MovedClock, stage: Stage) -> Iterator[Connection]:
    """A GitHub that answers with the port of the connection that a request came by."""
    app = Flask(__name__)
    app.add_url_rule("/port", view_func=lambda: {"port": request.environ["REMOTE_PORT"]})
    with Server(app) as server:
        settings = stage.tools.settings
        environment = settings.environment.model_copy(update={"GITHUB_API_URL": server.url})
        yield connect(Settings(config=settings.config, environment=environment))


def test_requests_share_a_connection(moved_clock: MovedClock, github: Connection) -> None:
    ports = []
    for _ in range(3):
        ports.append(github.request("GET", "/port")["port"])
        moved_clock.advance(timedelta(seconds=59))

    assert len(set(ports)) == 1


def test_a_connection_that_was_silent_for_a_minute_is_replaced(
    moved_clock: MovedClock, github: Connection
) -> None:
    first = github.request("GET", "/port")
    moved_clock.advance(timedelta(seconds=61))

    assert github.request("GET", "/port") != first


@pytest.mark.parametrize(
    "use",
    [
        lambda repository: list(repository.issues_with_label("sms")),
        lambda repository: repository.dispatch("record-messages", {}),
    ],
    ids=["list", "dispatch"],
)
def test_under_a_former_name_of_the_repository_nothing_is_read_or_sent_and_the_error_says_so(
    stage: Stage, use: Callable[[Repository], object]
) -> None:
    stage.state.issues.create("marina", "Without the label", "")
    stage.github_faults.switch_on("github-renamed")
    with pytest.raises(RepositoryError, match="Moved Permanently") as refused:
        use(stage.tools.repository)

    assert "GITHUB_REPO_NAME" in refused.value.remedy

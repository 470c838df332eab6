"""The connection to GitHub: who acts, and patience with its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from github import Auth, Github
from github.GithubRetry import GithubRetry
from github.Repository import Repository as Remote
from github.Requester import (
    HTTPRequestsConnectionClass,
    HTTPSRequestsConnectionClass,
    Requester,
    RequestsResponse,
)
from pydantic import SecretStr

from bot import calls, clock
from bot.errors import TemporaryError
from bot.repository import app
from bot.repository.app import App, Installation
from bot.repository.failures import BY_APP, speaking
from bot.settings import Settings

API_VERSION = "2022-11-28"
TIMEOUT_SECONDS = 15
MAX_WAIT_SECONDS = 60  # a job is billed while it waits
WAITS_BEFORE_REPEATING = (1.0, 4.0, 10.0)

# GitHub asks for a second between writes (docs: best practices for integrators).
_SECONDS_BETWEEN_WRITES = 1.0
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "PATCH", "DELETE"})

Made = TypeVar("Made")


class _Https(HTTPSRequestsConnectionClass):
    def getresponse(self) -> RequestsResponse:
        calls.made[calls.GITHUB] += 1
        return _marked(super().getresponse(), self.headers)


class _Http(HTTPRequestsConnectionClass):
    def getresponse(self) -> RequestsResponse:
        calls.made[calls.GITHUB] += 1
        return _marked(super().getresponse(), self.headers)


Requester.injectConnectionClasses(_Http, _Https)


def _marked(answer: RequestsResponse, asked_with: Mapping[str, str]) -> RequestsResponse:
    """Mark what was asked as an App, whose refusals have remedies of their own; forget a token that is no good."""
    authorization = asked_with.get("Authorization", "")
    installation = app.of_token(authorization)
    if installation:
        answer.headers[BY_APP] = "yes"
        if answer.status == 401:
            installation.forget(authorization.partition(" ")[2])
    return answer


def connect(settings: Settings, token: SecretStr | None = None) -> Remote:
    """Return the repository of the settings; speaks to GitHub only when asked for something.

    `token` is whose rights to use instead of those that the settings name: GITHUB_TOKEN's, or a GitHub App's.

    PyGithub's own retries serve requests that may be repeated; creates are repeated by `create` alone,
    since PyGithub would repeat a POST that GitHub has carried out before failing to answer.
    """
    given = token or settings.environment.GITHUB_TOKEN
    auth = Auth.Token(given.get_secret_value()) if given else act_as_app(settings)
    return _opened(settings.environment.GITHUB_API_URL, auth).get_repo(settings.repository)


def act_as_app(settings: Settings, key: SecretStr | None = None) -> Installation:
    """Return how the settings' App acts; with another key of its own, if one is given."""
    environment = settings.environment
    key = key or environment.GITHUB_APP_PRIVATE_KEY
    if not environment.GITHUB_APP_ID or not key:
        raise ValueError("settings without a GitHub App")
    who = App(environment.GITHUB_API_URL, environment.GITHUB_APP_ID, key, settings.repository, settings.relay)
    return app.installation(who, lambda auth: _opened(who.url, auth))


def _opened(url: str, auth: Auth.Auth) -> Github:
    on_this_machine = urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
    return Github(
        auth=auth,
        base_url=url,
        timeout=TIMEOUT_SECONDS,
        user_agent="auditoria360-bot",
        per_page=100,
        lazy=True,
        api_version=API_VERSION,
        retry=GithubRetry(
            total=4,
            connect=1,
            backoff_factor=0.5,
            allowed_methods=_REPEATABLE,
            max_rate_limit_wait=MAX_WAIT_SECONDS,
        ),
        seconds_between_requests=None,
        seconds_between_writes=None if on_this_machine else _SECONDS_BETWEEN_WRITES,
    )


def create(post: Callable[[], Made], find: Callable[[], Made | None]) -> Made:
    """Make something on GitHub once.

    After an answer that leaves open whether it was made, `find` looks for it before it is made again.
    Raises TemporaryError when GitHub stays out of order, RepositoryError when it refuses.
    """
    for wait in WAITS_BEFORE_REPEATING:
        try:
            with speaking():
                return post()
        except TemporaryError as error:
            if error.retry_after and error.retry_after > MAX_WAIT_SECONDS:
                raise  # an hour's limit is used up: waiting a minute for it would only cost money
            clock.sleep(error.retry_after or wait)
            found = find() if error.uncertain else None
            if found is not None:
                return found
    with speaking():
        return post()

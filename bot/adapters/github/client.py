"""The connection to GitHub: who acts, and patience with its limits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from github import Auth, Github, GithubException
from github.GithubRetry import GithubRetry
from github.Repository import Repository as Remote
from github.Requester import (
    HTTPRequestsConnectionClass,
    HTTPSRequestsConnectionClass,
    Requester,
    RequestsResponse,
)
from pydantic import SecretStr

from bot.adapters.github import app
from bot.adapters.github.app import App, Installation
from bot.adapters.github.failures import BY_APP, BY_TOKEN, speaking
from bot.core import calls, clock
from bot.core.errors import TemporaryError
from bot.core.settings import Settings

API_VERSION = "2022-11-28"
TIMEOUT_SECONDS = 15
MAX_WAIT_SECONDS = 60  # a job is billed while it waits
WAITS_BEFORE_REPEATING = (1.0, 4.0, 10.0)

# GitHub asks for a second between writes (docs: best practices for integrators).
_SECONDS_BETWEEN_WRITES = 1.0
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "PATCH", "DELETE"})

Made = TypeVar("Made")


# Errors say what is wrong; the lines about them that PyGithub prints by itself are for nobody's terminal.
logging.getLogger("github").handlers = [logging.NullHandler()]


class _Token(Auth.Token):
    """A token that tells where it is set; that part of the headers does not leave this process."""

    def __init__(self, token: SecretStr, variable: str) -> None:
        super().__init__(token.get_secret_value())
        self._variable = variable

    def authentication(self, headers: dict[str, str]) -> None:
        super().authentication(headers)
        headers[BY_TOKEN] = self._variable


class _Https(HTTPSRequestsConnectionClass):
    def getresponse(self) -> RequestsResponse:
        calls.made[calls.GITHUB] += 1
        asked_with, self.headers = self.headers, _ours_taken_out(self.headers)
        return _marked(super().getresponse, asked_with)


class _Http(HTTPRequestsConnectionClass):
    def getresponse(self) -> RequestsResponse:
        calls.made[calls.GITHUB] += 1
        asked_with, self.headers = self.headers, _ours_taken_out(self.headers)
        return _marked(super().getresponse, asked_with)


Requester.injectConnectionClasses(_Http, _Https)


def _ours_taken_out(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != BY_TOKEN}


def _marked(ask: Callable[[], RequestsResponse], asked_with: Mapping[str, str]) -> RequestsResponse:
    """Mark whose rights an answer is about, so that a refusal names its remedy; forget a token that is no good."""
    authorization = asked_with.get("Authorization", "")
    installation = app.of_token(authorization)
    marks = {BY_TOKEN: asked_with[BY_TOKEN]} if BY_TOKEN in asked_with else {}
    if installation:
        marks[BY_APP] = "yes"
    try:
        answer = ask()
    except GithubException as error:  # PyGithub's patience has looked into a 403 and found no limit behind it
        if error.headers is not None:
            error.headers.update(marks)
        raise
    answer.headers.update(marks)
    if installation and answer.status == 401:
        installation.forget(authorization.partition(" ")[2])
    return answer


def connect(settings: Settings, token: SecretStr | None = None) -> Remote:
    """Return the repository of the settings; speaks to GitHub only when asked for something.

    `token` is whose rights to use instead of those that the settings name: GITHUB_TOKEN's, or a GitHub App's.

    PyGithub's own retries serve requests that may be repeated; creates are repeated by `create` alone,
    since PyGithub would repeat a POST that GitHub has carried out before failing to answer.
    """
    given = token or settings.environment.GITHUB_TOKEN
    auth = _Token(given, _variable_of(given, settings)) if given else act_as_app(settings)
    return _opened(settings.environment.GITHUB_API_URL, auth).get_repo(settings.repository)


def _variable_of(token: SecretStr, settings: Settings) -> str:
    environment = settings.environment
    known = {
        "ADMIN_GITHUB_TOKEN": environment.ADMIN_GITHUB_TOKEN,
        "ERASURE_TOKEN": environment.ERASURE_TOKEN,
        "GITHUB_TOKEN": environment.GITHUB_TOKEN,
    }
    return next((name for name, value in known.items() if value == token), "The token that was given")


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

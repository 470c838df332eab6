"""The connection to GitHub: its credentials, retries, and GitHub's limits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from github import Auth, Github
from github.Repository import Repository as Remote
from pydantic import SecretStr

from bot.adapters.github import app, sessions
from bot.adapters.github.app import App, AppInstallation
from bot.adapters.github.failures import GITHUB_TOKEN, Caller, calling, decoded, failure
from bot.core import clock, waits
from bot.core.errors import LimitError, RepositoryError, TemporaryError
from bot.core.settings import Settings

API_VERSION = "2022-11-28"
TIMEOUT_SECONDS = 15


Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of GitHub, unparsed."""

    status: int
    headers: Mapping[str, str]
    text: str


# Errors say what is wrong; what PyGithub logs about them by itself helps nobody.
logging.getLogger("github").handlers = [logging.NullHandler()]


class Connection:
    """The repository of the settings as PyGithub knows it, and the credentials of its requests."""

    def __init__(self, remote: Remote, caller: Caller, installation: AppInstallation | None) -> None:
        self.remote = remote
        self._caller = caller
        self._installation = installation

    @property
    def url(self) -> str:
        return self.remote.url

    @property
    def graphql_url(self) -> str:
        return self.remote.requester.graphql_url

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Turn what PyGithub raises into RepositoryError (final) or TemporaryError."""
        with calling(lambda error: self._failure(error.status, error.headers or {}, error.data)):
            yield

    def request(
        self,
        method: str,
        url: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Return GitHub's answer to one request; raises as `calling` does."""
        with self.calling():
            return self.remote.requester.requestJsonAndCheck(
                method,
                url,
                input=body,
                parameters=dict(query) if query else None,
                headers=dict(headers) if headers else None,
            )[1]

    def answer(
        self,
        method: str,
        url: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        expected: Container[int] = (200,),
    ) -> Answer:
        """Return the answer to one request if its status is expected; raises as `calling` does."""
        with self.calling():
            status, found, text = self.remote.requester.requestJson(
                method,
                url,
                input=body,
                parameters=dict(query) if query else None,
                headers=dict(headers) if headers else None,
            )
        if status not in expected:
            raise self._failure(status, found, decoded(text))
        return Answer(status, found, text)

    def create(self, post: Callable[[], Made], find: Callable[[], Made | None] = lambda: None) -> Made:
        """Make something on GitHub once.

        If an answer leaves open whether it was made, `find` looks for it before it is made again; what may be repeated
        freely has none. Raises TemporaryError when GitHub stays unavailable, RepositoryError when it refuses.
        """
        for wait in waits.GITHUB:
            try:
                with self.calling():
                    return post()
            except TemporaryError as error:
                if isinstance(error, LimitError) or not error.soon:
                    raise  # the connection has waited as long as it is worth
                clock.sleep(wait)
                found = find() if error.uncertain else None
                if found is not None:
                    return found
        with self.calling():
            return post()

    def _failure(
        self, status: int, headers: Mapping[str, str], data: Any
    ) -> RepositoryError | TemporaryError:
        if self._installation and status == 401:
            self._installation.renew()
        return failure(status, headers, data, self._caller)


def connect(settings: Settings, token: SecretStr | None = None) -> Connection:
    """Return the connection to the repository of the settings; it makes no request by itself.

    `token` replaces the credentials of the settings: GITHUB_TOKEN, or a GitHub App. `sessions.retries` serve requests
    that may be repeated; creates are repeated by `Connection.create` alone, since PyGithub's own would repeat a POST
    that GitHub has carried out before failing to answer.
    """
    given = token or settings.environment.GITHUB_TOKEN
    if given:
        installation, caller = None, Caller(_variable_of(given, settings))
        auth: Auth.Auth = Auth.Token(given.get_secret_value())
    else:
        auth = installation = act_as_app(settings)
        caller = Caller(is_app=True)
    remote = _open_github(settings.environment.GITHUB_API_URL, auth).get_repo(settings.repository)
    return Connection(remote, caller, installation)


def _variable_of(token: SecretStr, settings: Settings) -> str:
    environment = settings.environment
    known = {
        "ADMIN_GITHUB_TOKEN": environment.ADMIN_GITHUB_TOKEN,
        "ERASURE_TOKEN": environment.ERASURE_TOKEN,
        GITHUB_TOKEN: environment.GITHUB_TOKEN,
    }
    return next((name for name, value in known.items() if value == token), "The token that was given")


def act_as_app(settings: Settings, key: SecretStr | None = None) -> AppInstallation:
    """Return the credentials of the settings' App; with another of its keys, if one is given."""
    environment = settings.environment
    key = key or environment.GITHUB_APP_PRIVATE_KEY
    if not environment.GITHUB_APP_ID or not key:
        raise ValueError("settings without a GitHub App")
    who = App(environment.GITHUB_API_URL, environment.GITHUB_APP_ID, key, settings.repository, settings.relay)
    return app.installation(who, lambda auth: _open_github(who.url, auth))


def _open_github(url: str, auth: Auth.Auth) -> Github:
    return Github(
        auth=auth,
        base_url=url,
        timeout=TIMEOUT_SECONDS,
        user_agent="auditoria360-bot",
        per_page=100,
        lazy=True,
        api_version=API_VERSION,
        retry=sessions.retries(),
        seconds_between_requests=None,
        seconds_between_writes=None,  # PyGithub would sleep for as long as the clock is set back; the session waits
    )

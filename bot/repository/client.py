"""The connection to GitHub: patience with its limits, and its errors in our words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
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

from bot import calls, clock
from bot.errors import LimitError, RepositoryError, TemporaryError
from bot.settings import Settings

API_VERSION = "2022-11-28"
TIMEOUT_SECONDS = 15
MAX_WAIT_SECONDS = 60  # a job is billed while it waits
WAITS_BEFORE_REPEATING = (1.0, 4.0, 10.0)

# GitHub asks for a second between writes (docs: best practices for integrators).
_SECONDS_BETWEEN_WRITES = 1.0
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "PATCH", "DELETE"})

Made = TypeVar("Made")


class _CountedHttps(HTTPSRequestsConnectionClass):
    def getresponse(self) -> RequestsResponse:
        calls.made[calls.GITHUB] += 1
        return super().getresponse()


class _CountedHttp(HTTPRequestsConnectionClass):
    def getresponse(self) -> RequestsResponse:
        calls.made[calls.GITHUB] += 1
        return super().getresponse()


Requester.injectConnectionClasses(_CountedHttp, _CountedHttps)


def connect(settings: Settings, token: SecretStr | None = None) -> Remote:
    """Return the repository of the settings; speaks to GitHub only when asked for something.

    `token` is whose rights to use instead of GITHUB_TOKEN's.

    PyGithub's own retries serve requests that may be repeated; creates are repeated by `create` alone,
    since PyGithub would repeat a POST that GitHub has carried out before failing to answer.
    """
    secret = token or settings.environment.GITHUB_TOKEN
    url = settings.environment.GITHUB_API_URL
    on_this_machine = urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
    client = Github(
        auth=Auth.Token(secret.get_secret_value()),
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
    return client.get_repo(settings.repository)


@contextmanager
def speaking() -> Iterator[None]:
    """Turn what PyGithub raises into RepositoryError (final) or TemporaryError."""
    try:
        yield
    except GithubException as error:
        raise failure(error.status, error.headers or {}, error.data) from None
    except requests.exceptions.ConnectTimeout:
        raise TemporaryError("GitHub cannot be reached.") from None
    except requests.exceptions.ConnectionError as error:
        refused = "refused" in str(error) or "resolve" in str(error)
        raise TemporaryError("GitHub cannot be reached.", uncertain=not refused) from None
    except requests.exceptions.RequestException:
        raise TemporaryError("GitHub did not answer in time.", uncertain=True) from None


def failure(status: int, headers: Mapping[str, str], data: Any) -> RepositoryError | TemporaryError:
    """Return the error that an answer of GitHub stands for."""
    message = str(data.get("message", "")) if isinstance(data, dict) else ""
    limited = status == 429 or "retry-after" in headers or "rate limit" in message.lower()
    if status in (403, 429) and limited:
        resets = _resets(headers)
        if resets:
            return LimitError(resets, _wait(headers))
        return TemporaryError("GitHub asks to slow down.", retry_after=_wait(headers))
    if status >= 500:
        return TemporaryError(f"GitHub is out of order (HTTP {status}).", uncertain=True)
    return RepositoryError(
        f"GitHub refused (HTTP {status}: {message}).", _remedy(status, headers), status=status
    )


def decoded(text: str) -> Any:
    """Return what an answer says as JSON; an empty object for a page that some proxy wrote."""
    try:
        return json.loads(text)
    except ValueError:
        return {}


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


def _wait(headers: Mapping[str, str]) -> float:
    """Return the seconds GitHub asks to wait (docs: rate limits for the REST API)."""
    if headers.get("retry-after", "").isdigit():
        return float(headers["retry-after"])
    resets = _resets(headers)
    return max(1.0, (resets - clock.now()).total_seconds()) if resets else 60.0


def _resets(headers: Mapping[str, str]) -> datetime | None:
    """Return when an hour's limit begins anew, None where it is not the reason."""
    reset = headers.get("x-ratelimit-reset", "")
    used_up = headers.get("x-ratelimit-remaining") == "0" and "retry-after" not in headers
    return datetime.fromtimestamp(int(reset), UTC) if used_up and reset.isdigit() else None


def _remedy(status: int, headers: Mapping[str, str]) -> str:
    if status == 401:
        return "GITHUB_TOKEN is not valid (any more): make a new token and set it."
    if status == 403:
        needed = headers.get("x-accepted-github-permissions", "")
        return f"GITHUB_TOKEN lacks a permission{f' ({needed})' if needed else ''}: grant it to the token."
    if status == 404:
        return (
            "Check GITHUB_REPO_OWNER and GITHUB_REPO_NAME, and that GITHUB_TOKEN may reach that repository."
        )
    if status == 410:
        return "Issues are switched off in this repository: switch them on in its settings."
    return "This is a fault of the bot or of its version: report it with this line."

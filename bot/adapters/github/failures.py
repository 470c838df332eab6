"""What GitHub refuses or fails at, in our words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import requests
from github import GithubException

from bot.core import clock, connections
from bot.core.errors import LimitError, RepositoryError, TemporaryError

# Our own marks on the answers: asked as a GitHub App, or with the token of a variable; GitHub sends no such headers.
BY_APP, BY_TOKEN = "x-bot-by-app", "x-bot-by-token"


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
        raise TemporaryError(
            "GitHub cannot be reached.", uncertain=not connections.never_opened(error)
        ) from None
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
    if status == 401 and BY_APP in headers:
        return TemporaryError("GitHub does not take the token that it gave to the App: another is asked for.")
    remedy, lacks = _remedy(status, headers), _lacks(headers) if status == 403 else ""
    return RepositoryError(f"GitHub refused (HTTP {status}: {message}).", remedy, status=status, lacks=lacks)


def decoded(text: str) -> Any:
    """Return what an answer says as JSON; an empty object for a page that some proxy wrote."""
    try:
        return json.loads(text)
    except ValueError:
        return {}


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
    token = _token(headers)
    if status == 401:
        return f"{token} is not valid (any more): make a new token and set it."
    if status == 403:
        if BY_APP in headers:
            return f"{_lacks(headers)}: grant it, then accept it where the App is installed."
        return f"{_lacks(headers)}: grant it to the token."
    if status == 404:
        who = (
            "the GitHub App is installed there" if BY_APP in headers else f"{token} may reach that repository"
        )
        return f"Check GITHUB_REPO_OWNER and GITHUB_REPO_NAME, and that {who}."
    if status == 410:
        return "Issues are switched off in this repository: switch them on in its settings."
    return "This is a fault of the bot or of its version: report it with this line."


def _lacks(headers: Mapping[str, str]) -> str:
    """Return who lacks which permission."""
    needed = headers.get("x-accepted-github-permissions", "")
    which = f" ({needed})" if needed else ""
    return f"{'The GitHub App' if BY_APP in headers else _token(headers)} lacks a permission{which}"


def _token(headers: Mapping[str, str]) -> str:
    return headers.get(BY_TOKEN, "GITHUB_TOKEN")

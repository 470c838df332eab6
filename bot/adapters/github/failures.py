"""GitHub's refusals and failures as errors of ours, with what to do about each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests
from github import GithubException

from bot.core import clock, connections
from bot.core.errors import BotError, LimitError, RepositoryError, TemporaryError


@dataclass(frozen=True, slots=True)
class Caller:
    """The credentials that a request uses: a GitHub App's, or the token in a variable."""

    variable: str = "GITHUB_TOKEN"
    is_app: bool = False


@contextmanager
def calling(refusal: Callable[[GithubException], BotError]) -> Iterator[None]:
    """Turn what PyGithub raises into errors of ours, and an answer of GitHub into what `refusal` makes of it."""
    try:
        yield
    except GithubException as error:
        raise refusal(error) from None
    except requests.exceptions.ConnectTimeout:
        raise TemporaryError("GitHub cannot be reached.") from None
    except requests.exceptions.ConnectionError as error:
        raise TemporaryError(
            "GitHub cannot be reached.", uncertain=not connections.never_opened(error)
        ) from None
    except requests.exceptions.RequestException:
        raise TemporaryError("GitHub did not answer in time.", uncertain=True) from None


def failure(
    status: int, headers: Mapping[str, str], data: Any, caller: Caller
) -> RepositoryError | TemporaryError:
    """Return the error that an answer of GitHub means."""
    message = str(data.get("message", "")) if isinstance(data, dict) else ""
    limited = status == 429 or "retry-after" in headers or "rate limit" in message.lower()
    if status in (403, 429) and limited:
        resets = _resets(headers)
        if resets:
            return LimitError(resets, _wait(headers))
        return TemporaryError("GitHub asks to slow down.", retry_after=_wait(headers))
    if status >= 500:
        return TemporaryError(f"GitHub is out of order (HTTP {status}).", uncertain=True)
    if status == 401 and caller.is_app:
        return TemporaryError(
            "GitHub no longer accepts the token that it issued to the App: a new one is requested."
        )
    lacks = _lacks(headers, caller) if status == 403 else ""
    remedy = _remedy(status, lacks, caller)
    return RepositoryError(f"GitHub refused (HTTP {status}: {message}).", remedy, status=status, lacks=lacks)


def decoded(text: str) -> Any:
    """Return the JSON of an answer; an empty object for a page that some proxy wrote."""
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
    """Return when the hourly limit resets, None if it is not the reason."""
    reset = headers.get("x-ratelimit-reset", "")
    used_up = headers.get("x-ratelimit-remaining") == "0" and "retry-after" not in headers
    return datetime.fromtimestamp(int(reset), UTC) if used_up and reset.isdigit() else None


def _remedy(status: int, lacks: str, caller: Caller) -> str:
    if status == 401:
        return f"{caller.variable} is not valid (any more): make a new token and set it."
    if status == 403:
        where = ", then accept it where the App is installed." if caller.is_app else " to the token."
        return f"{lacks}: grant it{where}"
    if status == 404:
        who = (
            "the GitHub App is installed there"
            if caller.is_app
            else f"{caller.variable} may reach that repository"
        )
        return f"Check GITHUB_REPO_OWNER and GITHUB_REPO_NAME, and that {who}."
    if status == 410:
        return "Issues are switched off in this repository: switch them on in its settings."
    return "This is a fault of the bot or of its version: report it with this line."


def _lacks(headers: Mapping[str, str], caller: Caller) -> str:
    """Return who lacks which permission."""
    needed = headers.get("x-accepted-github-permissions", "")
    which = f" ({needed})" if needed else ""
    return f"{'The GitHub App' if caller.is_app else caller.variable} lacks a permission{which}"

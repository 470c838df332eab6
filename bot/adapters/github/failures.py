"""GitHub's refusals and failures as errors of ours, with what to do about each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from github import GithubException

from bot.adapters.github import refusals
from bot.core import bounded, calls, clock, connections, service_clocks
from bot.core.errors import (
    BotError,
    IssuesOffError,
    LimitError,
    RepositoryError,
    TemporaryError,
    UnwritableIssueError,
)
from bot.core.sentences import Sentence

GITHUB_TOKEN = "GITHUB_TOKEN"  # noqa: S105 - the name of a variable
LONGEST_PAUSE_SECONDS = 5.0  # a job is billed while it waits; what takes longer is left to a later run
# No limit lasts longer (docs: rate limits for the REST API). A longer wait would be somebody else's decision.
_LONGEST_LIMIT_SECONDS = 3600.0
_MOMENT_DIGITS = 11  # of the seconds since 1970 that a date can hold
# What GitHub answers about something that it made a moment before, and about creates in quick succession
# (trstringer/manual-approval#208, cli/cli#4801; the objects of git are those that a branch is begun with).
_UNSETTLED = (
    "could not resolve to a node",
    "submitted too quickly",
    "object does not exist",
    "tree sha does not exist",
)


# How GitHub answers for a former name: 301, and 307 to what writes (docs: best practices, "Follow redirects").
MOVED = frozenset({301, 307, 308})


@dataclass(frozen=True, slots=True)
class Caller:
    """The credentials that a request uses: a GitHub App's, or the token in a variable."""

    variable: str = GITHUB_TOKEN
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
    except bounded.TooLargeError:
        raise TemporaryError(
            Sentence("What answers as {service} sends more than it ever would.", service="GitHub"),
            uncertain=True,
            soon=False,
        ) from None
    except requests.exceptions.RequestException:
        raise TemporaryError("GitHub did not answer in time.", uncertain=True) from None


def failure(
    status: int, headers: Mapping[str, str], data: Any, caller: Caller
) -> RepositoryError | TemporaryError:
    """Return the error that an answer of GitHub means."""
    message = _message(data)
    if _is_limit(status, headers, message):
        wait = _wait(headers)
        resets = _now() + timedelta(seconds=wait)
        return LimitError(resets, wait, caller.variable, too_fast=_resets(headers) is None)
    if status >= 500:
        return TemporaryError(
            Sentence("GitHub is out of order (HTTP {status}).", status=status), uncertain=True
        )
    if status == 401 and caller.is_app:
        return TemporaryError(
            "GitHub no longer accepts the token that it issued to the App: a new one is requested."
        )
    refused = Sentence("GitHub refused (HTTP {status}: {message}).", status=status, message=message)
    why = refusals.unwritable(status, message)
    if why:
        return UnwritableIssueError(refused, refusals.REMEDIES[why], status=status, why=why)
    cause = refusals.cause(status, message, data)
    lacks = _lacks(headers, caller) if status == 403 and not cause.remedy else ""
    refused = Sentence(
        "GitHub refused (HTTP {status}: {message}).", status=status, message=message + cause.detail
    )
    if status == 410:  # of a single issue it says so in other words
        return IssuesOffError(refused)
    return RepositoryError(
        refused, cause.remedy or _remedy(status, lacks, caller), status=status, lacks=lacks
    )


@contextmanager
def dispatching() -> Iterator[None]:
    """Name the right that a dispatch needs where GitHub answers 404: it also says so to a token that may only read."""
    try:
        yield
    except RepositoryError as error:
        if error.status != 404:
            raise
        remedy = f"{error.remedy.removesuffix('.')}, with the right *Contents: read and write*."
        raise RepositoryError(error.message, remedy, status=error.status) from None


def pause(response: requests.Response) -> float | None:
    """Return for how many seconds a limit asks to wait, None if there is none or it asks for more than we wait."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.ok or not _is_limit(response.status_code, headers, _message(decoded(response.text))):
        return None
    seconds = _wait(headers)
    return seconds if seconds <= LONGEST_PAUSE_SECONDS else None


def drop_odd_figures(response: requests.Response) -> None:
    """Remove a rate limit that is no number: PyGithub reads it as one in every answer, and raises ValueError."""
    for name in ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"):
        figure = response.headers.get(name, "")
        if not (figure.isdecimal() and len(figure) <= _MOMENT_DIGITS):
            response.headers.pop(name, None)


def is_unsettled(response: requests.Response) -> bool:
    """Return whether GitHub refuses only because it has not yet taken in an earlier change."""
    if response.status_code == 422:
        answered = response.text.lower()
        return any(sentence in answered for sentence in _UNSETTLED)
    return response.status_code == 409


def is_unknown(response: requests.Response) -> bool:
    """Return whether GitHub does not know what was asked for; of a missing label it says so in other words."""
    return response.status_code == 404 and _message(decoded(response.text)) == "Not Found"


def decoded(text: str) -> Any:
    """Return the JSON of an answer; an empty object for a page that some proxy wrote."""
    try:
        return json.loads(text)
    except ValueError:
        return {}


def _message(data: Any) -> str:
    """Return GitHub's own sentence, without its full stop: it becomes part of one of ours."""
    return str(data.get("message", "")).rstrip(".") if isinstance(data, dict) else ""


def _is_limit(status: int, headers: Mapping[str, str], message: str) -> bool:
    limited = status == 429 or "retry-after" in headers or "rate limit" in message.lower()
    return status in (403, 429) and limited


def _wait(headers: Mapping[str, str]) -> float:
    """Return the seconds GitHub asks to wait (docs: rate limits for the REST API)."""
    asked = headers.get("retry-after", "")
    resets = _resets(headers)
    seconds = (resets - _now()).total_seconds() if resets else 60.0
    if asked.isdecimal():
        seconds = float(asked)
    return min(max(1.0, seconds), _LONGEST_LIMIT_SECONDS)


def _now() -> datetime:
    """Return the time by GitHub's clock, which the moments in its answers are of."""
    return clock.now() + service_clocks.ahead(calls.GITHUB)


def _resets(headers: Mapping[str, str]) -> datetime | None:
    """Return when the hourly limit resets, None if it is not the reason."""
    reset = headers.get("x-ratelimit-reset", "")
    used_up = headers.get("x-ratelimit-remaining") == "0" and "retry-after" not in headers
    is_moment = used_up and reset.isdecimal() and len(reset) <= _MOMENT_DIGITS
    return datetime.fromtimestamp(int(reset), UTC) if is_moment else None


_REMEDIES = {
    401: "{variable} is not valid (any more): make a new token and set it.",
    403: "{lacks}: grant it to the token.",
    404: "Check GITHUB_REPO_OWNER and GITHUB_REPO_NAME, and that {variable} may reach that repository.",
}
_REMEDIES_OF_THE_APP = {
    403: "{lacks}: grant it, then accept it where the App is installed.",
    404: "Check GITHUB_REPO_OWNER and GITHUB_REPO_NAME, and that the GitHub App is installed there.",
}
_LACKING, _LACKING_NAMED = "{variable} lacks a permission", "{variable} lacks a permission ({needed})"
_APP_LACKING, _APP_LACKING_NAMED = (
    "The GitHub App lacks a permission",
    "The GitHub App lacks a permission ({needed})",
)
_RENAMED = "Was the repository renamed? Set GITHUB_REPO_OWNER and GITHUB_REPO_NAME to its present name."
_OUR_FAULT = "This is a fault of the bot or of its version: report it with this line."


def _remedy(status: int, lacks: str, caller: Caller) -> str:
    if status in MOVED:
        return _RENAMED
    known = _REMEDIES_OF_THE_APP if caller.is_app else _REMEDIES
    return Sentence(known.get(status, _OUR_FAULT), variable=caller.variable, lacks=lacks)


def _lacks(headers: Mapping[str, str], caller: Caller) -> str:
    """Return who lacks which permission."""
    needed = headers.get("x-accepted-github-permissions", "")
    pattern = _LACKING_NAMED if needed else _LACKING
    if caller.is_app:
        pattern = _APP_LACKING_NAMED if needed else _APP_LACKING
    return Sentence(pattern, variable=caller.variable, needed=needed)

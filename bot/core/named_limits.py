"""The limits that GitHub and Twilio name in their answers to this process: of each the newest word.

GitHub: docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api, "Checking the status of your rate limit".
Twilio names no number of requests that are left, only how many ran at once: twilio.com/docs/api/errors/45780.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core import clock

REST, GRAPHQL = "core", "graphql"  # as GitHub calls them: each has a limit of its own
_MOST_DIGITS = 12


class Limit(StrEnum):
    """What a header of an answer names."""

    GITHUB_LIMIT = "X-RateLimit-Limit"
    GITHUB_LEFT = "X-RateLimit-Remaining"
    GITHUB_RESETS = "X-RateLimit-Reset"  # in seconds since 1970
    TWILIO_CONCURRENT = "Twilio-Concurrent-Requests"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many requests of how many GitHub still grants until `resets`, as of `at`, both in seconds since 1970."""

    left: int
    limit: int
    resets: int
    at: float


github: dict[str, Allowance] = {}  # by REST and GRAPHQL
twilio: dict[Limit, tuple[float, float]] = {}  # with when it was named, in seconds since 1970


def note_github(headers: Mapping[str, str]) -> None:
    """Read the headers of an answer; the limits of searches and the like are left out."""
    resource = headers.get("X-RateLimit-Resource", REST)
    left, limit, resets = (
        _number(headers.get(each, ""))
        for each in (Limit.GITHUB_LEFT, Limit.GITHUB_LIMIT, Limit.GITHUB_RESETS)
    )
    if resource in (REST, GRAPHQL) and left is not None and limit and resets is not None:
        github[resource] = Allowance(left, limit, resets, clock.now().timestamp())


def note_twilio(headers: Mapping[str, str]) -> None:
    """Read the headers of an answer."""
    number = _number(headers.get(Limit.TWILIO_CONCURRENT, ""))
    if number is not None:
        twilio[Limit.TWILIO_CONCURRENT] = number, clock.now().timestamp()


def scarcest() -> Allowance | None:
    """Return the limit of GitHub's of which the smallest part is left; None before the first answer."""
    return min(github.values(), key=lambda each: each.left / each.limit, default=None)


def known() -> dict[Limit, tuple[float, float]]:
    """Return what is known of the REST API and of Twilio, each with when it was named."""
    rest, found = github.get(REST), dict(twilio)
    if rest:
        found[Limit.GITHUB_LIMIT] = rest.limit, rest.at
        found[Limit.GITHUB_LEFT] = rest.left, rest.at
        found[Limit.GITHUB_RESETS] = rest.resets, rest.at
    return found


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS else None

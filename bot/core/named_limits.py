"""The limits that GitHub and Twilio name in their answers to this process: of each the newest word.

GitHub: docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api, "Checking the status of your rate limit".
Twilio names no number of requests that are left, only how many ran at once: twilio.com/docs/api/errors/45780.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.core import clock

_MOST_DIGITS = 12


class Limit(StrEnum):
    """What is named, and the header that names it."""

    GITHUB_LIMIT = "X-RateLimit-Limit"
    GITHUB_LEFT = "X-RateLimit-Remaining"
    GITHUB_RESETS = "X-RateLimit-Reset"  # in seconds since 1970
    TWILIO_CONCURRENT = "Twilio-Concurrent-Requests"


_GITHUB = (Limit.GITHUB_LIMIT, Limit.GITHUB_LEFT, Limit.GITHUB_RESETS)

# The value, and when it was named, in seconds since 1970.
known: dict[Limit, tuple[int, float]] = {}


def note_github(headers: Mapping[str, str]) -> None:
    """Read the headers of an answer; other limits than that of the REST API are left out."""
    if headers.get("X-RateLimit-Resource", "core") == "core":
        _note(_GITHUB, headers)


def note_twilio(headers: Mapping[str, str]) -> None:
    """Read the headers of an answer."""
    _note((Limit.TWILIO_CONCURRENT,), headers)


def _note(limits: tuple[Limit, ...], headers: Mapping[str, str]) -> None:
    now = clock.now().timestamp()
    for limit in limits:
        value = headers.get(limit, "")
        if value.isdecimal() and value.isascii() and len(value) <= _MOST_DIGITS:
            known[limit] = int(value), now

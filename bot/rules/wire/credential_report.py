"""What the relay reports to the workflows about the credentials that only it holds: question and answer, both sealed.

Only a holder of CONTACT_KEY can ask and read the answer, which holds digests and no credential.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire.sealed_format import RecentFormat, SealedFormat

# Clocks differ, and an old question must not be answered forever.
FRESH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class CredentialQuestion:
    """`try_out` also asks for a live check of the GitHub token or App, which costs a few requests."""

    credentials_at: datetime
    try_out: bool = False


@dataclass(frozen=True, slots=True)
class CredentialReport:
    """The relay's credentials; only the one that acts on GitHub is set: `github_token` or `github_app_key`.

    `github_faults` are the permissions it lacks, empty if it was not tried out. `github_old_key`: GitHub still accepts
    the App's former key. `github_expiry_known` separates a token that never expires from one whose expiry GitHub has
    not given. `api_tokens` are the names in GATEWAY_API_TOKENS; a name that occurs twice is being rotated.
    `api_tokens_prints` has the digests of each of these tokens, with its name. `waiting` counts the messages not yet
    delivered, some of which may be sealed with an older key. The rest are digests made by `RelayKeys.fingerprints`.
    """

    contact_key: tuple[str, ...]
    auth_token: tuple[str, ...]
    github_token: tuple[str, ...]
    github_expires: datetime | None
    github_faults: tuple[str, ...]
    api_tokens: tuple[str, ...]
    api_tokens_prints: tuple[tuple[str, ...], ...]
    waiting: int
    # An older relay reports nothing about an App.
    github_app_key: tuple[str, ...] = ()
    github_old_key: bool = False
    github_expiry_known: bool = True


_QUESTION = RecentFormat(CredentialQuestion, lambda question: question.credentials_at, FRESH)


_REPORT = SealedFormat(CredentialReport)


def seal_question(question: CredentialQuestion, keys: RelayKeys) -> str:
    return _QUESTION.seal(question, keys)


def open_question(token: str, keys: RelayKeys, now: datetime) -> CredentialQuestion:
    """Return the question; raises SealError for one that is old or not sealed by one of our jobs."""
    return _QUESTION.open_recent(token, keys, now)


def seal_report(report: CredentialReport, keys: RelayKeys) -> str:
    return _REPORT.seal(report, keys)


def open_report(token: str, keys: RelayKeys) -> CredentialReport:
    """Return the report; raises SealError where the relay has another key, or is not ours."""
    return _REPORT.open(token, keys)


def doubled(names: Sequence[str]) -> list[str]:
    """Return the names that occur more than once."""
    return sorted({name for name in names if list(names).count(name) > 1})

"""One request to GitHub's GraphQL API, and what its answer means.

The status is 200 also where something is refused (docs.github.com/graphql/overview/rate-limits-and-query-limits-for-
the-graphql-api, "Exceeding the rate limit"): `errors` names the field. Of several changes each is carried out, or
refused, alone, in their order. A request of more than ten seconds breaks off, with a part of its changes carried out
(the same page, "Timeouts"; shurcooL/githubv4#17). Where GitHub itself fails, the answer may have status 200 too, and
does not say what has been carried out (octokit/graphql-action#110).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.adapters.github.client import Connection
from bot.adapters.github.failures import GITHUB_TOKEN, decoded
from bot.core import clock, logs
from bot.core.errors import LimitError, RepositoryError, TemporaryError

_LIMITED = "RATE_LIMITED"
_FAILED = "something went wrong"
_MOMENT_DIGITS = 11
_A_MINUTE = 60.0  # what the docs ask to wait where GitHub names no moment


@dataclass(frozen=True, slots=True)
class Answered:
    """The fields that GitHub answered, and the refusals by the first part of their paths.

    Those `in_doubt` may have been carried out.
    """

    data: Mapping[str, Any]
    refused: Mapping[str, str] = field(default_factory=dict)
    limit: LimitError | None = None
    in_doubt: frozenset[str] = frozenset()


class GraphQL:
    """GitHub's GraphQL API as one token may use it; `is_off` once it has refused altogether."""

    def __init__(self, github: Connection) -> None:
        self._github = github
        self.is_off = False

    def ask(self, query: str, variables: Mapping[str, Any]) -> Answered | None:
        """Return the answer; None if this token or server has no GraphQL, and nothing was carried out.

        The hour's points may be used up while there are requests of the REST API left: that is no GraphQL either.
        Raises TemporaryError as any request does.
        """
        try:
            answer = self._github.answer(
                "POST", self._github.graphql_url, {"query": query, "variables": dict(variables)}
            )
        except RepositoryError as error:
            self._unavailable(error.message)
            return None
        found = decoded(answer.text)
        faults = [one for one in found.get("errors") or [] if isinstance(one, dict)]
        limit = _limit(faults, answer.headers)
        data = found.get("data")
        if not isinstance(data, dict):
            if limit and limit.too_fast:
                raise limit
            if any(map(_has_failed, faults)):
                raise TemporaryError("GitHub did not answer in time.", uncertain=True)
            self._unavailable(", ".join(sorted({str(one.get("type", "invalid")) for one in faults})))
            return None
        refused = {_field(one): f"{one.get('type', '')}: {one.get('message', '')}" for one in faults}
        return Answered(data, refused, limit, frozenset(map(_field, filter(_has_failed, faults))))

    def _unavailable(self, why: str) -> None:
        self.is_off = True
        logs.trouble("graphql-unavailable", reason=why)


def _field(fault: Mapping[str, Any]) -> str:
    return str((fault.get("path") or [""])[0])


def _has_failed(fault: Mapping[str, Any]) -> bool:
    """Return whether GitHub failed, rather than refused."""
    return _FAILED in str(fault.get("message", "")).lower()


def _limit(faults: list[dict[str, Any]], headers: Mapping[str, str]) -> LimitError | None:
    """Return the limit that some of the faults speak of."""
    words = [f"{one.get('type')} {one.get('message')}".lower() for one in faults]
    if not any(_LIMITED.lower() in one or "rate limit" in one for one in words):
        return None
    asked, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    used_up = headers.get("x-ratelimit-remaining") == "0" and not asked
    now, seconds = clock.now(), _A_MINUTE
    if asked.isdecimal():
        seconds = float(asked)
    elif used_up and reset.isdecimal() and len(reset) <= _MOMENT_DIGITS:
        seconds = max(1.0, (datetime.fromtimestamp(int(reset), UTC) - now).total_seconds())
    return LimitError(now + timedelta(seconds=seconds), seconds, GITHUB_TOKEN, too_fast=not used_up)


def literal(value: str) -> str:
    """Return a string as GraphQL writes it: its escapes are JSON's (spec.graphql.org, "String Value")."""
    return json.dumps(value, ensure_ascii=False)

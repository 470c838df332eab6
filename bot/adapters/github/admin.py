"""Requests that need an administrator of the repository: its secrets, its runs, and what a token may do."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from bot.adapters.github.app import AppKeyRefusedError
from bot.adapters.github.client import act_as_app, connect
from bot.core.errors import RepositoryError
from bot.core.settings import Settings

CONTENTS_WRITE, ACTIONS_READ = "Contents: write", "Actions: read"
# An event that no workflow listens to: sending it starts nothing and costs nothing.
PROBE_EVENT = "credential-check"
# In the order in which a run goes through them, so that a run that moves on is found in a later list.
_UNFINISHED = ("requested", "waiting", "pending", "queued", "in_progress")
_PAGE = 100
_EXPIRY_HEADER = "github-authentication-token-expiration"
_EXPIRY = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (UTC|[+-]\d{4})")


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What was found out about a token of ours; `faults` names what it lacks, `expires` is None if it never does.

    `refused` is the HTTP status with which GitHub refuses it for this repository; 0 where it does not.
    """

    expires: datetime | None
    faults: tuple[str, ...]
    refused: int = 0


def parse_expiry(header: str) -> datetime | None:
    """Return when a token expires, as GitHub's header writes it: with UTC or with an offset."""
    found = _EXPIRY.fullmatch(header.strip())
    if not found:
        return None
    offset = "+0000" if found[3] == "UTC" else found[3]
    return datetime.fromisoformat(f"{found[1]}T{found[2]}{offset}").astimezone(UTC)


def takes_key(settings: Settings, key: SecretStr) -> bool:
    """Whether GitHub accepts a key for the App of the settings; raises as `Repository` does if that is unknown."""
    try:
        act_as_app(settings, key).name()
    except AppKeyRefusedError:
        return False
    return True


class Administration:
    """One repository, with the token given, else that of the settings; raises as `Repository` does."""

    def __init__(self, settings: Settings, token: str = "") -> None:
        self._github = connect(settings, SecretStr(token) if token else None)

    def secrets(self) -> dict[str, datetime]:
        """Return when each secret was last written, by its name; needs the permission Secrets: read."""
        with self._github.calling():
            return {secret.name: secret.updated_at for secret in self._github.remote.get_secrets()}

    def shared_secrets(self) -> set[str]:
        """Return the names of the organization's secrets that its owner shares here; needs Secrets: read."""
        url = f"{self._github.url}/actions/organization-secrets"
        found = self._github.request("GET", url, query={"per_page": _PAGE})
        return {one["name"] for one in found["secrets"]}

    def put_secret(self, name: str, value: str) -> None:
        """Write a secret, sealed for GitHub alone; needs the permission Secrets: write."""
        with self._github.calling():
            self._github.remote.create_secret(name, value)

    def remove_secret(self, name: str) -> None:
        """Delete a secret, if there is one. Needs the permission Secrets: write."""
        self._github.answer("DELETE", f"{self._github.url}/actions/secrets/{name}", expected=(204, 404))

    def text_of(self, path: str) -> str | None:
        """Return a file of the default branch, None if it does not exist or may not be read."""
        try:
            content = self._github.request("GET", f"{self._github.url}/contents/{path}")
        except RepositoryError as error:
            if error.status in (403, 404):
                return None
            raise
        return base64.b64decode(content["content"]).decode("utf-8", "replace")

    def unfinished_runs(self, before: datetime) -> list[str]:
        """Return the names of the runs queued up to the moment that have not ended.

        A run gets the secrets as they are when it is queued.
        """
        found = {
            int(run["id"]): str(run["display_title"])
            for status in _UNFINISHED
            for run in self._runs(status)
            if datetime.fromisoformat(run["created_at"]) <= before
        }
        return list(found.values())

    def _runs(self, status: str) -> list[dict[str, Any]]:
        """Return all runs with a status, the newest first: the old ones that matter are on the last page.

        Runs that move on shift the following ones forward, past the next page to read. The count reveals it, and the
        list is read again.
        """
        url, page, total = f"{self._github.url}/actions/runs", 1, 0
        found: list[dict[str, Any]] = []
        while True:
            query = {"status": status, "per_page": _PAGE, "page": page}
            content = self._github.request("GET", url, query=query)
            shorter, total = content["total_count"] < total, content["total_count"]
            if page > 1 and shorter:
                found, page = [], 1
                continue
            found += content["workflow_runs"]
            if len(content["workflow_runs"]) < _PAGE:
                return found
            page += 1

    def expiry(self) -> datetime | None:
        """Return when our token expires."""
        return parse_expiry(self._answer_headers("").get(_EXPIRY_HEADER, ""))

    def examine(self) -> TokenFacts:
        """Test what the relay's token must be able to do."""
        try:
            expires = self.expiry()
        except RepositoryError as error:
            if error.status not in (401, 403, 404):
                raise
            return TokenFacts(None, (f"HTTP {error.status}",), error.status)
        faults = [CONTENTS_WRITE] if not self._may_dispatch() else []
        try:
            self._answer_headers("/actions/runs?per_page=1")
        except RepositoryError:
            faults.append(ACTIONS_READ)
        return TokenFacts(expires, tuple(faults))

    def _may_dispatch(self) -> bool:
        body = {"event_type": PROBE_EVENT, "client_payload": {}}
        try:
            self._github.answer("POST", f"{self._github.url}/dispatches", body, expected=(204,))
        except RepositoryError as error:
            if error.status not in (403, 404):
                raise
            return False
        return True

    def _answer_headers(self, path: str) -> Mapping[str, str]:
        return self._github.answer("GET", f"{self._github.url}{path}").headers

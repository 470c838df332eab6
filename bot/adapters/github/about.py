"""What GitHub shows about the repository, its default branch and the account that owns it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from bot.adapters.github.client import connect
from bot.core.errors import RepositoryError
from bot.core.sentences import Sentence
from bot.core.settings import Settings

# What GitHub answers about rules in a private repository of a plan that has none (github/branch-deploy#345).
_UPGRADE = "upgrade to github"
_MOST_REPOSITORIES = 100


class OwnerKind(StrEnum):
    USER = "User"
    ORGANIZATION = "Organization"


@dataclass(frozen=True, slots=True)
class RepositoryAbout:
    """A repository as its settings have it; `may` holds what the token's owner may do, empty for an App."""

    full_name: str
    owner: str
    owner_kind: OwnerKind
    is_private: bool
    is_archived: bool
    has_issues: bool
    default_branch: str
    may: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BranchRules:
    """The rules of a branch by their kinds; `offered` is False where the owner's plan has none."""

    kinds: frozenset[str]
    offered: bool = True


class RepositoryDoor:
    """One repository as the credentials of the settings see it; raises as `Repository` does."""

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)
        self._name = settings.repository

    def about(self) -> RepositoryAbout:
        """Return what GitHub shows of the repository; needs Metadata: read, which every token has."""
        try:
            return self._about(self._github.request("GET", self._github.url))
        except (KeyError, TypeError, ValueError, RecursionError):
            raise self._not_github(self._github.url) from None

    @staticmethod
    def _not_github(url: str) -> RepositoryError:
        return RepositoryError(
            Sentence("What answers at {url} is not GitHub's API.", url=url),
            "Look at GITHUB_API_URL, and for a proxy on the way.",
        )

    @staticmethod
    def _about(found: Any) -> RepositoryAbout:
        owner = found["owner"]
        return RepositoryAbout(
            full_name=found["full_name"],
            owner=owner["login"],
            owner_kind=OwnerKind(owner["type"]),
            is_private=found["private"],
            is_archived=found["archived"],
            has_issues=found["has_issues"],
            default_branch=found["default_branch"],
            may=frozenset(name for name, has in (found.get("permissions") or {}).items() if has),
        )

    def owner_exists(self, login: str) -> bool:
        """Return whether there is an account of that name."""
        base = self._github.url.removesuffix(f"/repos/{self._name}")
        try:
            self._github.request("GET", f"{base}/users/{quote(login)}")
        except RepositoryError as error:
            if error.status == 404:
                return False
            raise
        return True

    def visible(self, **query: str) -> list[str]:
        """Return the full names of the first repositories that the token sees, such as those of a `visibility`."""
        base = self._github.url.removesuffix(f"/repos/{self._name}")
        try:
            found = self._github.request(
                "GET", f"{base}/user/repos", query={"per_page": _MOST_REPOSITORIES, **query}
            )
        except RepositoryError as error:
            if error.status in (403, 404):
                return []  # an App sees none here
            raise
        return [one["full_name"] for one in found]

    def requests_left(self) -> tuple[int, int]:
        """Return how many requests this hour still has, and how many it had; asking counts as none."""
        base = self._github.url.removesuffix(f"/repos/{self._name}")
        found = self._github.request("GET", f"{base}/rate_limit")
        try:
            core = found["resources"]["core"]
            return int(core["remaining"]), int(core["limit"])
        except (KeyError, TypeError, ValueError):
            raise self._not_github(f"{base}/rate_limit") from None

    def rules(self, branch: str) -> BranchRules:
        """Return the rules of a branch, whatever ruleset or protection they come from; needs Metadata: read."""
        try:
            found = self._github.request("GET", f"{self._github.url}/rules/branches/{quote(branch)}")
        except RepositoryError as error:
            if error.status == 403 and _UPGRADE in error.message.lower():
                return BranchRules(frozenset(), offered=False)
            raise
        return BranchRules(frozenset(one["type"] for one in found))

    def is_protected(self, branch: str) -> bool:
        """Return whether a branch has the older kind of protection; needs Contents: read."""
        return bool(self._github.request("GET", f"{self._github.url}/branches/{quote(branch)}")["protected"])

    def writers(self) -> int:
        """Return how many people may write, so read every secret; needs Metadata: read, and write in the repository."""
        query = {"permission": "push", "per_page": 100}
        return len(self._github.request("GET", f"{self._github.url}/collaborators", query=query))

    def files(self, folder: str) -> Mapping[str, str]:
        """Return the files of a folder on the default branch, with git's name for each content; needs Contents: read.

        Empty where there is no such folder.
        """
        try:
            found = self._github.request("GET", f"{self._github.url}/contents/{quote(folder)}")
        except RepositoryError as error:
            if error.status == 404:
                return {}
            raise
        return {one["name"]: one["sha"] for one in found if one["type"] == "file"}


def blob_name(content: bytes) -> str:
    """Return git's name for the content of a file."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

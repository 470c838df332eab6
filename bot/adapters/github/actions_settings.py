"""What GitHub Actions may do in the repository, and which of its workflows are switched on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from bot.adapters.github.client import connect
from bot.core.settings import Settings

ACTIVE = "active"


class AccessLevel(StrEnum):
    """From where the workflows of a private repository may be called, and its actions used."""

    NONE = "none"
    USER = "user"  # the owner's other private repositories
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Policy:
    """Whether Actions is on, and which actions may run: `all`, `local_only` or `selected`.

    Of selected ones, `github_owned` says whether those by GitHub may, and `patterns` which others.
    """

    enabled: bool
    allowed: str = "all"
    github_owned: bool = True
    patterns: tuple[str, ...] = ()

    @property
    def allows_checkout(self) -> bool:
        """Return whether `actions/checkout` may run, the one action of another repository that the workflows use."""
        by_pattern = any(one.startswith(("actions/checkout@", "actions/*")) for one in self.patterns)
        return self.allowed == "all" or (self.allowed == "selected" and (self.github_owned or by_pattern))


@dataclass(frozen=True, slots=True)
class WorkflowSwitch:
    """A workflow file by its name without the end; `state` is GitHub's, such as `disabled_inactivity`."""

    name: str
    state: str

    @property
    def is_on(self) -> bool:
        return self.state == ACTIVE


class ActionsSettings:
    """The settings of Actions in one repository; raises as `Repository` does."""

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)
        self._url = f"{self._github.url}/actions"

    def policy(self) -> Policy:
        """Return what may run; needs Administration: read."""
        found = self._get("permissions")
        allowed = str(found.get("allowed_actions", "all"))
        if not found["enabled"] or allowed != "selected":
            return Policy(found["enabled"], allowed)
        selected = self._get("permissions/selected-actions")
        patterns = tuple(selected.get("patterns_allowed") or ())
        return Policy(
            enabled=True,
            allowed=allowed,
            github_owned=bool(selected.get("github_owned_allowed")),
            patterns=patterns,
        )

    def allow(self, policy: Policy) -> None:
        """Switch Actions on or off, and say which actions may run; needs Administration: write."""
        body: dict[str, Any] = {"enabled": policy.enabled}
        if policy.enabled:
            body["allowed_actions"] = policy.allowed
        self._put("permissions", body)
        if policy.enabled and policy.allowed == "selected":
            selected = {
                "github_owned_allowed": policy.github_owned,
                "patterns_allowed": list(policy.patterns),
            }
            self._put("permissions/selected-actions", selected)

    def workflows_write_by_default(self) -> bool:
        """Return whether a workflow that names no permissions may write; needs Administration: read."""
        return bool(self._get("permissions/workflow")["default_workflow_permissions"] == "write")

    def access(self) -> AccessLevel:
        """Return from where the workflows of this private repository may be called; needs Administration: read."""
        return AccessLevel(self._get("permissions/access")["access_level"])

    def set_access(self, level: AccessLevel) -> None:
        """Set that; needs Administration: write."""
        self._put("permissions/access", {"access_level": level})

    def workflows(self) -> list[WorkflowSwitch]:
        """Return the workflows of the default branch; needs Actions: read."""
        found = self._github.request("GET", f"{self._url}/workflows", query={"per_page": 100})["workflows"]
        return [WorkflowSwitch(PurePosixPath(one["path"]).stem, one["state"]) for one in found]

    def switch(self, workflow: str, *, on: bool) -> None:
        """Enable or disable a workflow; needs Actions: write."""
        self._put(f"workflows/{workflow}.yml/{'enable' if on else 'disable'}", None)

    def _get(self, path: str) -> Any:
        return self._github.request("GET", f"{self._url}/{path}")

    def _put(self, path: str, body: Any) -> None:
        self._github.answer("PUT", f"{self._url}/{path}", body, expected=(204,))

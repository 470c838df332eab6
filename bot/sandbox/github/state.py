"""Everything the emulated GitHub stores, without any HTTP."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import clock
from bot.sandbox.github.apps import Apps
from bot.sandbox.github.files import Files
from bot.sandbox.github.issues import Issues
from bot.sandbox.github.limits import RateLimits
from bot.sandbox.github.marks import Labels, Reactions
from bot.sandbox.github.people import JOB_LOGIN, People
from bot.sandbox.github.policies import PLANS, Policies, Policy
from bot.sandbox.github.secrets import Secrets
from bot.sandbox.github.values import Actor, Repository, Role, UserKind

if TYPE_CHECKING:
    from collections.abc import Callable

# Real ids have long exceeded 32 bits; code that stores them too narrowly should fail here.
FIRST_ID = 4_300_000_001
# The lowest role that a token without scopes needs for each permission.
_ROLE_NEEDED: dict[str, Role] = {
    "contents:write": "write",
    "actions:write": "write",
    "labels:write": "triage",
    "issues:manage": "triage",
    "comments:manage": "write",
    "administration:write": "admin",
    "secrets:read": "write",
    "secrets:write": "write",
    "actions_variables:read": "write",
    "actions_variables:write": "write",
    "administration:read": "admin",
}


class GithubState:
    """One repository with its users, tokens, issues, comments, labels and reactions.

    Thread-safe: one lock guards everything, and each method is atomic.
    """

    def __init__(self, owner: str, name: str, private: bool = True) -> None:  # noqa: FBT001, FBT002 - as GitHub's own field
        self.lock = threading.RLock()
        self.next_id: Callable[[], int] = itertools.count(FIRST_ID).__next__
        self.people = People(self.lock, self.next_id)
        self.apps = Apps(self.lock, self.next_id, self.people)
        self.issues = Issues(self.lock, self.next_id)
        self.labels = Labels(self.lock, self.next_id)
        self.reactions = Reactions(self.lock, self.next_id)
        self.files = Files(self.lock)
        self.secrets = Secrets(self.lock)
        self.policies = Policies(self.lock)
        self.limits = RateLimits(self.lock)
        self._repository = Repository(self.next_id(), owner, name, private, clock.now())
        self.is_on: Callable[[str], bool] = lambda _: False  # whether a fault is switched on
        self.people.add(owner, "admin")
        self.people.add(JOB_LOGIN, "none", "Bot")

    @property
    def repository(self) -> Repository:
        """The repository as its settings and the faults that are on make it."""
        with self.lock:
            known = self._repository
        return replace(
            known,
            name=f"{known.name}-novo" if self.is_on("github-renamed") else known.name,
            private=known.private and not self.is_on("github-public"),
            has_issues=known.has_issues and not self.is_on("github-issues-off"),
            archived=known.archived or self.is_on("github-archived"),
            owner_kind="Organization" if self.is_on("github-organization") else known.owner_kind,
        )

    @property
    def policy(self) -> Policy:
        """What the owner has set, as the faults that are on make it."""
        known = self.policies.policy
        plan = "free" if self.is_on("github-free-plan") else known.plan
        return replace(
            known,
            plan=plan,
            rules=() if self.is_on("github-no-branch-rules") else known.rules,
            allowed_actions="local_only" if self.is_on("actions-local-only") else known.allowed_actions,
            default_permissions="write"
            if self.is_on("actions-write-by-default")
            else known.default_permissions,
            minutes_used=PLANS[plan] if self.is_on("minutes-used-up") else known.minutes_used,
        )

    def role_of(self, login: str) -> Role:
        """Return what a user may do in the repository."""
        role = self.people.get(login).role
        widened = self.is_on("github-many-writers") and role in {"read", "triage"}
        return "write" if widened else role

    def was_called(self, full_name: str) -> bool:
        """Return whether the repository had this name before it was renamed."""
        with self.lock:
            return full_name.lower() == self._repository.full_name.lower() and self.is_on("github-renamed")

    def change_repository(
        self, *, private: bool | None = None, has_issues: bool | None = None, archived: bool | None = None
    ) -> Repository:
        """Change what an owner can change in the repository's settings."""
        with self.lock:
            known = self._repository
            self._repository = replace(
                known,
                private=known.private if private is None else private,
                has_issues=known.has_issues if has_issues is None else has_issues,
                archived=known.archived if archived is None else archived,
            )
            return self._repository

    def add_user(self, login: str, role: Role = "none", kind: UserKind = "User") -> None:
        self.people.add(login, role, kind)

    def add_token(self, token: str, actor: Actor) -> None:
        self.people.add_token(token, actor)

    def may_see(self, actor: Actor | None) -> bool:
        """Return whether the actor can see the repository at all."""
        if not self.repository.private:
            return True
        return actor is not None and (actor.is_integration or self.people.has_role(actor.login, "read"))

    def may(self, actor: Actor, permission: str) -> bool:
        """Return whether the actor has a permission such as `issues:write`.

        `labels:write`, `issues:manage` and `comments:manage` are separate for people; tokens have `issues:write` for
        all three.
        """
        if permission.endswith(":read") and actor.scopes is None and not self.is_guarded(permission):
            return self.may_see(actor)
        role_suffices = actor.is_integration or self._role_allows(actor.login, permission)
        return role_suffices and (actor.scopes is None or _scopes_allow(actor.scopes, permission))

    @staticmethod
    def is_guarded(permission: str) -> bool:
        """Return whether even reading needs more than seeing the repository."""
        return permission in _ROLE_NEEDED

    def _role_allows(self, login: str, permission: str) -> bool:
        if permission in _ROLE_NEEDED:
            return self.people.has_role(login, _ROLE_NEEDED[permission])
        if permission.endswith(":read") or permission == "issues:write":
            return not self.repository.private or self.people.has_role(login, "read")
        return self.people.has_role(login, _ROLE_NEEDED.get(permission, "admin"))


def _scopes_allow(scopes: frozenset[str], permission: str) -> bool:
    area, level = permission.split(":")
    if (area, level) == ("metadata", "read"):
        return True  # every token has it
    if permission in {"labels:write", "issues:manage", "comments:manage"}:
        area, level = "issues", "write"
    return f"{area}:write" in scopes or (level == "read" and f"{area}:read" in scopes)

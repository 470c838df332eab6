"""Users, their roles in the repository, and their tokens."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import clock
from bot.sandbox.github.values import ROLES, Actor, MissingError, Role, User, UserKind

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable

JOB_LOGIN = "github-actions[bot]"
# The permissions of a workflow that names none, as in repositories created since 2023.
DEFAULT_JOB_SCOPES = frozenset({"contents:read", "packages:read"})


class People:
    """All users; logins are compared case-insensitively, as GitHub does."""

    def __init__(self, lock: threading.RLock, next_id: Callable[[], int]) -> None:
        self._lock = lock
        self._next_id = next_id
        self._users: dict[str, User] = {}
        self._tokens: dict[str, Actor] = {}

    def add(self, login: str, role: Role = "none", kind: UserKind = "User") -> User:
        """Add a user, or change the role and kind of an existing one."""
        with self._lock:
            known = self._users.get(login.lower())
            user = (
                replace(known, role=role, kind=kind)
                if known
                else User(self._next_id(), login, kind, role, clock.now())
            )
            self._users[login.lower()] = user
            return user

    def get(self, login: str) -> User:
        with self._lock:
            user = self._users.get(login.lower())
        if user is None:
            raise MissingError(f"no user {login}")
        return user

    def everyone(self) -> list[User]:
        with self._lock:
            return list(self._users.values())

    def add_token(self, token: str, actor: Actor) -> Actor:
        self.get(actor.login)
        with self._lock:
            self._tokens[token] = actor
        return actor

    def drop_token(self, token: str) -> None:
        with self._lock:
            self._tokens.pop(token, None)

    def job_token(self, scopes: frozenset[str] | None = None) -> str:
        """Create a job's token; without scopes it has the default permissions."""
        token = f"ghs_{secrets.token_hex(18)}"
        self.add_token(token, Actor(JOB_LOGIN, "job", DEFAULT_JOB_SCOPES if scopes is None else scopes))
        return token

    def actor(self, token: str) -> Actor | None:
        with self._lock:
            actor = self._tokens.get(token)
        if actor is None or (actor.expires is not None and actor.expires <= clock.now()):
            return None
        return actor

    def has_role(self, login: str, least: Role) -> bool:
        with self._lock:
            user = self._users.get(login.lower())
        return user is not None and ROLES.index(user.role) >= ROLES.index(least)

    def may_be_assigned(self, login: str) -> bool:
        """Return whether an account may be assigned to issues: a person who may read here."""
        return self.has_role(login, "read") and self.get(login).kind == "User"

    def assignable(self, logins: Iterable[str]) -> tuple[str, ...]:
        """Return those of the accounts that may be assigned, as their owners spell them."""
        return tuple(self.get(login).login for login in logins if self.may_be_assigned(login))

"""What an owner sets for a repository besides its code: what Actions may do, variables, rules of the default branch.

And what the owner's account has: its plan, with the minutes of Actions that it includes each month.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from bot.core import clock
from bot.sandbox.github.values import InvalidError, MissingError

if TYPE_CHECKING:
    import threading

AllowedActions = Literal["all", "local_only", "selected"]
Access = Literal["none", "user", "organization"]
ALLOWED_ACTIONS: tuple[AllowedActions, ...] = ("all", "local_only", "selected")
ACCESS: tuple[Access, ...] = ("none", "user", "organization")
# Minutes of Actions that a plan includes each month (docs.github.com: GitHub Actions billing).
PLANS = {"free": 2_000, "pro": 3_000, "team": 3_000, "enterprise": 50_000}
MAX_VARIABLE_CHARACTERS = 48 * 1024


class ExistsError(ValueError):
    """There is one of that name already."""


@dataclass(frozen=True)
class Policy:
    """The settings of one repository, and the plan of its owner."""

    allowed_actions: AllowedActions = "all"
    sha_pinning: bool = False
    github_owned: bool = True
    verified: bool = False
    patterns: tuple[str, ...] = ()
    default_permissions: Literal["read", "write"] = "read"
    may_approve: bool = False
    access: Access = "none"
    rules: tuple[str, ...] = ("deletion", "non_fast_forward", "pull_request")
    plan: str = "pro"
    minutes_used: int = 640


@dataclass(frozen=True)
class Variable:
    name: str
    value: str
    created_at: datetime
    updated_at: datetime


class Policies:
    """One policy, changed as a whole; and the variables that workflows read."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._policy = Policy()
        self._variables: dict[str, Variable] = {}

    @property
    def policy(self) -> Policy:
        with self._lock:
            return self._policy

    def change(self, **changes: Any) -> None:
        with self._lock:
            self._policy = replace(self._policy, **changes)

    def variables(self) -> list[Variable]:
        with self._lock:
            return sorted(self._variables.values(), key=lambda one: one.name)

    def values(self) -> dict[str, str]:
        """Return the variables as a run sees them."""
        return {one.name: one.value for one in self.variables()}

    def variable(self, name: str) -> Variable:
        with self._lock:
            if name.upper() not in self._variables:
                raise MissingError(f"no variable {name}")
            return self._variables[name.upper()]

    def add_variable(self, name: str, value: str) -> Variable:
        """Add a variable; its name is kept in capitals, as GitHub does."""
        _check_value(value)
        now = clock.now()
        with self._lock:
            if name.upper() in self._variables:
                raise ExistsError(name)
            self._variables[name.upper()] = made = Variable(name.upper(), value, now, now)
            return made

    def change_variable(self, name: str, value: str) -> None:
        _check_value(value)
        with self._lock:
            known = self.variable(name)
            self._variables[known.name] = replace(known, value=value, updated_at=clock.now())

    def remove_variable(self, name: str) -> None:
        with self._lock:
            del self._variables[self.variable(name).name]


def _check_value(value: str) -> None:
    if not value or len(value) > MAX_VARIABLE_CHARACTERS:
        raise InvalidError("Variable", "value", "invalid")

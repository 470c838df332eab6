"""The plan of the account that owns the repository, and the minutes of Actions that it has used this month.

A fine-grained token sees them with the permission of the account *Plan: read*, for an organization with
*Organization administration: read* (docs.github.com: permissions required for fine-grained personal access tokens).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.adapters.github.about import OwnerKind, RepositoryAbout
from bot.adapters.github.client import connect
from bot.core.settings import Settings

# Minutes of Actions that private repositories have each month (docs.github.com: GitHub Actions billing).
INCLUDED_MINUTES = {"free": 2_000, "pro": 3_000, "team": 3_000, "business": 50_000, "enterprise": 50_000}


@dataclass(frozen=True, slots=True)
class ActionsMinutes:
    """Minutes of Actions used in a month, and what is paid for them beyond what the plan includes, in dollars."""

    used: float
    paid: float


class OwnerPlan:
    """The owner's account, as far as the token of the settings may see it; raises as `Repository` does."""

    def __init__(self, settings: Settings, owner: RepositoryAbout) -> None:
        self._github = connect(settings)
        self._base = self._github.url.removesuffix(f"/repos/{settings.repository}")
        self._owner = owner

    def name(self) -> str:
        """Return the plan, such as `free`, `pro` or `team`; empty where the token does not show it."""
        if self._owner.owner_kind is OwnerKind.ORGANIZATION:
            found = self._get(f"orgs/{quote(self._owner.owner)}")
        else:
            found = self._get("user")
            if found["login"].lower() != self._owner.owner.lower():
                return ""  # somebody else's plan
        return str((found.get("plan") or {}).get("name", ""))

    def minutes(self, now: datetime) -> ActionsMinutes:
        """Return what Actions used in the month of that moment."""
        place = "organizations" if self._owner.owner_kind is OwnerKind.ORGANIZATION else "users"
        path = f"{place}/{quote(self._owner.owner)}/settings/billing/usage/summary"
        query = {"year": now.year, "month": now.month, "product": "Actions"}
        items = [one for one in self._get(path, query)["usageItems"] if one["unitType"].lower() == "minutes"]
        return ActionsMinutes(
            sum(one["grossQuantity"] for one in items), sum(one["netAmount"] for one in items)
        )

    def _get(self, path: str, query: dict[str, Any] | None = None) -> Any:
        return self._github.request("GET", f"{self._base}/{path}", query=query)

"""Who is assigned to issues, and who may be.

docs.github.com/rest/issues/assignees: an issue takes ten assignees, and GitHub silently leaves out whoever may not be
assigned; so it is asked first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.adapters.github.client import Connection

MOST = 10  # of an issue


class Assignees:
    """The people in charge of the issues of one repository; raises as `Repository` does.

    Who may be assigned is asked once of each account.
    """

    def __init__(self, github: Connection) -> None:
        self._github = github
        self._fit: dict[str, bool] = {}

    def of(self, number: int) -> list[str]:
        """Return the logins of who is assigned to an issue."""
        return _logins(self._github.request("GET", f"{self._github.url}/issues/{number}"))

    def may_be(self, login: str) -> bool:
        """Return whether an account may be assigned here; needs Issues: read."""
        key = login.lower()
        if key not in self._fit:
            url = f"{self._github.url}/assignees/{login}"
            self._fit[key] = self._github.answer("GET", url, expected=(204, 404)).status == 204
        return self._fit[key]

    def fit(self, logins: Iterable[str]) -> list[str]:
        """Return those of the accounts that may be assigned."""
        return [login for login in logins if self.may_be(login)]

    def add(self, number: int, logins: Sequence[str]) -> list[str]:
        """Assign people in addition; return who is assigned then: GitHub leaves out who may not be."""
        return self._change("POST", number, logins)

    def remove(self, number: int, logins: Sequence[str]) -> list[str]:
        """Take people off an issue; return who is assigned then."""
        return self._change("DELETE", number, logins)

    def were_any(self, number: int) -> bool:
        """Return whether anybody was ever assigned to an issue, as far as its first hundred events show."""
        url = f"{self._github.url}/issues/{number}/events"
        found = self._github.request("GET", url, query={"per_page": 100})
        return any(one["event"] == "assigned" for one in found)

    def _change(self, method: str, number: int, logins: Sequence[str]) -> list[str]:
        url = f"{self._github.url}/issues/{number}/assignees"
        # To repeat either changes nothing.
        return _logins(
            self._github.create(lambda: self._github.request(method, url, {"assignees": list(logins)}))
        )


def _logins(issue: dict[str, Any]) -> list[str]:
    return [one["login"] for one in issue["assignees"]]

"""The variables of the repository, which its workflows read and everybody with write may see."""

from __future__ import annotations

from bot.adapters.github.client import connect
from bot.core.errors import RepositoryError
from bot.core.settings import Settings

_PAGE = 30  # GitHub's most for this list


class RepositoryVariables:
    """The variables of one repository; raises as `Repository` does."""

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)
        self._url = f"{self._github.url}/actions/variables"

    def all(self) -> dict[str, str]:
        """Return the variables by their names, in capitals; needs Variables: read."""
        found: dict[str, str] = {}
        for page in range(1, 100):
            query = {"per_page": _PAGE, "page": page}
            listed = self._github.request("GET", self._url, query=query)["variables"]
            found |= {one["name"]: one["value"] for one in listed}
            if len(listed) < _PAGE:
                break
        return found

    def put(self, name: str, value: str) -> None:
        """Set a variable, whether there is one already or not; needs Variables: write."""
        try:
            self._github.answer("PATCH", f"{self._url}/{name}", {"value": value}, expected=(204,))
        except RepositoryError as error:
            if error.status != 404:
                raise
            self._github.answer("POST", self._url, {"name": name, "value": value}, expected=(201,))

    def remove(self, name: str) -> None:
        """Delete a variable, if there is one; needs Variables: write."""
        self._github.answer("DELETE", f"{self._url}/{name}", expected=(204, 404))

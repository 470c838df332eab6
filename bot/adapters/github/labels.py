"""The labels of the repository, with their colours and descriptions."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from bot.adapters.github.client import connect
from bot.core.settings import Settings
from bot.rules.upkeep.label_looks import LabelLook

_PAGE = 100


class Labels:
    """The labels of one repository; raises as `Repository` does."""

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)
        self._url = f"{self._github.url}/labels"

    def all(self) -> dict[str, LabelLook]:
        """Return the labels by their names in lower case, as GitHub compares them; needs Issues: read."""
        found: dict[str, LabelLook] = {}
        for page in range(1, 100):
            listed = self._github.request("GET", self._url, query={"per_page": _PAGE, "page": page})
            found |= {one["name"].lower(): _as_label(one) for one in listed}
            if len(listed) < _PAGE:
                break
        return found

    def create(self, label: LabelLook) -> None:
        """Create a label; needs Issues: write. It is an error if there is one of that name."""
        self._github.answer("POST", self._url, {"name": label.name, **_looks(label)}, expected=(201,))

    def change(self, label: LabelLook) -> None:
        """Give a label another colour and description; needs Issues: write."""
        self._github.answer("PATCH", f"{self._url}/{quote(label.name, safe='')}", _looks(label))

    def remove(self, name: str) -> None:
        """Delete a label, also from every issue that has it; needs Issues: write."""
        self._github.answer("DELETE", f"{self._url}/{quote(name, safe='')}", expected=(204, 404))

    def is_used(self, name: str) -> bool:
        """Return whether any issue, open or closed, has a label; needs Issues: read."""
        query = {"labels": name, "state": "all", "per_page": 1}
        return bool(self._github.request("GET", f"{self._github.url}/issues", query=query))


def _as_label(found: dict[str, Any]) -> LabelLook:
    return LabelLook(found["name"], found["color"].lower(), found["description"] or "")


def _looks(label: LabelLook) -> dict[str, str]:
    return {"color": label.colour, "description": label.description}

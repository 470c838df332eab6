"""How GitHub behaves where no document says it, tried out in one issue of ours, which is closed afterwards."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from bot.adapters.github.client import connect
from bot.core import clock
from bot.core.errors import RepositoryError
from bot.core.settings import Settings

_TITLE, _BODY = (
    "bot doctor",
    "`bot doctor --first-contact` made this issue to see how GitHub behaves. It can be deleted.",
)
_SECOND = 1.1  # GitHub writes times in whole seconds
_LISTED_WITHIN, _LOOK_EVERY = 10.0, 0.5


@dataclass(frozen=True, slots=True)
class Probed:
    """What was seen: `listed_after` is in seconds, None for never; `locked_status` an HTTP status."""

    label_made: bool
    listed_after: float | None
    reaction_changes: bool
    locked_status: int


class IssueProbe:
    """One issue, made and closed by the credentials of the settings, which need Issues: read and write."""

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)
        self._label = f"doctor-{secrets.token_hex(4)}"

    def run(self) -> Probed:
        """Make the issue, try everything, take the label away and close it; raises as `Repository` does."""
        made = self._ask("POST", "issues", {"title": _TITLE, "body": _BODY, "labels": [self._label]})
        place = f"issues/{made['number']}"
        try:
            return Probed(
                label_made=any(one["name"] == self._label for one in made["labels"]),
                listed_after=self._listed_after(),
                reaction_changes=self._reaction_changes(place),
                locked_status=self._comment_while_locked(place),
            )
        finally:
            self._ask("PATCH", place, {"state": "closed"})
            self._github.answer("DELETE", self._url(f"labels/{self._label}"), expected=(204, 404))

    def _listed_after(self) -> float | None:
        began = clock.steady()
        while clock.steady() - began < _LISTED_WITHIN:
            if self._github.request("GET", self._url("issues"), query={"labels": self._label}):
                return clock.steady() - began
            clock.sleep(_LOOK_EVERY)
        return None

    def _reaction_changes(self, place: str) -> bool:
        before = self._ask("GET", place)["updated_at"]
        clock.sleep(_SECOND)
        self._ask("POST", f"{place}/reactions", {"content": "eyes"})
        return bool(self._ask("GET", place)["updated_at"] != before)

    def _comment_while_locked(self, place: str) -> int:
        self._github.answer("PUT", self._url(f"{place}/lock"), expected=(204,))
        try:
            return self._github.answer(
                "POST", self._url(f"{place}/comments"), {"body": "."}, expected=(201,)
            ).status
        except RepositoryError as error:
            return error.status
        finally:
            self._github.answer("DELETE", self._url(f"{place}/lock"), expected=(204,))

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        return self._github.request(method, self._url(path), body)

    def _url(self, path: str) -> str:
        return f"{self._github.url}/{path}"

"""What a step of the setup is: it compares what is there with what is wanted, changes it, and takes that back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.operate.setup.installation import Installation


class Place(StrEnum):
    """Where a change is made."""

    COMPUTER = "computer"
    TWILIO = "twilio"
    GITHUB = "github"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs from what is wanted; `before` and `after` are shown, so they hold no secret.

    `undo` says, in JSON, what the step needs to take the change back, with what was there as `before`, if that matters:
    of several runs the first `before` is kept. It is on the disk before `apply` is called, and holds no secret of ours;
    an empty one says that there is nothing to take back. `apply` may be repeated: a kill may come right after it.
    """

    what: str
    before: str
    after: str
    apply: Callable[[], object] = field(repr=False)
    undo: Mapping[str, Any] = field(default_factory=dict)


class Step(ABC):
    """A part of the setup. `id` is that of the check of `bot doctor` that finds its fault, where there is one."""

    id: str
    place: Place
    title: str

    @abstractmethod
    def changes(self, installation: Installation) -> Sequence[Change]:
        """Return what is left to change, in its order, without changing anything; raises BotError."""

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:  # noqa: ARG002 - for those that have nothing to take back
        """Return the change that takes one of ours back, None if it is not, or no longer, as we left it."""
        return None

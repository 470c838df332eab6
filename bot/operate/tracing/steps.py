"""The steps of a message's way, as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.marks import Mark


class SeenIn(StrEnum):
    """Where a step was seen."""

    LOG = "log"
    STORE = "store"
    GITHUB = "github"
    TWILIO = "twilio"


class IdKind(StrEnum):
    """What an id stands for."""

    RECEIVED = "received"
    SENT = "sent"
    ORDER = "order"
    COMMENT = "comment"


# The order of what happens within one second: GitHub's moments are whole ones, and each machine has its own clock.
_IN_TURN = (
    "received-at-twilio",
    "sent-at-twilio",
    "message-stored",
    "order-stored",
    "message-batched",
    "batch-dispatched",
    "run-began",
    "recorded",
    "order-shown",
    "run-ended",
    "run-succeeded",
    "reply",
    "status-noted",
    "status-stored",
    "mark",
    "mark-on-issue",
)
# The bot puts its marks in this order.
_MARKS = tuple(Mark)
_RANK = {name: rank for rank, name in enumerate(_IN_TURN)}


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step: its name is that of the log's line where there is one. It holds neither a number nor a text."""

    at: datetime
    name: str
    source: SeenIn
    fields: Mapping[str, str | int] = field(default_factory=dict, hash=False)

    @property
    def turn(self) -> tuple[datetime, int, datetime, int]:
        """What sorts it among the others."""
        mark = self.fields.get("mark")
        within = _MARKS.index(Mark(str(mark))) if mark else 0
        return self.at.replace(microsecond=0), _RANK.get(self.name, len(_RANK)), self.at, within


@dataclass(frozen=True, slots=True)
class Trail:
    """The way of a message, in the order of time, and what could not be seen from here, in sentences."""

    id: str
    kind: IdKind
    steps: tuple[TraceStep, ...]
    unseen: tuple[str, ...]

"""That it is not certain what a comment asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class UnclearReason(StrEnum):
    """Why it is not certain what a comment asks for."""

    FORM = "form"  # it begins nearly like a command
    BELOW = "below"  # a command stands below other text
    SECOND = "second"  # a second command stands below the first
    EMAIL = "email"  # where the author's text ends and a quoted mail begins is not certain
    LENGTH = "length"  # it is too long to be parsed


@dataclass(frozen=True, slots=True)
class Unclear:
    """The comment contains one of our commands, but its meaning is unclear; `name` is the command."""

    reason: UnclearReason
    name: str = ""

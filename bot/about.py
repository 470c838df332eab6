"""Which comment a sent message belongs to, as Twilio's status callback carries it: written and read here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

# The parameters of our callback address: what a message belongs to, and the order that asked for it.
ABOUT, ORDER = "about", "order"

_FORM = re.compile(r"(\d{1,12})-(\d{1,20})")


@dataclass(frozen=True, slots=True)
class About:
    """A comment of an issue; comment 0 is the issue itself."""

    issue: int
    comment: int = 0

    def __str__(self) -> str:
        return f"{self.issue}-{self.comment}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what `str` wrote; None for anything else."""
        found = _FORM.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

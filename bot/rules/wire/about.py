"""What a sent message belongs to, as our callback address carries it to Twilio and back: written and read here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

# The parameters of our callback address: what a message belongs to, the order that asked for it, and which part of
# a text it is.
ABOUT, ORDER, PART = "about", "order", "part"

_FORM = re.compile(r"(\d{1,12})-(\d{1,20})")
_PART = re.compile(r"([1-9]\d{0,2})-([1-9]\d{0,2})")


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


def read_part(text: str) -> tuple[int, int]:
    """Read which part of how many a message is, such as `2-3`; anything else is a text that was not split."""
    found = _PART.fullmatch(text)
    number, of = (int(found[1]), int(found[2])) if found else (1, 1)
    return (number, of) if number <= of else (1, 1)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a report on a message must bring back: the message is the `part`-th of the `parts` of its text."""

    about: About
    order: str = ""
    part: int = 1
    parts: int = 1

    @property
    def query(self) -> str:
        """The query of our callback address; a text that was not split needs no part."""
        values = {ABOUT: str(self.about)}
        if self.order:
            values[ORDER] = self.order
        if self.parts > 1:
            values[PART] = f"{self.part}-{self.parts}"
        return urlencode(values)

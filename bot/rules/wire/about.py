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


@dataclass(frozen=True, slots=True)
class PartNumber:
    """A message as a part of its text: the `number`-th of `of`."""

    number: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.number}-{self.of}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote; anything else is a text that travels whole."""
        found = _PART.fullmatch(text)
        number, of = (int(found[1]), int(found[2])) if found else (1, 1)
        return cls(number, of) if number <= of else cls()


WHOLE = PartNumber()


@dataclass(frozen=True, slots=True)
class Trace:
    """All that a report on a message must bring back."""

    about: About
    order: str = ""
    part: PartNumber = WHOLE

    @property
    def query(self) -> str:
        """The query of our callback address; what a text that travels whole need not say is left out."""
        said = {ABOUT: str(self.about)}
        if self.order:
            said[ORDER] = self.order
        if self.part.of > 1:
            said[PART] = str(self.part)
        return urlencode(said)

"""How often somebody may ask in a minute, counted by all processes together. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.relay.store.notes import Content

_MINUTE = 60
# Clocks of several machines agree to a second or so; what is further ahead was counted before a clock was set back.
_AHEAD = 5


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests came in each second of the last minute, in seconds since 1970."""

    counts: Mapping[int, int] = field(default_factory=dict)

    def at(self, now: datetime) -> Quota:
        """Return the quota without what no longer counts."""
        second = int(now.timestamp())
        return Quota(
            {at: count for at, count in self.counts.items() if second - _MINUTE < at <= second + _AHEAD}
        )

    def taken(self, now: datetime) -> Quota:
        """Return the quota after one more request."""
        second = int(now.timestamp())
        return Quota({**self.counts, second: self.counts.get(second, 0) + 1})

    def wait(self, most: int, now: datetime) -> int:
        """Return how many seconds to wait before the next request, 0 if it may come now."""
        excess = sum(self.counts.values()) - most + 1
        if excess <= 0:
            return 0
        for at, count in sorted(self.counts.items()):
            excess -= count
            if excess <= 0:
                return max(1, math.ceil(at + _MINUTE - now.timestamp()))
        return _MINUTE

    def noted(self) -> Content:
        return {"counts": [[at, count] for at, count in sorted(self.counts.items())]}

    @classmethod
    def of(cls, note: Content) -> Quota:
        """Return what a note holds; an empty quota if it holds none."""
        counts, found = note.get("counts"), {}
        for one in counts if isinstance(counts, list) else ():
            match one:
                case [int(at), int(count)]:
                    found[at] = count
        return cls(found)

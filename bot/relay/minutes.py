"""How often something happened within a minute on this machine: counted in memory that all worker processes share.

The memory is bounded, and nobody waits for a lock of another process, which may have been killed while it held it:
where two count at the same instant, one may be lost.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, MutableSequence
from multiprocessing import RawArray

from bot.core import clock

SECONDS = 60.0
SLOTS = 16_384
# A name is kept in one of so many places; where all are taken, it is not counted.
_PLACES = 8


class Minutes:
    """A number for each name, from its first occurrence on, for a minute."""

    def __init__(self, seconds: float = SECONDS, *, shared: bool = False) -> None:
        """`shared` is for the process that starts the others, and hands it to them."""
        self.seconds = seconds
        empty = bytes(8 * SLOTS)
        self._names: MutableSequence[int] = RawArray("Q", SLOTS) if shared else array("Q", empty)
        self._counts: MutableSequence[int] = RawArray("Q", SLOTS) if shared else array("Q", empty)
        self._since: MutableSequence[float] = RawArray("d", SLOTS) if shared else array("d", empty)

    def count(self, name: str) -> tuple[int, float]:
        """Count one more; return how many there were within the minute, and how many seconds of it are left."""
        now, wanted = clock.steady(), _number(name)
        place = self._find(wanted, now)
        if place is None:
            return 1, self.seconds
        if self._names[place] != wanted or not self._is_fresh(place, now):
            self._names[place], self._counts[place], self._since[place] = wanted, 0, now
        self._counts[place] += 1
        return self._counts[place], max(0.0, self._since[place] + self.seconds - now)

    def end(self, name: str) -> int:
        """Return how many there were, whether the minute is over or not, and begin anew."""
        wanted = _number(name)
        for place in _places(wanted):
            if self._names[place] == wanted:
                count, self._names[place], self._since[place] = self._counts[place], 0, 0.0
                return count
        return 0

    def _find(self, wanted: int, now: float) -> int | None:
        """Return where a name is counted, or may be; None if there is no room."""
        free = None
        for place in _places(wanted):
            if self._names[place] == wanted:
                return place
            if free is None and not self._is_fresh(place, now):
                free = place
        return free

    def _is_fresh(self, place: int, now: float) -> bool:
        return bool(self._names[place]) and now - self._since[place] < self.seconds


def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest()) or 1


def _places(number: int) -> Iterator[int]:
    return ((number + place) % SLOTS for place in range(_PLACES))

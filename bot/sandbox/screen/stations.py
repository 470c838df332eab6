"""The stations on a message's way, and how far the message has got: values alone.

The sentences are English, as everywhere where they arise; the page shows them in its language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.messages import Channel


class Light(StrEnum):
    """How far a station has got."""

    REACHED = "reached"
    WORKING = "working"  # something is being done about it now
    WAITING = "waiting"  # something is in the way; it is tried again
    FAILED = "failed"  # it goes no further by itself
    AHEAD = "ahead"
    PASSED_BY = "passed-by"  # the message came another way


@dataclass(frozen=True, slots=True)
class Station:
    """A station: when it was reached, what is to be said of it, and when what failed is tried again.

    `says` may be plain English that a store kept. `run` is the workflow run behind it, `issue` and `comment` the place.
    """

    name: str
    light: Light = Light.AHEAD
    at: datetime | None = None
    says: str = ""
    again_at: datetime | None = None
    run: int = 0
    issue: int = 0
    comment: int = 0


@dataclass(frozen=True, slots=True)
class MessageWay:
    """One message with its stations; `who` is the person's masked address, `words` how the text begins."""

    id: str
    inbound: bool
    channel: Channel
    who: str
    words: str
    at: datetime
    stations: tuple[Station, ...]

    @property
    def light(self) -> Light:
        """The light of the whole way: that of the station where it has stopped, else of the last one."""
        stopped = (each.light for each in self.stations if each.light in (Light.FAILED, Light.WAITING))
        reached = self.stations[-1].light is Light.REACHED
        return Light.REACHED if reached else next(stopped, Light.WORKING)

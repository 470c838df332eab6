"""How soon a burst of messages could be in issues at the earliest, whatever the bot did: GitHub's limits alone. Pure.

The reasoning, with GitHub's own figures (docs.github.com, "Rate limits for the REST API" and "Create a repository
dispatch event"):

- Everybody who wrote needs something new: an issue, or a comment. One holds all that a person wrote, up to 65,536
  characters. Editing an old one is no way out: nobody would be notified.
- Of these, GitHub takes 80 in a minute and 500 in an hour. The quickest way is 80 at once, 80 more after each minute
  until 500 are there, and so on after each hour.
- Messages reach GitHub by dispatches, each with at most 65,535 characters, and each starts a job, whose runner has to
  be made ready before it can do anything. Different people's jobs could run side by side, but what one person wrote has
  to stay in order, so that their jobs follow each other.
- The jobs' 1,000 requests in an hour need not hold anything up: one request of GraphQL may create several things. Nor
  do the 100 runs that may wait in a group, since the relay can keep what waits.
- Every job is billed as a whole minute.
- What GitHub needs for its answers is no limit of its, and is left out here; the world that is measured has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

PER_MINUTE, PER_HOUR = 80, 500
BODY_CHARACTERS = 65_536
PAYLOAD_CHARACTERS = 65_535
# A short message: shown with its time and its id; and sealed, as it travels.
SHOWN_CHARACTERS, SEALED_CHARACTERS = 160, 500
# What GitHub needs for each further change of a request: nobody has published it. With it 25 take four seconds, of the
# ten that GitHub allows.
CHANGE_SECONDS = 0.15
# From a dispatch to a job's first request: queue, runner, checkout, Python.
START_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Burst:
    """So many messages of so many people, at once, as evenly spread as they can be; `known` if they have issues."""

    messages: int
    people: int
    known: bool = False

    @property
    def of_one(self) -> int:
        """How many messages the busiest of them has written."""
        return ceil(self.messages / self.people)


@dataclass(frozen=True, slots=True)
class Floor:
    seconds: float
    creations: int
    minutes: int  # billed


def creations_take(count: int) -> float:
    """Return how many seconds after the first the last of so many creations is possible."""
    hours, rest = divmod(max(0, count - 1), PER_HOUR)
    return hours * 3600.0 + rest // PER_MINUTE * 60.0


def of(burst: Burst) -> Floor:
    creations = burst.people * ceil(burst.of_one / (BODY_CHARACTERS // SHOWN_CHARACTERS))
    a_dispatch = PAYLOAD_CHARACTERS // SEALED_CHARACTERS
    in_turn = ceil(burst.of_one / a_dispatch)  # the jobs of one person
    seconds = max(START_SECONDS + creations_take(creations), START_SECONDS * in_turn)
    return Floor(seconds, creations, ceil(burst.messages / a_dispatch))

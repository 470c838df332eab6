"""How soon a burst of messages could be in issues at the earliest, whatever the bot did: GitHub's limits alone. Pure.

The reasoning, with GitHub's own figures (docs.github.com, "Rate limits for the REST API" and "Create a repository
dispatch event"):

- Everybody who wrote needs something new: an issue, or a comment. One holds all that a person wrote, up to 65,536
  characters. Editing an old one is no way out: nobody would be notified.
- Of these, GitHub takes 80 in a minute and 500 in an hour. The quickest way is 80 at once, 80 more after each minute
  until 500 are there, and so on after each hour.
- A dispatch starts a job, whose runner has to be made ready before it can do anything. One is enough: what does not fit
  into the 65,535 characters of a dispatch, the job can fetch from the relay.
- The jobs' 1,000 requests in an hour need not hold anything up: one request of GraphQL may create several things. Nor
  do the 100 runs that may wait in a group, since the relay can keep what waits.
- One request follows the other (docs: "Best practices for using the REST API", "Avoid concurrent requests"), and GitHub
  ends each after ten seconds. How long a change takes nobody has published: what the measured world assumes, the floor
  assumes too. Reading, labels, and the pause of a second that GitHub asks for between writes are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

PER_MINUTE, PER_HOUR = 80, 500
BODY_CHARACTERS = 65_536
SHOWN_CHARACTERS = 160  # a short message, with its time and its id
REQUEST_SECONDS = 10.0
# What GitHub needs for an answer, and for each further change of a request: nobody has published it. With it 25 take
# four seconds, of the ten that GitHub allows.
ANSWER_SECONDS, CHANGE_SECONDS = 0.3, 0.15
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


def answer_takes(changes: int) -> float:
    """Return how many seconds GitHub is assumed to need for a request with so many changes in it."""
    return ANSWER_SECONDS + CHANGE_SECONDS * max(0, changes - 1)


def answers_take(creations: int) -> float:
    """Return how many seconds GitHub is assumed to need for so many creations, in as few requests as can be."""
    most = 1 + int((REQUEST_SECONDS - ANSWER_SECONDS) / CHANGE_SECONDS)
    full, rest = divmod(creations, most)
    return full * answer_takes(most) + (answer_takes(rest) if rest else 0.0)


def creations_take(count: int) -> float:
    """Return how many seconds after the first the last of so many creations is possible."""
    hours, rest = divmod(max(0, count - 1), PER_HOUR)
    return hours * 3600.0 + rest // PER_MINUTE * 60.0


def of(burst: Burst) -> Floor:
    creations = burst.people * ceil(burst.of_one / (BODY_CHARACTERS // SHOWN_CHARACTERS))
    in_the_last_minute = (creations - 1) % PER_HOUR % PER_MINUTE + 1
    dispatch = answer_takes(1)
    seconds = dispatch + START_SECONDS + creations_take(creations) + answers_take(in_the_last_minute)
    return Floor(seconds, creations)

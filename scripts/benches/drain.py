"""Measure how long a burst of messages takes to be in issues, beside the floor that GitHub's limits allow.

The real dispatcher and the real job work against the emulated GitHub, with GitHub's documented limits, in virtual time.
Everybody writes at once. Bursts are run, the small ones first, as long as the minutes last. The larger ones are
extrapolated, and marked so: from what each person took in the largest one of their kind that was run, and from the
hours that GitHub's limits make wait. Each one that was run is looked through in the end: every message once, each
person's in order. --write puts the table and the plot into docs/.

Usage: scripts/bench drain [MINUTES] [--write]
       scripts/bench drain MESSAGES/PEOPLE [MESSAGES/PEOPLE ...], with a `k` behind for people who have issues already
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benches.draining import floor, plot
from benches.draining.floor import Burst
from benches.draining.plot import Point
from benches.draining.virtual_time import VirtualTime
from benches.draining.world import Outcome, World
from bot.relay.batches.creations import MOST_IN_AN_HOUR

REQUESTS_AN_HOUR = 1_000  # GitHub grants the tokens of workflows
DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
GRID = (
    Burst(1, 1),
    Burst(1, 1, known=True),
    Burst(10, 10),
    Burst(50, 50, known=True),
    Burst(300, 300, known=True),
    Burst(100, 1),
    Burst(100, 100),
    Burst(1_000, 100),
    Burst(950, 950),
    Burst(1_000, 1_000),
    Burst(10_000, 1_000),
    Burst(10_000, 10_000),
    Burst(100_000, 10_000),
    Burst(100_000, 100_000),
    Burst(1_000_000, 100_000),
)
HEAD = (
    "| messages | people | drained in | floor | ratio | requests a message | minutes a thousand | refused |",
    "|---:|---:|---:|---:|---:|---:|---:|---:|",
)
TEXT = """# How fast a crowd is recorded

`scripts/bench drain --write` has made this page: the relay's dispatcher and the job `record-messages` work against the
emulated GitHub, with GitHub's documented limits, in virtual time. All write at the same moment. In each burst that was
run every message stood in the issues once, each person's in order.

{table}

*Floor* is the soonest that GitHub's limits allow anybody. It is made of:

- {start:.0f} seconds from the dispatch until a job has started. This is assumed: nobody has published it.
- One issue or comment for each person, of which GitHub takes [80 in a minute and 500 in an
  hour](https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits).
- GitHub's answers: {answer} seconds for a request, and {change} for each further change in it. These are assumed too;
  the world in which the bot is measured has the same. [One request follows the
  other](https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#avoid-concurrent-requests),
  and GitHub ends each after ten seconds. The floor counts the dispatch, and the creations of the last minute.

What the bot takes longer: it looks first whether people have issues; its requests create 25 things instead of 65, so
that a slower GitHub does not end them; it waits a second after each, as [GitHub
asks](https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests);
a new person's label comes before their issue; and of the 80 and 500 it leaves 4 and 20 to the notes that the same
people cause, such as who waits, or that no more is answered automatically. So 961 to 1,000 people, who just fill two of
GitHub's hours, need a third: with a single note more they would by GitHub's limits alone.

*Requests* are those of the workflows' token, of which GitHub grants 1,000 an hour, without those of greetings, which
count against the same hour. *Minutes* are billed. *Refused* is how often GitHub refused to create something because
there was too much. Rows with ~ were not run: they follow from what each person took in the largest burst of their kind
that was, and from the hours that GitHub's limits make wait.

![Time until all messages of a burst are in issues, by their number](drain.svg)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A burst with what it took; `outcome` is of another burst if this one was not run."""

    burst: Burst
    outcome: Outcome
    of: Burst

    @property
    def is_measured(self) -> bool:
        """Whether this very burst was run."""
        return self.burst is self.of

    @property
    def seconds(self) -> float:
        """How long it took, or would: the work of the jobs, or what one of the limits of an hour makes wait longer."""
        done, people = self.outcome, self.burst.people
        if self.is_measured:
            return done.seconds
        each = 1 / self.of.people
        calls = people * each * (done.requests + done.greetings)
        hours = max(people * each * done.creations / MOST_IN_AN_HOUR, calls / REQUESTS_AN_HOUR)
        return max(people * each * done.seconds, 3600 * (hours - 1))  # an hour's worth goes at once

    @property
    def point(self) -> Point:
        return Point(self.burst.messages, self.seconds, floor.of(self.burst).seconds, self.is_measured)

    def line(self) -> str:
        point, done = self.point, self.outcome
        # Each message's, of what the run took.
        share = self.burst.people / self.of.people / self.burst.messages
        cells = (
            f"{self.burst.messages:,}",
            f"{self.burst.people:,} {'known' if self.burst.known else 'new'}",
            f"{'' if self.is_measured else '~'}{spoken(point.seconds)}",
            spoken(point.floor),
            f"{point.seconds / point.floor:.2f}",
            f"{done.requests * share:.2f}",
            f"{1000 * done.minutes * share:.0f}",
            f"{done.refused if self.is_measured else '-'}",
        )
        return f"| {' | '.join(cells)} |"


def main(*arguments: str) -> None:
    logging.disable()
    print(*HEAD, sep="\n", flush=True)
    if any("/" in one for one in arguments):
        for burst in map(read, arguments):
            print(Row(burst, run(burst), burst).line(), flush=True)
        return
    minutes = next((float(one) for one in arguments if one != "--write"), 10.0)
    rows = []
    for row in measured(GRID, minutes * 60):
        rows.append(row)
        print(row.line(), flush=True)
    if "--write" in arguments:
        table = "\n".join([*HEAD, *(row.line() for row in rows)])
        given = {"start": floor.START_SECONDS, "answer": floor.ANSWER_SECONDS, "change": floor.CHANGE_SECONDS}
        text = TEXT.format(**given, table=table)
        (DOCS / "drain.md").write_text(text, encoding="utf-8")
        each_another = [row.point for row in rows if row.burst.of_one == 1 and not row.burst.known]
        (DOCS / "drain.svg").write_text(plot.draw(each_another), encoding="utf-8")


def read(argument: str) -> Burst:
    messages, _, people = argument.rstrip("k").partition("/")
    return Burst(int(messages), int(people), known=argument.endswith("k"))


def measured(bursts: Sequence[Burst], seconds: float) -> Iterator[Row]:
    """Yield each burst as it was run, or as extrapolated once the time is too short for it."""
    begun, done = time.monotonic(), list[Row]()
    each = 0.1  # seconds of ours a person, until one has been run
    for burst in bursts:
        left = seconds - (time.monotonic() - begun)
        if burst.messages * 0.002 + burst.people * each < left:
            before = time.monotonic()
            done.append(Row(burst, run(burst), burst))
            each = (time.monotonic() - before) / burst.people if burst.people > 1 else each
            yield done[-1]
        else:
            like = [row for row in done if row.burst.known == burst.known and row.burst.people > 1]
            nearest = min(like, key=lambda row: (abs(row.burst.of_one - burst.of_one), -row.burst.messages))
            yield Row(burst, nearest.outcome, nearest.burst)


def run(burst: Burst) -> Outcome:
    virtual = VirtualTime()
    virtual.install()
    with tempfile.TemporaryDirectory(prefix="bench-drain-") as folder, World(Path(folder), virtual) as world:
        return world.drain(burst)


def spoken(seconds: float) -> str:
    for unit, size in (("d", 86_400.0), ("h", 3_600.0), ("min", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"

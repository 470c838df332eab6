"""Let the relay work for so many minutes under everything at once, and see whether it stays as large as it was.

A whole sandbox: people write, maintainers answer, systems order, Twilio reports deliveries, strangers send what is
forged, too large, garbled or stalled, and GitHub and Twilio fail in turn. What the relay's processes use is noted all
the while. In the end all comes to rest, reconcile runs, and what was taken is looked for in the issues and on phones.

Prints a table. Memory, file handles and threads are flat by the rule that is printed with it. The store keeps the id
of each message for as long as `relay.keep` says: it is flat if it takes at most 2 KiB for each. The exit code is 0 if
all is flat and nothing was lost, doubled or put out of order. Needs two free cores; ends by itself, at most eight
minutes later than MINUTES, and leaves nothing behind.

Usage: scripts/bench endure [MINUTES]     10 unless given; less than five are too few to judge by
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benches import _steady
from benches._endure_traffic import Traffic
from benches._processes import Usage, usage
from bot.core.errors import BotError
from tests.chaos.arena import Arena
from tests.chaos.relays import python_children
from tests.warm import WarmPython

WORKERS = 2
PEOPLE, NOTIFIED = 40, 8
SAMPLES, LINES = 120, 20
LEAST_SECONDS_APART = 1.0
REST_SECONDS = 300.0  # to carry out what has come
BYTES_PER_MESSAGE = 2048
SLACK: Mapping[str, float] = {"memory": 1.0, "handles": 8, "threads": 2}  # MiB, and single ones
# So much within minutes is what ceilings are there to stop.
CHANGES: Mapping[str, Any] = {
    "relay": {"workers": WORKERS, "orders_per_minute": 6000},
    "ceilings": {
        "answers_per_hour": 100_000,
        "answers_per_day": 100_000,
        "token_segments_per_hour": 100_000,
        "token_segments_per_day": 100_000,
        "segments_per_hour": 100_000,
        "segments_per_day": 100_000,
    },
}


@dataclass(frozen=True)
class Sample:
    """What the relay used at a moment."""

    seconds: float
    taken: int  # messages and orders, so far
    waiting: int  # messages of people that no run has recorded yet
    used: Usage
    store: int  # bytes

    def __str__(self) -> str:
        used = self.used
        memory, store = used.memory / 2**20, self.store / 1024
        values = (
            f"{self.seconds / 60:.1f}",
            f"{self.taken:,}",
            f"{self.waiting:,}",
            f"{memory:.1f}",
            f"{used.handles}",
            f"{used.threads}",
            f"{store:,.0f}",
            f"{used.processes}",
        )
        return " ".join(f"{value:>{width}}" for value, width in zip(values, WIDTHS.values(), strict=True))


WIDTHS = {
    "minutes": 8,
    "taken": 8,
    "waiting": 8,
    "memory MiB": 11,
    "handles": 8,
    "threads": 8,
    "store KiB": 10,
    "processes": 10,
}


def main(minutes: str = "10") -> None:
    python = WarmPython()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="bench-endure-") as folder,
            Arena(python, Path(folder), CHANGES) as arena,
        ):
            well = endure(arena, float(minutes) * 60)
    finally:
        python.stop()
    if not well:
        sys.exit(1)


def endure(arena: Arena, seconds: float) -> bool:
    """Return whether all is flat and nothing was lost, doubled or disordered."""
    people = dict(zip(arena.people(PEOPLE), itertools.cycle(("sms", "whatsapp")), strict=False))
    greet(arena, people)
    traffic = Traffic(arena, people, arena.people(NOTIFIED), seconds)
    with traffic.going_on():
        samples = watched(arena, traffic, seconds)
    print(", ".join(f"{number} {name}" for name, number in traffic.done.items()))
    print("not as expected:", dict(traffic.failed) or "nothing")
    return all([*verdicts(samples), complete(arena)])


def greet(arena: Arena, people: Mapping[str, str]) -> None:
    """Let people begin conversations, and wait until each is acknowledged."""
    for number, channel in people.items():
        if not arena.write(number, channel=channel):
            raise BotError("The relay did not take the first message of a person.")
        arena.ledger.automatic(number)
    arena.settle()


def watched(arena: Arena, traffic: Traffic, seconds: float) -> list[Sample]:
    """Print every few minutes what the relay uses, and return more of it."""
    relay = min(python_children(arena.world.folder))
    apart = max(LEAST_SECONDS_APART, seconds / SAMPLES)
    samples: list[Sample] = []
    begun, printed = time.monotonic(), 0
    print(" ".join(f"{title:>{width}}" for title, width in WIDTHS.items()))
    while (now := time.monotonic() - begun) < seconds:
        traffic.waiting = arena.waiting()
        store = sum(file.stat().st_size for file in arena.world.folder.glob("relay.db*"))
        samples.append(Sample(now, len(arena.ledger.claims), traffic.waiting, usage(relay), store))
        if now * LINES >= seconds * printed:
            printed += 1
            print(samples[-1], flush=True)
        time.sleep(apart)
    return samples


def verdicts(samples: list[Sample]) -> list[bool]:
    """Print what became of each figure, and return which are flat."""
    values = {
        "memory": [one.used.memory / 2**20 for one in samples],
        "handles": [float(one.used.handles) for one in samples],
        "threads": [float(one.used.threads) for one in samples],
    }
    found = []
    print(_steady.RULE)
    for name, series in values.items():
        verdict = _steady.judge(series, SLACK[name])
        found.append(verdict.flat)
        print(f"{name}: {verdict.before:.1f}, then {verdict.after:.1f}: {verdict}")
    begun, ended = samples[len(samples) // 5], samples[-1]
    each = (ended.store - begun.store) / max(1, ended.taken - begun.taken)
    found.append(each <= BYTES_PER_MESSAGE)
    print(f"store: {each:,.0f} bytes more for each that was taken: {'flat' if found[-1] else 'NOT FLAT'}")
    processes = {one.used.processes for one in samples}
    found.append(len(processes) == 1)
    print(f"processes: {' or '.join(map(str, sorted(processes)))}")
    return found


def complete(arena: Arena) -> bool:
    """Let all come to rest and print whether everything that was taken is where it belongs, once and in order."""
    try:
        for known in arena.world.sandbox.faults().values():
            for fault in known["active"]:
                arena.world.sandbox.switch_off(fault)
        arena.settle(REST_SECONDS)
        arena.hour()
        arena.settle()
    except BotError as error:
        print(
            f"It does not come to rest: {error} {arena.waiting()} messages wait; {arena.status()['errors']}"
        )
        return False
    verdict = arena.verdict()
    print(
        f"{verdict.tried} taken: {len(verdict.lost)} lost, {len(verdict.doubled)} doubled, "
        f"{len(verdict.disordered)} out of order"
    )
    for one in (*verdict.lost, *verdict.doubled, *verdict.disordered):
        print(f"  {one}")
    return verdict.holds

"""Count the requests of a run of reconcile to GitHub and Twilio, against the sandbox's services.

Counts runs that find nothing, with few and with many old conversations in the repository, and runs that find
something. Takes a minute and leaves nothing behind.

Usage: scripts/bench reconcile [CONVERSATIONS]
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.core import calls, clock
from bot.jobs.upkeep import reconcile
from bot.sandbox.world import SMS_NUMBER
from tests.stage import Stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Ahead:
    """Moves the clock of this process forward."""

    def __init__(self) -> None:
        self._real, self.by = clock.now, timedelta()
        clock.now = lambda: self._real() + self.by


def main(conversations: str = "100") -> None:
    ahead = Ahead()
    print(f"{'a run of reconcile':<56} {'GitHub':>7} {'Twilio':>7} {'seconds':>8}")
    for count in (1, int(conversations)):
        with (
            tempfile.TemporaryDirectory(prefix="bench-reconcile-") as folder,
            Stage(history=Path(folder)) as stage,
        ):
            for number in range(count):
                stage.tools = stage.new_tools()  # a run opens only so many issues
                stage.record(stage.event("Bom dia", f"+55119{number:08d}"))
            ahead.by += 3 * DAY
            stage.ran("reconcile", ago=HOUR)
            measure(f"nothing was lost, {count} old conversations", stage)
            ahead.by += DAY
            stage.ran("reconcile", ago=DAY)
            measure(f"the first of a day, {count} old conversations", stage)
            stage.ran("reconcile", ago=HOUR)
            for lost in (1, 10):
                write(stage, lost)
                ahead.by += timedelta(minutes=20)
                measure(f"{lost} persons' messages lost, {count} old conversations", stage)
                stage.ran("reconcile")


def write(stage: Stage, persons: int) -> None:
    for number in range(persons):
        stage.twilio.person_texts(f"+55118{number:08d}", SMS_NUMBER, "Oi")


def measure(what: str, stage: Stage) -> None:
    made, seconds = counted(lambda: reconcile.run({}, stage.tools))
    print(f"{what:<56} {made[calls.GITHUB]:>7} {made[calls.TWILIO]:>7} {seconds:>8.2f}")


def counted(work: Callable[[], object]) -> tuple[Counter[str], float]:
    before, begun = Counter(calls.made), time.perf_counter()
    work()
    return calls.made - before, time.perf_counter() - begun

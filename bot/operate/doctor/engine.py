"""Runs checks side by side, each bounded in time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from bot.core import clock, logs
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.operate.doctor.checks import Check, Finding, Verdict, cannot_tell
from bot.operate.doctor.facts import Facts

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Result:
    """A check, what it found, and how long that took, in seconds."""

    check: Check
    finding: Finding
    seconds: float = 0.0


def run(checks: Sequence[Check], facts: Facts, *, at_a_cost: bool = False) -> Iterator[Result]:
    """Yield the result of each check as it ends; those that cost something are only tried `at_a_cost`, in their order.

    A check that hangs is given up after its time: its thread may go on, and ends with the process.
    """
    costly = [check for check in checks if check.costs]
    if not at_a_cost:
        yield from (Result(check, _not_tried(check)) for check in costly)
    yield from _side_by_side([check for check in checks if not check.costs], facts)
    if at_a_cost:
        for check in costly:
            yield from _side_by_side([check], facts)


def _not_tried(check: Check) -> Finding:
    return Finding(
        Verdict.NOT_TRIED,
        Sentence("Not tried: it costs {costs}.", costs=check.costs),
        "`bot doctor --first-contact` tries it.",
    )


def _side_by_side(checks: Sequence[Check], facts: Facts) -> Iterator[Result]:
    waiting = deque(checks)
    running: dict[str, tuple[Check, float]] = {}  # by id: what runs, and since when
    ended: SimpleQueue[Result] = SimpleQueue()
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            check = waiting.popleft()
            running[check.id] = check, clock.steady()
            Thread(target=lambda one=check: ended.put(_examined(one, facts)), daemon=True).start()
        nearest = min(since + check.seconds for check, since in running.values())
        try:
            result = ended.get(timeout=max(0.0, nearest - clock.steady()))
        except Empty:
            for check, _ in [one for one in running.values() if one[1] + one[0].seconds <= clock.steady()]:
                del running[check.id]
                yield Result(check, _hung(check), check.seconds)
            continue
        if running.pop(result.check.id, None):  # else it was given up
            yield result


def _examined(check: Check, facts: Facts) -> Result:
    began = clock.steady()
    try:
        finding = check.examine(facts)
    except BotError as error:
        finding = cannot_tell(error.message, error.remedy)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one check must not hide what the others find
        logs.trouble("check-broken", kind=check.id, reason=type(error).__name__)
        finding = cannot_tell(
            Sentence("This check itself failed ({kind}).", kind=type(error).__name__), "Please report it."
        )
    return Result(check, finding, clock.steady() - began)


def _hung(check: Check) -> Finding:
    return cannot_tell(
        Sentence("No answer within {seconds} seconds.", seconds=f"{check.seconds:g}"),
        "Run it again; if it stays so, look at the connection to the service.",
    )

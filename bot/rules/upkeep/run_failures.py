"""Which workflow runs failed and left their work undone. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from bot.core import clock
from bot.core.issues import Run
from bot.rules.upkeep.periods import SCHEDULED

DISPATCHED = ("begin-conversation", "record-delivery", "record-messages", "send-notification", "send-replies")
BAD = frozenset({"failure", "cancelled", "timed_out", "startup_failure"})
_REPLIES = re.compile(r"send-replies issue (\d+)")


@dataclass(frozen=True, slots=True)
class Failure:
    """The newest failed run among those with the same work, and the ids of all of them."""

    run: Run
    attempts: tuple[int, ...]

    @property
    def times(self) -> int:
        return len(self.attempts)


@dataclass(frozen=True, slots=True)
class FailureMemory:
    """What the issue about failed runs stores: the runs it lists, and the ids of those it listed when it was closed."""

    named: Sequence[Failure] = ()
    seen: AbstractSet[int] = frozenset()

    @classmethod
    def parse(cls, state: str) -> Self:
        """Read it from the state of the issue; empty if somebody edited it or another version wrote it."""
        try:
            content = json.loads(state)
            return cls([_load(entry) for entry in content["named"]], frozenset(map(int, content["seen"])))
        except (ValueError, KeyError, TypeError):
            return cls()

    @property
    def state(self) -> str:
        content = {"named": [_dump(failure) for failure in self.named], "seen": sorted(self.seen)}
        return json.dumps(content, separators=(",", ":"))

    def closed(self) -> FailureMemory:
        """Return the state after somebody closed the issue: the listed failures count as seen."""
        ids = (number for failure in self.named for number in failure.attempts)
        return FailureMemory((), self.seen | set(ids))


def unfinished_work(
    runs: Sequence[Run], settled: datetime, made_good: AbstractSet[str], earlier: Sequence[Failure] = ()
) -> list[Failure]:
    """Return the failures, the newest first, whose work no later run has done or is about to do.

    The name of a run identifies its work: it has the batch, or the issue. The next run of a scheduled job does what an
    earlier one left. What has just failed gets time to be dispatched again. `earlier` are failures from before those
    runs.
    """
    newest = {_work(failure.run): failure.run for failure in earlier}
    attempts = {_work(failure.run): set(failure.attempts) for failure in earlier}
    for run in sorted(runs, key=lambda run: (run.created_at, run.id)):
        if _counts(run) and run.conclusion in BAD:
            newest[_work(run)] = run
            attempts.setdefault(_work(run), set()).add(run.id)
    left = [
        Failure(run, tuple(sorted(attempts[key])))
        for key, run in newest.items()
        if run.created_at <= settled and run.name not in made_good and not _is_done_later(run, runs)
    ]
    return sorted(left, key=lambda failure: failure.run.created_at, reverse=True)


def issue_of_replies(run: Run) -> int | None:
    """Return the issue whose commands a run of send-replies was meant to carry out."""
    found = _REPLIES.fullmatch(run.name)
    return int(found[1]) if found else None


def name_of_replies(issue: int) -> str:
    """Return the name of a run of send-replies for an issue."""
    return f"send-replies issue {issue}"


def name_of_form(issue: int) -> str:
    """Return the name of a run of begin-conversation for the issue of a form."""
    return f"begin-conversation issue {issue}"


def _counts(run: Run) -> bool:
    """Return whether a failure of this run counts; reconcile's next run does what it left undone."""
    return run.workflow in (*SCHEDULED, *DISPATCHED) and run.workflow != "reconcile"


def _work(run: Run) -> str:
    return run.workflow if run.workflow in SCHEDULED else run.name


def _is_done_later(run: Run, runs: Sequence[Run]) -> bool:
    return any(
        other.workflow == run.workflow
        and _work(other) == _work(run)
        and (other.created_at, other.id) >= (run.created_at, run.id)
        # A rerun may fail again, and would have the same id.
        and (other.conclusion == "success" or (other.is_active and other.id != run.id))
        for other in runs
    )


def _dump(failure: Failure) -> list[Any]:
    run = failure.run
    begun = clock.iso(run.created_at)
    return [run.id, run.workflow, run.name, run.conclusion, run.url, begun, list(failure.attempts)]


def _load(entry: Any) -> Failure:
    number, workflow, name, conclusion, url, begun, attempts = entry
    at = datetime.fromisoformat(begun)
    run = Run(int(number), str(name), "completed", str(conclusion), str(url), at, str(workflow))
    return Failure(run, tuple(map(int, attempts)))

"""Which workflow runs failed and left their work undone. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from bot.periods import SCHEDULED
from bot.repository import Run

DISPATCHED = ("record-delivery", "record-messages", "send-notification", "send-replies")
BAD = frozenset({"failure", "cancelled", "timed_out", "startup_failure"})
_REPLIES = re.compile(r"send-replies issue (\d+)")


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that failed, and how often what it was to do has failed."""

    run: Run
    times: int


def undone(runs: Sequence[Run], settled: datetime, made_good: AbstractSet[str]) -> list[Failure]:
    """Return what failed, the newest first, and was neither done by a later run nor is about to be.

    The name of a run says what it is to do: it carries the batch, or the issue. A scheduled job does with its
    next run what an earlier one left. What has just failed is given time to be sent again.
    """
    newest: dict[str, Run] = {}
    times: dict[str, int] = {}
    for run in sorted(runs, key=lambda run: (run.created_at, run.id)):
        if not _counts(run) or run.conclusion not in BAD:
            continue
        key = _work(run)
        newest[key], times[key] = run, times.get(key, 0) + 1
    left = [
        Failure(run, times[key])
        for key, run in newest.items()
        if run.created_at <= settled and run.name not in made_good and not _is_done_later(run, runs)
    ]
    return sorted(left, key=lambda failure: failure.run.created_at, reverse=True)


def issue_of_replies(run: Run) -> int | None:
    """Return the issue whose commands a run of send-replies was to carry out."""
    found = _REPLIES.fullmatch(run.name)
    return int(found[1]) if found else None


def name_of_replies(issue: int) -> str:
    """Return what a run of send-replies for an issue is called."""
    return f"send-replies issue {issue}"


def _counts(run: Run) -> bool:
    """Tell whether a failure of this run is told; what reconcile itself leaves undone its own next run does."""
    return run.workflow in (*SCHEDULED, *DISPATCHED) and run.workflow != "reconcile"


def _work(run: Run) -> str:
    return run.workflow if run.workflow in SCHEDULED else run.name


def _is_done_later(run: Run, runs: Sequence[Run]) -> bool:
    return any(
        other.workflow == run.workflow
        and _work(other) == _work(run)
        and (other.created_at, other.id) > (run.created_at, run.id)
        and (other.is_active or other.conclusion == "success")
        for other in runs
    )

"""Watches the workflow runs of dispatched batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.github.repository import Repository
from bot.core import logs
from bot.core.errors import RepositoryError, TemporaryError
from bot.core.issues import Run
from bot.core.settings import DispatchSection
from bot.relay import run_results
from bot.relay.batches.batch import Batch, BatchState, Problem
from bot.relay.batches.pacing import REFUSED
from bot.relay.run_results import RunPending, RunResult, RunSucceeded

# With these GitHub also refuses a token that lacks the right, or a workflow that is not there.
_LACKING = frozenset({403, 404})


@dataclass(slots=True)
class _Workflow:
    """What is known about the runs of one workflow."""

    runs: list[Run] = field(default_factory=list)
    refusals: int = 0
    problem: Problem | None = None
    next_look: datetime | None = None


class RunWatch:
    """Asks GitHub for runs, as often as configured, and only while a batch is unfinished.

    Each kind has its own workflow: one whose runs cannot be read delays no other.
    """

    def __init__(self, repository: Repository, settings: DispatchSection) -> None:
        self._repository = repository
        self._settings = settings
        self._workflows: dict[str, _Workflow] = {}

    @property
    def problems(self) -> list[Problem]:
        return [workflow.problem for workflow in self._workflows.values() if workflow.problem]

    def sees(self, kind: str) -> bool:
        """Whether the runs of a kind can be read, as far as is known."""
        return kind not in self._workflows or self._workflows[kind].problem is None

    @property
    def next_look(self) -> datetime | None:
        looks = [workflow.next_look for workflow in self._workflows.values()]
        return min((look for look in looks if look), default=None)

    def shift(self, by: timedelta) -> None:
        """Move what is awaited with a clock that was set."""
        for workflow in self._workflows.values():
            workflow.next_look = workflow.next_look and workflow.next_look + by

    def look_at(self, kind: str, now: datetime) -> None:
        """Ask for the runs of a kind now, for whatever GitHub's answer shows."""
        self._runs(kind, now)

    def look(self, unfinished: Sequence[Batch], now: datetime) -> list[tuple[Batch, RunResult]]:
        """Return what the runs show about each dispatched batch; empty before the next look is due."""
        watched = [batch for batch in unfinished if batch.dispatched_at]
        kinds = sorted({batch.kind for batch in watched})
        for kind, workflow in self._workflows.items():
            if kind not in kinds:
                workflow.next_look = None
        results = []
        for kind in kinds:
            found = self._runs(kind, now) if self._is_due(kind, now) else None
            if found is not None:
                results += [
                    (batch, self._judge(batch, found, now)) for batch in watched if batch.kind == kind
                ]
        return results

    def _is_due(self, kind: str, now: datetime) -> bool:
        """Whether to look at the runs of a kind now; if so, set the time of the next look."""
        workflow = self._workflows.setdefault(kind, _Workflow())
        due = workflow.next_look is not None and now >= workflow.next_look
        if due or workflow.next_look is None:
            workflow.next_look = now + self._settings.check_run_every
        return due

    def find(self, batch: Batch, now: datetime) -> Run | None:
        """Return a run of the batch that has not been judged yet, None if there is none."""
        found = self._runs(batch.kind, now) or []
        return next((run for run in run_results.of_batch(batch, found) if run.id not in batch.judged), None)

    def _judge(self, batch: Batch, found: Sequence[Run], now: datetime) -> RunResult:
        result = run_results.judge(batch, found, now, self._settings.run_appears_within)
        if batch.state is BatchState.DISPATCHED or isinstance(result, RunSucceeded):
            return result
        return RunPending()  # about to be dispatched again: only a success matters

    def _runs(self, kind: str, now: datetime) -> list[Run] | None:
        """Return the newest runs, or None if GitHub does not return them."""
        workflow = self._workflows.setdefault(kind, _Workflow())
        try:
            changed = self._repository.recent_runs(f"{kind}.yml")
        except TemporaryError as error:
            if error.retry_after:
                self._pause_until(now + timedelta(seconds=error.retry_after))
            return None
        except RepositoryError as error:
            _note_refusal(workflow, error, kind, now)
            return None
        workflow.refusals, workflow.problem = 0, None
        if changed is not None:
            workflow.runs = changed
        return workflow.runs

    def _pause_until(self, moment: datetime) -> None:
        """Ask for no runs of any kind until then, as GitHub requests."""
        for workflow in self._workflows.values():
            workflow.next_look = moment


def _note_refusal(workflow: _Workflow, error: RepositoryError, kind: str, now: datetime) -> None:
    workflow.refusals += 1
    workflow.next_look = now + timedelta(seconds=REFUSED.wait(workflow.refusals, 0))
    remedy = error.remedy
    if error.status in _LACKING:
        remedy += f" The token needs actions: read, and {kind}.yml must be on the default branch."
    since = workflow.problem.since if workflow.problem else now
    workflow.problem = Problem(f"The runs of {kind}.yml cannot be read. {error.message}", remedy, since)
    logs.trouble("runs-unreadable", event=kind, reason=error.message, remedy=remedy)

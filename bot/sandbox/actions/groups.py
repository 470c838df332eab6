"""Concurrency groups: which runs wait for which, and which are cancelled for a newer one.

Source: docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.workflows.files import Concurrency
    from bot.sandbox.workflows.runs import Run

# GitHub lets a hundred runs wait in one group with `queue: max`.
MAX_WAITING = 100


def superseded(runs: Iterable[Run], newer: Run, rules: Concurrency | None) -> list[Run]:
    """Return the runs that GitHub cancels when a newer one joins their group."""
    if rules is None:
        return []
    same_group = [run for run in runs if run.active and run.group == newer.group]
    if rules.cancel_running:
        return same_group
    waiting = [run for run in same_group if run.status == "queued"]
    return waiting[: max(0, len(waiting) - MAX_WAITING + 1)] if rules.queue_all else waiting


def is_blocked(runs: Iterable[Run], run: Run) -> bool:
    """Return whether a run of these groups is in progress, or an earlier one of the run group waits."""
    others = [other for other in runs if other.id != run.id]
    running = [other for other in others if other.status == "in_progress"]
    held = {group for other in running for group in (other.group, other.job_group) if group}
    if run.group in held or run.job_group in held:
        return True
    return run.group is not None and any(
        other.active and other.id < run.id for other in others if other.group == run.group
    )

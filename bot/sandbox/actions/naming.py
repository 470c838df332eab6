"""A run's title and its concurrency group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.sandbox.workflows.expressions import fill

if TYPE_CHECKING:
    from bot.sandbox.github.values import Repository
    from bot.sandbox.workflows.files import Workflow
    from bot.sandbox.workflows.runs import Run


def named(run: Run, workflow: Workflow, repository: Repository) -> Run:
    """Fill in the run's title and group; raises ExpressionError for what the sandbox cannot evaluate."""
    contexts = {"github": _github(run, repository), "inputs": run.event.payload.get("inputs") or {}}
    title = fill(workflow.run_name, contexts).strip() if workflow.run_name else ""
    # GitHub's groups are case-insensitive.
    group = fill(workflow.concurrency.group, contexts).lower() if workflow.concurrency else None
    inner = fill(workflow.job_concurrency.group, contexts).lower() if workflow.job_concurrency else None
    return replace(run, display_title=title or _plain_title(run), group=group, job_group=inner)


def _github(run: Run, repository: Repository) -> Mapping[str, Any]:
    return {
        "event": run.event.payload,
        "event_name": run.event.name,
        "workflow": run.name,
        "run_id": str(run.id),
        "run_number": str(run.run_number),
        "run_attempt": str(run.run_attempt),
        "actor": run.event.actor,
        "triggering_actor": run.event.actor,
        "repository": repository.full_name,
        "repository_owner": repository.owner,
        "ref": f"refs/heads/{repository.default_branch}",
        "ref_name": repository.default_branch,
        "sha": run.head_sha,
    }


def _plain_title(run: Run) -> str:
    """Return the title of a run whose workflow has no `run-name`, as GitHub does."""
    if run.event.name == "repository_dispatch":
        return str(run.event.activity)
    issue = run.event.payload.get("issue")
    return str(issue["title"]) if issue else run.name

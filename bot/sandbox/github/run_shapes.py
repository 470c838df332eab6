"""Workflows and runs as GitHub's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.github.shapes import Json, Shapes, stamp

if TYPE_CHECKING:
    from bot.sandbox.workflows.files import Workflow
    from bot.sandbox.workflows.runs import Run


def workflow_shape(shapes: Shapes, workflow: Workflow, state: str = "active") -> Json:
    since = stamp(shapes.state.repository.created_at)
    return {
        "id": workflow.id,
        "node_id": f"W_{workflow.id}",
        "name": workflow.name,
        "path": workflow.path,
        "state": state,
        "created_at": since,
        "updated_at": since,
        "url": f"{shapes.repo_url}/actions/workflows/{workflow.id}",
        "html_url": f"{shapes.html_url}/blob/main/{workflow.path}",
        "badge_url": f"{shapes.html_url}/workflows/{workflow.name}/badge.svg",
    }


def run_shape(shapes: Shapes, run: Run) -> Json:
    repository = shapes.repository()
    actor = shapes.user(run.event.actor)
    return {
        "id": run.id,
        "node_id": f"WFR_{run.id}",
        "name": run.name,
        "display_title": run.display_title,
        "head_branch": shapes.state.repository.default_branch,
        "head_sha": run.head_sha,
        "path": run.path,
        "run_number": run.run_number,
        "run_attempt": run.run_attempt,
        "event": run.event.name,
        "status": run.status,
        "conclusion": run.conclusion,
        "workflow_id": run.workflow_id,
        "check_suite_id": run.id,
        "check_suite_node_id": f"CS_{run.id}",
        "pull_requests": [],
        "referenced_workflows": [],
        "created_at": stamp(run.created_at),
        "updated_at": stamp(run.updated_at),
        "run_started_at": stamp(run.started_at),
        "actor": actor,
        "triggering_actor": actor,
        "head_commit": _commit(run),
        "repository": repository,
        "head_repository": repository,
        "head_repository_id": repository["id"],
        **_run_links(shapes, run),
    }


def job_shape(shapes: Shapes, run: Run) -> Json:
    """Return the one job of a run, with as many steps as the sandbox knows of; one that got no runner has none."""
    url = f"{shapes.repo_url}/actions/jobs/{run.id}"
    step = {"name": run.name, "status": run.status, "conclusion": run.conclusion, "number": 1}
    return {
        "id": run.id,
        "node_id": f"CR_{run.id}",
        "run_id": run.id,
        "run_url": f"{shapes.repo_url}/actions/runs/{run.id}",
        "run_attempt": run.run_attempt,
        "head_sha": run.head_sha,
        "head_branch": shapes.state.repository.default_branch,
        "workflow_name": run.name,
        "name": run.name,
        "url": url,
        "html_url": f"{shapes.html_url}/actions/runs/{run.id}/job/{run.id}",
        "check_run_url": f"{shapes.repo_url}/check-runs/{run.id}",
        "status": run.status,
        "conclusion": run.conclusion,
        "created_at": stamp(run.created_at),
        "started_at": stamp(run.started_at),
        "completed_at": None if run.active else stamp(run.updated_at),
        "steps": [step] if run.has_begun else [],
        "labels": ["ubuntu-slim"],
        "runner_id": 1 if run.has_begun else 0,
        "runner_name": "sandbox" if run.has_begun else "",
        "runner_group_id": 0,
        "runner_group_name": "",
    }


def _run_links(shapes: Shapes, run: Run) -> Json:
    url = f"{shapes.repo_url}/actions/runs/{run.id}"
    earlier = f"{url}/attempts/{run.run_attempt - 1}" if run.run_attempt > 1 else None
    return {
        "url": url,
        "html_url": f"{shapes.html_url}/actions/runs/{run.id}",
        "jobs_url": f"{url}/jobs",
        "logs_url": f"{url}/logs",
        "check_suite_url": f"{shapes.repo_url}/check-suites/{run.id}",
        "cancel_url": f"{url}/cancel",
        "rerun_url": f"{url}/rerun",
        "artifacts_url": f"{url}/artifacts",
        "previous_attempt_url": earlier,
        "workflow_url": f"{shapes.repo_url}/actions/workflows/{run.workflow_id}",
    }


def _commit(run: Run) -> Json:
    person = {"name": "sandbox", "email": "sandbox@example.com"}
    return {
        "id": run.head_sha,
        "tree_id": run.head_sha,
        "message": "The working tree",
        "timestamp": stamp(run.created_at),
        "author": person,
        "committer": person,
    }

"""Called workflows that ask for more permissions than their caller grants: GitHub starts no job of such a run.

It compares the whole tree of calls before anything starts, whatever an `if:` says. Source: github.com/actions/runner,
src/Sdk/WorkflowParser/Conversion/PermissionsHelper.cs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.workflows.files import Workflow

AREAS = (
    *("actions", "attestations", "checks", "contents", "deployments", "discussions", "id-token", "issues"),
    *("models", "packages", "pages", "pull-requests", "repository-projects", "security-events", "statuses"),
)
# Settings -> Actions -> General -> Workflow permissions; new repositories have the first.
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "read": {"contents": "read", "packages": "read"},
    "write": dict.fromkeys(AREAS, "write"),
}
_LEVELS = ("none", "read", "write")
MOST_LEVELS = 10  # docs.github.com/actions/reference/workflows-and-actions/reusing-workflow-configurations


def refusal(
    workflow: Workflow,
    find: Callable[[str], Workflow | None],
    default: Mapping[str, str] = DEFAULTS["read"],
) -> str:
    """Return why GitHub refuses to start this workflow, in its own words; empty if it does not.

    `find` returns a called workflow, None for one that is not here; `default` is what a workflow without
    `permissions` grants.
    """
    return _refusal(workflow, find, _granted(workflow.permissions, default), MOST_LEVELS)


def _refusal(
    workflow: Workflow, find: Callable[[str], Workflow | None], allowed: Mapping[str, str], levels: int
) -> str:
    for job in workflow.jobs:
        called = find(job.calls) if job.calls and levels else None
        if called is None:
            continue
        most = _granted(job.permissions, allowed)
        asking = [("The workflow", called.permissions)]
        asking += [(f"The nested job '{nested.id}'", nested.permissions) for nested in called.jobs]
        for who, asked in asking:
            excess = _excess(asked, most)
            if excess:
                return f"Error calling workflow '{job.calls}'. {who} is requesting {excess}."
        deeper = _refusal(called, find, _granted(called.permissions, most), levels - 1)
        if deeper:
            return deeper
    return ""


def _excess(asked: Any, most: Mapping[str, str]) -> str:
    wanted = _granted(asked, {})
    over = [
        area for area, level in wanted.items() if _LEVELS.index(level) > _LEVELS.index(most.get(area, "none"))
    ]
    if not over:
        return ""
    requested = ", ".join(f"{area}: {wanted[area]}" for area in over)
    allowed = ", ".join(f"{area}: {most.get(area, 'none')}" for area in over)
    return f"'{requested}', but is only allowed '{allowed}'"


def _granted(permissions: Any, default: Mapping[str, str]) -> Mapping[str, str]:
    """Return the level of each area; what is not named is `none` as soon as one is."""
    if permissions is None:
        return default
    if isinstance(permissions, str):
        return dict.fromkeys(AREAS, permissions.removesuffix("-all"))
    return {str(area): str(level) for area, level in permissions.items()}

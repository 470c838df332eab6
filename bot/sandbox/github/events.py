"""Changes as webhook payloads, passed to Actions if they can start workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.github.web import emulator, shapes, state
from bot.sandbox.workflows.runs import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.github.shapes import Json
    from bot.sandbox.github.values import Actor, Comment, Issue
    from bot.sandbox.workflows.runs import Run

# What a job does with its own token starts no workflow, or workflows would start each other for ever.
_ALSO_FROM_JOBS = {"repository_dispatch", "workflow_dispatch"}


def issue_changed(by: Actor, action: str, issue: Issue, **more: object) -> None:
    """Publish that an issue was opened, edited, closed, reopened, labeled or unlabeled."""
    _happen(by, "issues", action, {"issue": shapes().issue(issue), **more})


def labels_changed(by: Actor, before: Issue | None, after: Issue) -> None:
    """Publish each added or removed label, one event each as GitHub does."""
    old = set(before.labels) if before else set()
    known = {label.id: label for label in state().labels.all()}
    for label_id in sorted(set(after.labels) - old):
        issue_changed(by, "labeled", after, label=shapes().label(known[label_id]))
    for label_id in sorted((old - set(after.labels)) & known.keys()):
        issue_changed(by, "unlabeled", after, label=shapes().label(known[label_id]))


def comment_changed(by: Actor, action: str, comment: Comment, changes: Json | None = None) -> None:
    """Publish that a comment was created, edited or deleted."""
    issue = state().issues.get(comment.issue)
    payload: Json = {"issue": shapes().issue(issue), "comment": shapes().comment(comment)}
    _happen(by, "issue_comment", action, {**payload, **({"changes": changes} if changes else {})})


def dispatched(by: Actor, event_type: str, client_payload: Json) -> None:
    branch = state().repository.default_branch
    _happen(by, "repository_dispatch", event_type, {"branch": branch, "client_payload": client_payload})


def started_by_hand(by: Actor, file: str, inputs: Mapping[str, str]) -> Run | None:
    """Start one workflow with its inputs, which have been checked."""
    actions = emulator().actions
    workflow = actions.tree.find(file) if actions else None
    if actions is None or workflow is None:
        return None
    branch = state().repository.default_branch
    asked = {"inputs": dict(inputs), "ref": f"refs/heads/{branch}", "workflow": workflow.path}
    return actions.start(workflow, _event(by, "workflow_dispatch", None, asked))


def _happen(by: Actor, name: str, action: str, payload: Mapping[str, object]) -> None:
    actions = emulator().actions
    if actions is None or (by.kind == "job" and name not in _ALSO_FROM_JOBS):
        return
    actions.trigger(_event(by, name, action, {"action": action, **payload}))


def _event(by: Actor, name: str, action: str | None, payload: Mapping[str, object]) -> Event:
    about = {"repository": shapes().repository(), "sender": shapes().user(by.login)}
    return Event(name, action, {**payload, **about}, by.login)

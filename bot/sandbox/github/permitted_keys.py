"""The keys that each request may have: GitHub refuses any other, in the words of its schema check.

Sources: GitHub's OpenAPI description for the keys; github.com/erlang/otp/pull/8807 and
github.com/benc-uk/workflow-dispatch/issues/86 for the refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_OF_AN_ISSUE = (
    *("title", "body", "assignee", "assignees", "labels", "milestone", "type"),
    "issue_field_values",
)

PERMITTED: Mapping[str, frozenset[str]] = {
    endpoint: frozenset(keys)
    for endpoint, keys in {
        "repository.dispatch": ("event_type", "client_payload"),
        "runs.start_workflow": ("ref", "inputs", "return_run_details"),
        "issues.create_issue": _OF_AN_ISSUE,
        "issues.edit_issue": (*_OF_AN_ISSUE, "state", "state_reason", "duplicate_issue_id"),
        "issues.create_comment": ("body",),
        "issues.edit_comment": ("body",),
        "issues.add_reaction": ("content",),
        "locks.lock": ("lock_reason",),
        "labels.create_label": ("name", "color", "description"),
        "labels.change_label": ("new_name", "color", "description"),
        "assignees.add_assignees": ("assignees",),
        "assignees.remove_assignees": ("assignees",),
        "labels.add_issue_labels": ("labels",),
        "labels.set_issue_labels": ("labels",),
        "git.create_tree": ("tree", "base_tree"),
        "git.create_commit": ("message", "tree", "parents", "author", "committer", "signature"),
        "git.create_ref": ("ref", "sha"),
        "git.move_ref": ("sha", "force"),
        "git.create_blob": ("content", "encoding"),
        "apps.make_token": ("repositories", "repository_ids", "permissions"),
        "graphql.graphql": ("query", "variables", "operationName", "extensions"),
        "contents.put": ("message", "content", "sha", "branch", "committer", "author"),
        "secrets.put_secret": ("encrypted_value", "key_id"),
        "variables.create_variable": ("name", "value"),
        "variables.change_variable": ("name", "value"),
        "policies.change_permissions": ("enabled", "allowed_actions", "sha_pinning_required"),
        "policies.change_access": ("access_level",),
        "policies.change_selected_actions": ("github_owned_allowed", "verified_allowed", "patterns_allowed"),
    }.items()
}


def refusal(endpoint: str, given: Iterable[str]) -> str:
    """Return the message that refuses keys the request may not have; empty if it has none."""
    permitted = PERMITTED.get(endpoint)
    foreign = sorted(set(given) - permitted) if permitted is not None else []
    if not foreign:
        return ""
    named = ", ".join(f'"{key}"' for key in foreign)
    which = "is not a permitted key" if len(foreign) == 1 else "are not permitted keys"
    return f"Invalid request.\n\n{named} {which}."

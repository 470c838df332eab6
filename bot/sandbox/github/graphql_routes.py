"""What needs GraphQL: deleting an issue, and how comments came about.

Source: GitHub's GraphQL reference, mutation deleteIssue, query nodes, object IssueComment. The status is always 200;
failures are listed in `errors`, and nodes that cannot be shown are null.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from bot.sandbox.github import events, web
from bot.sandbox.github.shapes import stamp
from bot.sandbox.github.values import Subject

if TYPE_CHECKING:
    from bot.sandbox.github.shapes import Json
    from bot.sandbox.github.values import Comment, Issue

routes = Blueprint("graphql", __name__)

MAX_NODES = 100
_NODES = re.compile(
    r"query\s*\(\s*\$ids\s*:\s*\[ID!\]!\s*\)\s*\{\s*nodes\s*\(\s*ids\s*:\s*\$ids\s*\)\s*\{"
    r"\s*\.\.\.\s*on\s+IssueComment\s*\{(?P<fields>.*)\}\s*\}\s*\}\s*",
    re.DOTALL,
)
_EDITOR = re.compile(r"\beditor\s*\{\s*login\s*\}")


@routes.post("/graphql")
def graphql() -> Response:
    by, content = web.actor(), web.body()
    query = web.text(content, "query", required=True) or ""
    asked = _NODES.fullmatch(query.strip())
    if asked:
        return _nodes(asked["fields"], content)
    if not re.search(r"\bdeleteIssue\b", query):
        return _refused("UNKNOWN", "This emulation knows the mutation deleteIssue and the query nodes only.")
    given = _input(content)
    issue = _issue(str(given.get("issueId", "")))
    if issue is None:
        return _refused("NOT_FOUND", "Could not resolve to a node with the global id given.")
    # A workflow's token or an app may never delete issues, whatever its permissions.
    if by.is_integration or not (
        web.state().people.has_role(by.login, "admin") and web.state().may(by, "issues:write")
    ):
        kind = "integration" if by.is_integration else "personal access token"
        return _refused("FORBIDDEN", f"Resource not accessible by {kind}")
    events.issue_changed(by, "deleted", issue)
    for comment in web.state().issues.comments(issue.number):
        web.state().reactions.forget(Subject("comment", comment.id))
    web.state().reactions.forget(Subject("issue", issue.number))
    web.state().issues.delete(issue.number)
    return web.answer({"data": {"deleteIssue": {"clientMutationId": given.get("clientMutationId")}}})


def _nodes(fields: str, content: Json) -> Response:
    """Answer `nodes(ids:)` for comments; each id that cannot be shown is null, with an error."""
    plain = _EDITOR.sub(" editor ", fields).split()
    unknown = [name for name in plain if name not in _FIELDS]
    if unknown:
        message = f"Field '{unknown[0]}' doesn't exist on type 'IssueComment'"
        return web.answer({"errors": [{"extensions": {"code": "undefinedField"}, "message": message}]})
    variables = content.get("variables")
    ids = list(variables.get("ids", [])) if isinstance(variables, dict) else []
    if len(ids) > MAX_NODES:
        message = f"You may not provide more than {MAX_NODES} node ids; you provided {len(ids)}."
        return _not_answered("nodes", "ARGUMENT_LIMIT", message)
    nodes: list[Json | None] = []
    errors: list[Json] = []
    fires = web.emulator().faults.fires("github-no-graphql")
    for place, node in enumerate(ids):
        comment, fault = _comment(str(node), may=not fires)
        nodes.append(_shown(comment, plain) if comment else None)
        if fault:
            errors.append({"type": fault[0], "path": ["nodes", place], "message": fault[1]})
    return web.answer({"data": {"nodes": nodes}, **({"errors": errors} if errors else {})})


def _comment(node: str, *, may: bool) -> tuple[Comment | None, tuple[str, str] | None]:
    """Return the comment with that id, or why it is not shown."""
    by = web.actor()
    known = web.state().issues.comments() if web.state().may_see(by) else []
    found = next((comment for comment in known if node == f"IC_{comment.id}"), None)
    if found is None:
        return None, ("NOT_FOUND", f"Could not resolve to a node with the global id of '{node}'.")
    if not may or not web.state().may(by, "issues:read"):
        return None, ("FORBIDDEN", web.refusal())
    return found, None


_FIELDS = {"id", "createdViaEmail", "createdAt", "lastEditedAt", "editor"}


def _shown(comment: Comment, fields: list[str]) -> Json:
    edited = comment.last_edited_at
    values: Json = {
        "id": f"IC_{comment.id}",
        "createdViaEmail": comment.via_email,
        "createdAt": stamp(comment.created_at),
        "lastEditedAt": stamp(edited) if edited else None,
        "editor": {"login": comment.editor.removesuffix("[bot]")} if comment.editor else None,
    }
    return {name: values[name] for name in fields}


def _input(content: dict[str, Any]) -> dict[str, Any]:
    variables = content.get("variables")
    given = variables.get("input") if isinstance(variables, dict) else None
    return given if isinstance(given, dict) else {}


def _issue(node: str) -> Issue | None:
    known = web.state().issues.everything() if web.state().may_see(web.actor()) else []
    return next((issue for issue in known if node == f"I_{issue.id}"), None)


def _refused(kind: str, message: str) -> Response:
    return _not_answered("deleteIssue", kind, message)


def _not_answered(field: str, kind: str, message: str) -> Response:
    errors = [{"type": kind, "path": [field], "message": message}]
    return web.answer({"data": {field: None}, "errors": errors})

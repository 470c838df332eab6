"""The one thing that needs GraphQL: deleting an issue.

Source: GitHub's GraphQL reference, mutation deleteIssue. The status is always 200; failures are listed in `errors`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from bot.sandbox.github import events, web
from bot.sandbox.github.values import Subject

if TYPE_CHECKING:
    from bot.sandbox.github.values import Issue

routes = Blueprint("graphql", __name__)


@routes.post("/graphql")
def graphql() -> Response:
    by, content = web.actor(), web.body()
    if not re.search(r"\bdeleteIssue\b", web.text(content, "query", required=True) or ""):
        return _refused("UNKNOWN", "This emulation knows the mutation deleteIssue only.")
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


def _input(content: dict[str, Any]) -> dict[str, Any]:
    variables = content.get("variables")
    given = variables.get("input") if isinstance(variables, dict) else None
    return given if isinstance(given, dict) else {}


def _issue(node: str) -> Issue | None:
    known = web.state().issues.everything() if web.state().may_see(web.actor()) else []
    return next((issue for issue in known if node == f"I_{issue.id}"), None)


def _refused(kind: str, message: str) -> Response:
    errors = [{"type": kind, "path": ["deleteIssue"], "message": message}]
    return web.answer({"data": {"deleteIssue": None}, "errors": errors})

"""How comments came about, which only GitHub's GraphQL API says: by e-mail or not, and edited or not.

REST has no word for e-mail, and of edits only `updated_at`, in whole seconds; GitHub documents nowhere what else moves
it (docs.github.com/graphql/reference/objects#issuecomment).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.adapters.github.client import Connection
from bot.core import logs
from bot.core.errors import RepositoryError
from bot.core.issues import Comment, Issue, Provenance

_MOST = 100  # ids in one query
_QUERY = """query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on IssueComment { id createdViaEmail lastEditedAt }
    ... on Issue { id lastEditedAt }
  }
}"""


def of(comments: Sequence[Comment], github: Connection) -> dict[int, Provenance]:
    """Return the provenance of each comment, by its id; of one that GraphQL does not show, what REST says.

    Raises TemporaryError when GitHub cannot answer now.
    """
    found = {comment.id: Provenance(edited=comment.edited) for comment in comments}
    for first in range(0, len(comments), _MOST):
        some = comments[first : first + _MOST]
        nodes = {node["id"]: node for node in _ask([comment.node for comment in some], github)}
        for comment in some:
            if comment.node in nodes:
                found[comment.id] = _read(nodes[comment.node])
    return found


def is_edited(issue: Issue, github: Connection) -> bool:
    """Return whether anybody has edited the text of an issue; where GraphQL does not tell, whether it was touched."""
    nodes = _ask([issue.node], github)
    return nodes[0]["lastEditedAt"] is not None if nodes else issue.updated_at > issue.created_at


def _ask(ids: list[str], github: Connection) -> list[dict[str, Any]]:
    """Return the nodes that GitHub shows this token."""
    question = {"query": _QUERY, "variables": {"ids": ids}}
    try:
        answer = github.create(lambda: github.request("POST", github.graphql_url, question))
    except RepositoryError as error:  # a token without GraphQL, or a server without it
        logs.trouble("provenance-unknown", reason=error.message)
        return []
    answer = answer if isinstance(answer, dict) else {}
    faults = sorted({str(fault.get("type", "")) for fault in answer.get("errors") or []})
    if faults:
        logs.trouble("provenance-unknown", reason=", ".join(faults))
    return [node for node in (answer.get("data") or {}).get("nodes") or [] if node]


def _read(node: dict[str, Any]) -> Provenance:
    return Provenance(edited=node["lastEditedAt"] is not None, by_email=node["createdViaEmail"])

"""What GitHub answers, as our values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from bot.core.issues import Comment, Issue, Run

if TYPE_CHECKING:  # they take long to load
    from github.Issue import Issue as RemoteIssue
    from github.IssueComment import IssueComment
    from github.NamedUser import NamedUser
    from github.Organization import Organization


# PyGithub makes a request for each list entry whose raw_data, or an attribute GitHub left out, is read.
def as_issue(remote: RemoteIssue) -> Issue:
    return Issue(
        number=remote.number,
        title=remote.title,
        body=remote.body or "",
        author=login_of(remote.user),
        is_open=remote.state == "open",
        created_at=remote.created_at,
        updated_at=remote.updated_at,
        closed_at=remote.closed_at,
        labels=frozenset(label.name for label in remote.labels),
        reactions=_counts(remote.reactions),
        url=remote.html_url,
        comments=remote.comments,
        is_locked=remote.locked,
        node=remote.node_id,
        by_app=remote._performed_via_github_app.value is not None,  # noqa: SLF001 - the property would ask GitHub again
        assignees=tuple(one.login for one in remote.assignees),
    )


def as_comment(remote: IssueComment) -> Comment:
    return Comment(
        id=remote.id,
        body=remote.body or "",
        author=login_of(remote.user),
        by_person=bool(remote.user) and remote.user.type == "User",
        created_at=remote.created_at,
        edited=remote.updated_at > remote.created_at,
        reactions=_counts(remote.reactions),
        url=remote.html_url,
        issue=int(remote.issue_url.rpartition("/")[2]),
        node=remote.node_id,
        by_app=remote._performed_via_github_app.value is not None,  # noqa: SLF001 - the property would ask GitHub again
    )


def login_of(user: NamedUser | Organization | None) -> str:
    """Return who wrote it; for a deleted account GitHub gives null."""
    return user.login if user else ""


def _counts(reactions: Mapping[str, Any]) -> dict[str, int]:
    kinds = reactions.keys() - {"url", "total_count"}
    return {kind: reactions[kind] for kind in kinds if reactions[kind]}


def as_run(found: dict[str, Any]) -> Run:
    done = found["status"] == "completed" and "updated_at" in found
    return Run(
        id=found["id"],
        name=found["display_title"],
        status=found["status"],
        conclusion=found["conclusion"],
        url=found["html_url"],
        created_at=datetime.fromisoformat(found["created_at"]),
        workflow=PurePosixPath(found.get("path", "")).stem,
        ended_at=datetime.fromisoformat(found["updated_at"]) if done else None,
    )

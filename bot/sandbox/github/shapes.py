"""The state as GitHub's JSON; every URL points back to the host of the request."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.sandbox.github.links import repository_links, user_links
from bot.sandbox.github.values import REACTIONS, ROLES, Subject

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.github.state import GithubState
    from bot.sandbox.github.values import Assignment, Comment, Issue, Label, Reaction, Role, User

Json = dict[str, Any]
# GitHub had three roles at first; the two added later differ in `role_name` only.
_LEGACY: dict[Role, str] = {"maintain": "write", "triage": "read"}


def stamp(moment: datetime) -> str:
    """Return the moment as GitHub writes it, in whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def maybe_stamp(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


class Shapes:
    """Converts one state's values to JSON, with URLs below a base address."""

    def __init__(self, state: GithubState, base: str) -> None:
        self.state = state
        self.base = base.rstrip("/")
        self.repo_url = f"{self.base}/repos/{state.repository.full_name}"
        self.html_url = f"{self.base}/{state.repository.full_name}"

    def user(self, login: str) -> Json:
        user, known = self.state.people.get(login), self.state.repository
        return {
            "login": user.login,
            "id": user.id,
            "node_id": f"U_{user.id}",
            "gravatar_id": "",
            "type": known.owner_kind if login.lower() == known.owner.lower() else user.kind,
            "user_view_type": "public",
            "site_admin": False,
            **user_links(self.base, user.login),
        }

    def full_user(self, user: User) -> Json:
        unknown = dict.fromkeys(("bio", "blog", "company", "email", "hireable", "location", "name"))
        none_yet = dict.fromkeys(("followers", "following", "public_gists", "public_repos"), 0)
        since = stamp(user.created_at)
        return {**self.user(user.login), **unknown, **none_yet, "created_at": since, "updated_at": since}

    def private_user(self, user: User) -> Json:
        """Return what a token sees of its own owner, with the plan (schema `private-user`)."""
        counts = (
            *("collaborators", "disk_usage", "owned_private_repos", "private_gists"),
            "total_private_repos",
        )
        plan = {
            "name": self.state.policy.plan,
            "space": 976_562_499,
            "collaborators": 0,
            "private_repos": 9_999,
        }
        known = dict.fromkeys(counts, 1)
        return {
            **self.full_user(user),
            **known,
            "two_factor_authentication": True,
            "user_view_type": "private",
            "plan": plan,
        }

    def organization(self) -> Json:
        """Return the owner as an organization (schema `organization-full`)."""
        known = self.state.repository
        owner = self.user(known.owner)
        url, since = f"{self.base}/orgs/{known.owner}", stamp(known.created_at)
        links = ("events", "hooks", "issues", "repos")
        shown = {name: owner[name] for name in ("login", "id", "node_id", "avatar_url", "html_url")}
        return {
            **shown,
            "url": url,
            **{f"{link}_url": f"{url}/{link}" for link in links},
            "members_url": f"{url}/members{{/member}}",
            "public_members_url": f"{url}/public_members{{/member}}",
            "description": None,
            "has_organization_projects": True,
            "has_repository_projects": True,
            **dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0),
            "type": "Organization",
            "created_at": since,
            "updated_at": since,
            "archived_at": None,
        }

    def repository(self) -> Json:
        known = self.state.repository
        since = stamp(known.created_at)
        open_issues = sum(issue.state == "open" for issue in self.state.issues.everything())
        return {
            "id": known.id,
            "node_id": f"R_{known.id}",
            "name": known.name,
            "full_name": known.full_name,
            "owner": self.user(known.owner),
            "private": known.private,
            "visibility": "private" if known.private else "public",
            "fork": False,
            "archived": known.archived,
            "disabled": False,
            "default_branch": known.default_branch,
            "has_issues": known.has_issues,
            "open_issues": open_issues,
            "open_issues_count": open_issues,
            "created_at": since,
            "updated_at": since,
            "pushed_at": since,
            **_REPOSITORY_DEFAULTS,
            **repository_links(self.base, known.full_name),
        }

    def label(self, label: Label) -> Json:
        return {
            "id": label.id,
            "node_id": f"LA_{label.id}",
            "url": f"{self.repo_url}/labels/{quote(label.name, safe='')}",
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def labels_of(self, issue: Issue) -> list[Json]:
        return [self.label(self.state.labels.by_id(each)) for each in issue.labels]

    def reaction(self, reaction: Reaction) -> Json:
        return {
            "id": reaction.id,
            "node_id": f"REA_{reaction.id}",
            "user": self.user(reaction.login),
            "content": reaction.content,
            "created_at": stamp(reaction.created_at),
        }

    def _reaction_summary(self, subject: Subject, url: str) -> Json:
        counts = Counter(each.content for each in self.state.reactions.on(subject))
        total = {"url": f"{url}/reactions", "total_count": counts.total()}
        return {**total, **{content: counts[content] for content in REACTIONS}}

    def association(self, login: str) -> str:
        if login.lower() == self.state.repository.owner.lower():
            return "OWNER"
        return "COLLABORATOR" if self.state.people.has_role(login, "read") else "NONE"

    def issue(self, issue: Issue) -> Json:
        url = f"{self.repo_url}/issues/{issue.number}"
        return {
            "id": issue.id,
            "node_id": f"I_{issue.id}",
            "url": url,
            "repository_url": self.repo_url,
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "timeline_url": f"{url}/timeline",
            "html_url": f"{self.html_url}/issues/{issue.number}",
            "number": issue.number,
            "title": issue.title,
            "body": issue.body,
            "user": self.user(issue.author),
            "author_association": self.association(issue.author),
            "labels": self.labels_of(issue),
            "state": issue.state,
            "state_reason": issue.state_reason,
            "comments": self.state.issues.count_comments(issue.number),
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
            "closed_at": maybe_stamp(issue.closed_at),
            "closed_by": self.user(issue.closed_by) if issue.closed_by else None,
            "reactions": self._reaction_summary(Subject("issue", issue.number), url),
            "assignee": self.user(issue.assignees[0]) if issue.assignees else None,
            "assignees": [self.user(login) for login in issue.assignees],
            "locked": issue.locked,
            "active_lock_reason": issue.lock_reason,
            **_ISSUE_DEFAULTS,
        }

    def assignment(self, assignment: Assignment) -> Json:
        """Return an entry of the list of an issue's events (schema `issue-event`)."""
        return {
            "id": assignment.id,
            "node_id": f"AE_{assignment.id}",
            "url": f"{self.repo_url}/issues/events/{assignment.id}",
            "actor": self.user(assignment.login),
            "event": assignment.event,
            "commit_id": None,
            "commit_url": None,
            "created_at": stamp(assignment.created_at),
            "assignee": self.user(assignment.login),
            "assigner": self.user(assignment.login),
            "performed_via_github_app": None,
        }

    def comment(self, comment: Comment) -> Json:
        url = f"{self.repo_url}/issues/comments/{comment.id}"
        return {
            "id": comment.id,
            "node_id": f"IC_{comment.id}",
            "url": url,
            "html_url": f"{self.html_url}/issues/{comment.issue}#issuecomment-{comment.id}",
            "issue_url": f"{self.repo_url}/issues/{comment.issue}",
            "user": self.user(comment.author),
            "author_association": self.association(comment.author),
            "body": comment.body,
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
            "performed_via_github_app": self._app(comment) if comment.via_app else None,
            "reactions": self._reaction_summary(Subject("comment", comment.id), url),
        }

    def _app(self, comment: Comment) -> Json:
        """Return the GitHub App that wrote a comment in somebody's name (schema `integration`)."""
        made = stamp(self.state.repository.created_at)
        return {
            "id": 1,
            "node_id": "A_1",
            "slug": comment.via_app,
            "name": comment.via_app,
            "owner": self.user(self.state.repository.owner),
            "description": "",
            "external_url": "https://app.exemplo.com.br",
            "html_url": f"{self.base}/apps/{comment.via_app}",
            "created_at": made,
            "updated_at": made,
            "permissions": {"issues": "write"},
            "events": [],
        }

    def permission(self, user: User) -> Json:
        # Anybody can read a public repository, invited or not.
        given = self.state.role_of(user.login)
        role = "read" if given == "none" and not self.state.repository.private else given
        rank = ROLES.index(role)
        steps = {
            "pull": "read",
            "triage": "triage",
            "push": "write",
            "maintain": "maintain",
            "admin": "admin",
        }
        role_name = "" if role == "none" else role
        return {
            "permission": _LEGACY.get(role, role),
            "role_name": role_name,
            "user": {
                **self.user(user.login),
                "role_name": role_name,
                "permissions": {name: rank >= ROLES.index(least) for name, least in steps.items()},
            },
        }


_ISSUE_DEFAULTS: Json = {
    "milestone": None,
    "performed_via_github_app": None,
}
_REPOSITORY_DEFAULTS: Json = {
    "allow_forking": True,
    "description": None,
    "forks": 0,
    "forks_count": 0,
    "has_discussions": False,
    "has_downloads": True,
    "has_pages": False,
    "has_projects": True,
    "has_wiki": False,
    "homepage": None,
    "is_template": False,
    "language": "Python",
    "license": None,
    "mirror_url": None,
    "network_count": 0,
    "size": 0,
    "stargazers_count": 0,
    "subscribers_count": 0,
    "topics": [],
    "watchers": 0,
    "watchers_count": 0,
    "web_commit_signoff_required": False,
}

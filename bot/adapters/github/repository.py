"""One repository on GitHub: issues, comments, labels, reactions, permissions, dispatches and runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from github import UnknownObjectException

from bot.adapters.github import comment_pages, failures, provenance
from bot.adapters.github.assignees import Assignees
from bot.adapters.github.client import connect
from bot.adapters.github.comment_pages import CommentTail
from bot.adapters.github.creations_pace import CreationsPace
from bot.adapters.github.graphql import GraphQL
from bot.adapters.github.look_ahead import LookAhead
from bot.adapters.github.made_by_us import made_by_us
from bot.adapters.github.newest_issues import NewestIssuesCache
from bot.adapters.github.run_evidence import RunEvidence
from bot.adapters.github.shapes import as_comment, as_issue, as_run, login_of
from bot.adapters.github.together import Together
from bot.core import clock
from bot.core.errors import RepositoryError, Unwritable, UnwritableIssueError
from bot.core.issues import Comment, Issue, Provenance, Run
from bot.core.marks import Mark
from bot.core.settings import Permission, Settings

if TYPE_CHECKING:  # they take long to load
    from github.Issue import Issue as RemoteIssue
    from github.IssueComment import IssueComment


NEWEST = 100  # how many of the newest issues are searched when a list by label may lag: one page


class Repository:
    """One repository on GitHub.

    Every method raises RepositoryError when GitHub refuses for good and TemporaryError when it may
    work later.
    """

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)
        self._bot_login = settings.config.conversations.bot_login
        self._runs_etag: dict[str, str] = {}
        self.newest = NewestIssuesCache()
        self.pace = CreationsPace(settings)
        self.assignees = Assignees(self._github)
        graphql = GraphQL(self._github)
        self.ahead = LookAhead(
            graphql, self.newest, settings.repository, assignees=bool(settings.config.routes)
        )
        self.together = Together(self, graphql, self.ahead, self.pace)

    def use_credentials(self, settings: Settings) -> None:
        """Use the token of these settings from now on."""
        self._github = connect(settings)

    def is_public(self) -> bool:
        with self._github.calling():
            return not self._github.remote.private

    def issues_with_label(
        self, *labels: str, state: Literal["all", "open", "closed"] = "all", untouched: bool = False
    ) -> Iterator[Issue]:
        """Yield the issues with all these labels, the newest first, or with `untouched` those changed longest ago.

        GitHub's lists by label may lag; see `newest_issues`.
        """
        with self._github.calling():
            sort, direction = ("updated", "asc") if untouched else ("created", "desc")
            get = self._github.remote.get_issues
            yield from map(as_issue, get(state=state, labels=list(labels), sort=sort, direction=direction))

    def newest_issues(self) -> list[Issue]:
        """Return the newest issues of the repository, whatever their labels."""
        with self._github.calling():
            newest = self._github.remote.get_issues(state="all", sort="created", direction="desc")
            found = [as_issue(remote) for remote in islice(newest, NEWEST)]
        self.newest.read(found)
        return found

    def all_issues(self, most: int) -> Iterator[Issue]:
        """Yield the issues of the repository, whatever their labels, the newest first: a request for each hundred."""
        with self._github.calling():
            newest = self._github.remote.get_issues(state="all", sort="created", direction="desc")
            yield from map(as_issue, islice(newest, most))

    def open_issues(self) -> Iterator[Issue]:
        """Yield the open issues, whatever their labels, the newest first: a request for each hundred."""
        with self._github.calling():
            found = self._github.remote.get_issues(state="open", sort="created", direction="desc")
            yield from map(as_issue, found)

    def newest_issues_lately(self) -> list[Issue]:
        """Return the same, or the list of some seconds ago if there is one; see `newest_issues.LATELY`."""
        known = self.newest.lately()
        return self.newest_issues() if known is None else known

    def issue(self, number: int) -> Issue:
        with self._github.calling():
            return as_issue(self._github.remote.get_issue(number))

    def comments(self, number: int, since: datetime | None = None) -> list[Comment]:
        """Return the comments of an issue, the oldest first, those changed since the moment if one is given."""
        with self._github.calling():
            remote = self._github.remote.get_issue(number)
            found = remote.get_comments(since) if since else remote.get_comments()
            return sorted((as_comment(comment) for comment in found), key=lambda comment: comment.id)

    def read_comment(self, comment: Comment) -> Comment:
        """Return a comment as it is now."""
        with self._github.calling():
            return as_comment(self._github.remote.get_issue(comment.issue).get_comment(comment.id))

    def newest_comments(
        self, issue: Issue, enough: Callable[[Sequence[Comment]], bool] = lambda _: True
    ) -> CommentTail:
        """Return the newest comments of an issue just read, the oldest first; see `comment_pages.newest`."""
        with self._github.calling():
            remote = self._github.remote.get_issue(issue.number)
            return comment_pages.newest(remote, issue.comments, enough)

    def comments_lately(self, number: int, after: int = 0) -> list[Comment]:
        """Return the newest comments of an issue, all behind the comment `after`; see `comment_pages.lately`."""
        with self._github.calling():
            return comment_pages.lately(self._github.remote.get_issue(number), after)

    def unlock(self, number: int) -> None:
        """Unlock an issue: until then a workflow can neither write nor delete a comment in it."""
        self._github.request("DELETE", f"{self._github.url}/issues/{number}/lock")

    def provenance(self, comments: Sequence[Comment]) -> dict[int, Provenance]:
        """Return how each comment came about, by its id: one request for a hundred of them."""
        return provenance.of(comments, self._github)

    def is_edited(self, issue: Issue) -> bool:
        """Return whether anybody has edited the text of an issue since it was opened."""
        return provenance.is_edited(issue, self._github)

    def open_issue(self, title: str, body: str, labels: list[str]) -> Issue:
        """Open an issue, once: an issue of ours with the same first line, the marker, counts as this one."""
        self.pace.wait()
        opened = self._github.create(
            lambda: as_issue(self._github.remote.create_issue(title, body=body, labels=labels)),
            lambda: self.find_issue(body),
        )
        self.pace.made()
        self.newest.opened(opened)
        return opened

    def find_issue(self, body: str) -> Issue | None:
        """Return the new issue of ours with the same first line, if there is one."""
        return made_by_us(self.newest_issues(), body, (self._bot_login, self.login))

    def comment(self, number: int, body: str) -> Comment:
        """Add a comment, once: a comment of ours with the same first line, the marker, counts as this one."""
        self.pace.wait()
        comment = self._github.create(
            lambda: as_comment(self._github.remote.get_issue(number).create_comment(body)),
            lambda: self.find_comment(number, body),
        )
        self.pace.made()
        return comment

    def find_comment(self, number: int, body: str) -> Comment | None:
        """Return the comment of ours with the same first line, if there is one among the newest."""
        return made_by_us(self.comments_lately(number), body, (self._bot_login, self.login))

    def settle(self, issue: Issue, body: str, *, close: bool) -> Issue:
        """Replace the text of an issue opened just now, and perhaps close it, in one request; return it as it is then.

        If nothing has to change, none is made.
        """
        close = close and issue.is_open
        if body == issue.body and not close:
            return issue
        with self._github.calling():
            remote = self._github.remote.get_issue(issue.number)
            if close:
                remote.edit(body=body, state="closed", state_reason="completed")
            else:
                remote.edit(body=body)
        settled = replace(issue, body=body)
        if close:
            settled = replace(settled, is_open=False, closed_at=clock.now())
        self.newest.changed(settled)
        return settled

    def rewrite(self, number: int, title: str, body: str) -> None:
        """Replace the texts of an issue; GitHub keeps the former ones in its history of edits."""
        self.newest.forget()
        with self._github.calling():
            self._github.remote.get_issue(number).edit(title=title, body=body)

    def rewrite_comment(self, number: int, comment: int, body: str) -> None:
        """Replace the text of a comment, as `rewrite` does for an issue; a locked issue is unlocked for that moment."""
        try:
            self._edit_comment(number, comment, body)
        except UnwritableIssueError as error:
            if error.why is not Unwritable.LOCKED:
                raise
            url = f"{self._github.url}/issues/{number}"
            reason = (self._github.request("GET", url) or {}).get("active_lock_reason")
            self.unlock(number)
            try:
                self._edit_comment(number, comment, body)
            finally:
                self._github.request("PUT", f"{url}/lock", {"lock_reason": reason} if reason else {})

    def _edit_comment(self, number: int, comment: int, body: str) -> None:
        with self._github.calling():
            self._github.remote.get_issue(number).get_comment(comment).edit(body)

    def reopen(self, number: int) -> None:
        with self._github.calling():
            self._github.remote.get_issue(number).edit(state="open")
        self.newest.moved(number, is_open=True)

    def close(self, number: int, *, planned: bool = True) -> None:
        reason = "completed" if planned else "not_planned"
        with self._github.calling():
            self._github.remote.get_issue(number).edit(state="closed", state_reason=reason)
        self.newest.moved(number, is_open=False)

    def add_label(self, number: int, label: str) -> None:
        """Add a label, creating it if it does not exist."""
        # Not PyGithub's own method: it sends a bare list, which GitHub's API description no longer has.
        url = f"{self._github.url}/issues/{number}/labels"
        self._github.create(lambda: self._github.request("POST", url, {"labels": [label]}))

    def remove_label(self, number: int, label: str) -> None:
        """Remove the label, if it is there."""
        try:
            with self._github.calling():
                self._github.remote.get_issue(number).remove_from_labels(label)
        except RepositoryError as error:
            if error.status != 404:
                raise

    def react(self, number: int, comment: int, reaction: Mark) -> None:
        """Put our reaction on a comment, or on the issue itself (comment 0); repeating it changes nothing."""
        self._github.create(lambda: self._commented(number, comment).create_reaction(reaction))

    def take_back(self, number: int, comment: int, reaction: Mark) -> None:
        """Remove our reaction from a comment, or from the issue itself (comment 0); if it is not there, nothing."""
        with self._github.calling():
            commented = self._commented(number, comment)
            # Of a reaction that is there already, GitHub answers a create with that one.
            commented.delete_reaction(commented.create_reaction(reaction).id)

    def reactions_by(self, login: str, number: int, comment: int) -> set[str]:
        """Return the reactions that the account has put on a comment, or on the issue itself (comment 0)."""
        with self._github.calling():
            found = self._commented(number, comment).get_reactions()
            return {reaction.content for reaction in found if login_of(reaction.user) == login}

    def marks_by(self, login: str, comment: Comment) -> set[str]:
        """Return the marks that the account has put on a comment; no request if nobody has put any."""
        if not comment.reactions.keys() & set(Mark):
            return set()
        return self.reactions_by(login, comment.issue, comment.id)

    def _commented(self, number: int, comment: int) -> RemoteIssue | IssueComment:
        issue = self._github.remote.get_issue(number)
        return issue.get_comment(comment) if comment else issue

    def login(self) -> str:
        """Return the account that the token belongs to; a workflow's or App's token has none."""
        found = self._github.request("GET", "/user")
        return str((found or {}).get("login", ""))

    def permission(self, login: str) -> Permission | None:
        """Return the account's permission here; None means none at all, or no such account.

        Asked for each time: the author_association of a comment is not reliable for private membership.
        """
        with self._github.calling():
            try:
                role = self._github.remote.get_collaborator_role_name(login)
                if role not in set(Permission):  # a custom role of the organisation
                    role = self._github.remote.get_collaborator_permission(login)
            except UnknownObjectException:
                return None
        return Permission(role) if role in set(Permission) else None

    def dispatch(self, event_type: str, payload: dict[str, Any]) -> None:
        """Send a repository_dispatch event, one attempt; PyGithub's own method returns False for every refusal."""
        body = {"event_type": event_type, "client_payload": payload}
        with failures.dispatching():
            self._github.answer("POST", f"{self._github.url}/dispatches", body, expected=(204,))

    def recent_runs(self, workflow_file: str) -> list[Run] | None:
        """Return the newest 100 dispatched runs of a workflow; None if nothing changed since the last call.

        The request is conditional: an answer of 304 does not count against GitHub's rate limit.
        """
        url = f"{self._github.url}/actions/workflows/{workflow_file}/runs"
        known = self._runs_etag.get(workflow_file)
        answer = self._github.answer(
            "GET",
            url,
            query={"event": "repository_dispatch", "per_page": 100},
            headers={"If-None-Match": known} if known else {},
            expected=(200, 304),
        )
        if answer.status == 304:
            return None
        self._runs_etag[workflow_file] = answer.headers.get("etag", "")
        return [as_run(found) for found in json.loads(answer.text)["workflow_runs"]]

    @property
    def run_evidence(self) -> RunEvidence:
        """What else there is to see of the runs that were dispatched."""
        return RunEvidence(self._github)

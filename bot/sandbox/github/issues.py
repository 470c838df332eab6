"""Issues and their comments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import clock
from bot.sandbox.github.values import (
    MAX_BODY_CHARACTERS,
    MAX_COMMENTS,
    MAX_TITLE_CHARACTERS,
    Assignment,
    Comment,
    DeletedError,
    InvalidError,
    Issue,
    MissingError,
    RefusedError,
)

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable
    from datetime import datetime

LAG = timedelta(seconds=60)


@dataclass(frozen=True)
class IssueFilter:
    """Which issues a list shows, and in which order; the defaults are GitHub's."""

    state: str = "open"
    labels: frozenset[int] = frozenset()
    since: datetime | None = None
    creator: str | None = None
    sort: str = "created"
    ascending: bool = False

    def admits(self, issue: Issue) -> bool:
        return (
            self.state in {"all", issue.state}
            and self.labels <= set(issue.labels)
            and (self.since is None or issue.updated_at.replace(microsecond=0) >= self.since)
            and (self.creator is None or self.creator.lower() == issue.author.lower())
        )


def check_body(resource: str, body: str | None) -> None:
    if body is not None and len(body) > MAX_BODY_CHARACTERS:
        message = f"Body is too long (maximum is {MAX_BODY_CHARACTERS} characters)"
        raise InvalidError(resource, "body", "custom", message)


def check_texts(title: str, body: str | None) -> None:
    if not title.strip():
        raise InvalidError("Issue", "title", "missing_field")
    if len(title) > MAX_TITLE_CHARACTERS:
        message = f"title is too long (maximum is {MAX_TITLE_CHARACTERS} characters)"
        raise InvalidError("Issue", "title", "custom", message)
    check_body("Issue", body)


MAX_ASSIGNEES = 10
# As GitHub words it, whatever limit a test has set.
FULL = f"Commenting is disabled on issues with more than {MAX_COMMENTS} comments"


class Issues:
    """All issues and comments of the repository; each change returns the new value.

    Lower `max_comments` to reach the limit of an issue sooner.
    """

    def __init__(self, lock: threading.RLock, next_id: Callable[[], int]) -> None:
        self._lock = lock
        self._next_id = next_id
        self._issues: dict[int, Issue] = {}
        self._last_number = 0  # a number is never reused, not even after its issue is deleted
        self._deleted: set[int] = set()
        self._comments: dict[int, Comment] = {}
        self._of_issue: dict[int, list[int]] = {}
        self.max_comments = MAX_COMMENTS

    def create(self, author: str, title: str, body: str | None, labels: tuple[int, ...] = ()) -> Issue:
        check_texts(title, body)
        now = clock.now()
        with self._lock:
            self._last_number += 1
            issue = Issue(self._next_id(), self._last_number, author, title, body, now, now, labels)
            return self._keep(issue)

    def get(self, number: int) -> Issue:
        with self._lock:
            issue, deleted = self._issues.get(number), number in self._deleted
        if deleted:
            raise DeletedError(f"issue {number}")
        if issue is None:
            raise MissingError(f"no issue {number}")
        return issue

    def delete(self, number: int) -> None:
        """Delete an issue with its comments, for good."""
        with self._lock:
            del self._issues[self.get(number).number]
            for comment in self._of_issue.pop(number, []):
                del self._comments[comment]
            self._deleted.add(number)

    def transfer(self, number: int) -> Issue:
        """Transfer an issue to another repository and back: it gets a new number; all else stays, its comments too."""
        with self._lock:
            issue = self.get(number)
            self._last_number += 1
            moved = replace(issue, number=self._last_number)
            comments = self._of_issue.pop(number, [])
            for each in comments:
                self._comments[each] = replace(self._comments[each], issue=moved.number)
            self._of_issue[moved.number] = comments
            del self._issues[number]
            self._deleted.add(number)
            return self._keep(moved)

    def everything(self) -> list[Issue]:
        with self._lock:
            return list(self._issues.values())

    def find(self, criteria: IssueFilter, *, lagging: bool = False) -> list[Issue]:
        """List issues; `lagging` hides those so new that GitHub's search index may lack them."""
        horizon = clock.now() - LAG
        with self._lock:
            found = [issue for issue in self._issues.values() if criteria.admits(issue)]
            counts = {issue.number: self.count_comments(issue.number) for issue in found}
        if lagging:
            found = [issue for issue in found if issue.created_at <= horizon]
        orders: dict[str, Callable[[Issue], tuple[object, ...]]] = {
            "updated": lambda issue: (issue.updated_at, issue.number),
            "comments": lambda issue: (counts[issue.number], issue.number),
        }
        order = orders.get(criteria.sort, lambda issue: (issue.number,))
        return sorted(found, key=order, reverse=not criteria.ascending)

    def edit(self, number: int, title: str, body: str | None) -> Issue:
        check_texts(title, body)
        with self._lock:
            before, now = self.get(number), clock.now()
            # A new title is no edit of the text (docs.github.com/graphql/reference/objects#issue, lastEditedAt).
            edited = now if body != before.body else before.last_edited_at
            changed = replace(before, title=title, body=body, updated_at=now, last_edited_at=edited)
            return self._keep(changed)

    def set_labels(self, number: int, labels: tuple[int, ...]) -> Issue:
        with self._lock:
            issue = self.get(number)
            if labels == issue.labels:
                return issue
            return self._keep(replace(issue, labels=labels, updated_at=clock.now()))

    def assign(self, number: int, logins: tuple[str, ...]) -> Issue:
        with self._lock:
            issue = self.get(number)
            all_of_them = tuple(dict.fromkeys((*issue.assignees, *logins)))[:MAX_ASSIGNEES]
            return self._keep_assigned(issue, all_of_them)

    def unassign(self, number: int, logins: Iterable[str]) -> Issue:
        """Take people off an issue."""
        leaving = {login.lower() for login in logins}
        with self._lock:
            issue = self.get(number)
            return self._keep_assigned(
                issue, tuple(one for one in issue.assignees if one.lower() not in leaving)
            )

    def _keep_assigned(self, issue: Issue, assignees: tuple[str, ...]) -> Issue:
        now, before = clock.now(), issue.assignees
        happened = [("assigned", one) for one in assignees if one not in before]
        happened += [("unassigned", one) for one in before if one not in assignees]
        if not happened:
            return issue
        noted = tuple(Assignment(self._next_id(), event, login, now) for event, login in happened)
        noted = (*issue.assignments, *noted)
        return self._keep(replace(issue, assignees=assignees, assignments=noted, updated_at=now))

    def set_state(self, number: int, state: str, reason: str | None, by: str) -> Issue:
        """Close or reopen an issue; one already in that state keeps its times."""
        now = clock.now()
        with self._lock:
            issue = self.get(number)
            if state == issue.state and reason in {None, issue.state_reason}:
                return issue
            if state == "open":
                changed = replace(issue, state=state, state_reason="reopened", closed_at=None, closed_by=None)
            else:
                closed_at = issue.closed_at or now
                changed = replace(issue, state=state, state_reason=reason or "completed", closed_at=closed_at)
                changed = replace(changed, closed_by=issue.closed_by or by)
            return self._keep(replace(changed, updated_at=now))

    def set_lock(self, number: int, reason: str | None = None, *, locked: bool = True) -> Issue:
        """Lock or unlock the conversation."""
        with self._lock:
            changed = replace(self.get(number), locked=locked, lock_reason=reason if locked else None)
            return self._keep(replace(changed, updated_at=clock.now()))

    def remove_label(self, label: int) -> None:
        with self._lock:
            for issue in list(self._issues.values()):
                if label in issue.labels:
                    self._keep(replace(issue, labels=tuple(each for each in issue.labels if each != label)))

    def comment(
        self, number: int, author: str, body: str, *, via_email: bool = False, via_app: str = ""
    ) -> Comment:
        self._check_comment(body)
        now = clock.now()
        with self._lock:
            if self.count_comments(number) >= self.max_comments:
                raise RefusedError(FULL)
            self._touch(number, now)
            comment = Comment(self._next_id(), number, author, body, now, now, via_email, via_app)
            self._comments[comment.id] = comment
            self._of_issue.setdefault(number, []).append(comment.id)
            return comment

    def comments(self, number: int | None = None) -> list[Comment]:
        """Return the comments of one issue, or of all, oldest first."""
        with self._lock:
            if number is None:
                return list(self._comments.values())
            return [self._comments[each] for each in self._of_issue.get(number, [])]

    def count_comments(self, number: int) -> int:
        with self._lock:
            return len(self._of_issue.get(number, []))

    def get_comment(self, comment_id: int) -> Comment:
        with self._lock:
            comment = self._comments.get(comment_id)
        if comment is None:
            raise MissingError(f"no comment {comment_id}")
        return comment

    def edit_comment(self, comment_id: int, body: str, by: str) -> Comment:
        self._check_comment(body)
        now = clock.now()
        with self._lock:
            before = self.get_comment(comment_id)
            comment = replace(before, body=body, updated_at=now)
            if body != before.body:
                comment = replace(comment, last_edited_at=now, editor=by)
            self._comments[comment_id] = comment
            self._touch(comment.issue, now)
            return comment

    def delete_comment(self, comment_id: int) -> Comment:
        with self._lock:
            comment = self.get_comment(comment_id)
            del self._comments[comment_id]
            self._of_issue[comment.issue].remove(comment_id)
            self._touch(comment.issue, clock.now())
            return comment

    @staticmethod
    def _check_comment(body: str) -> None:
        if not body.strip():
            raise InvalidError("IssueComment", "body", "missing_field", "Body cannot be blank")
        check_body("IssueComment", body)

    def _touch(self, number: int, now: datetime) -> None:
        self._keep(replace(self.get(number), updated_at=now))

    def _keep(self, issue: Issue) -> Issue:
        self._issues[issue.number] = issue
        return issue

"""What a batch has to know of GitHub before it writes, read in one request for many people.

docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api: a query costs a point for each
hundred lists in it, of 1,000 in an hour, which are other ones than the 1,000 requests of the REST API. GitHub ends
queries that ask for too much; others met that with 80 lists at once, and not with ten (Skydio/revup#271).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.github.comment_pages import CommentTail
from bot.adapters.github.fields import ASSIGNEES, COMMENT, COMMENTS, ISSUE
from bot.adapters.github.graphql import GraphQL, literal
from bot.adapters.github.newest_issues import NewestIssuesCache
from bot.core import clock, logs
from bot.core.errors import LimitError, TemporaryError
from bot.core.issues import Comment, Issue

MOST_LABELS = 25  # in one request
MOST_ISSUES = 10  # of a label: whoever has more is read by REST
MOST_COMMENTS = 30  # of an issue, where only one person is read
NEWEST = 100
MINUTE = timedelta(minutes=1)

_BY_AGE = "orderBy: {field: CREATED_AT, direction: DESC}"
_CONTENTS = {"THUMBS_UP": "+1", "THUMBS_DOWN": "-1"}


class LookAhead:
    """What was read ahead. Each list is handed out once: whoever asks again has it read anew."""

    def __init__(
        self, graphql: GraphQL, newest: NewestIssuesCache, repository: str, *, assignees: bool = False
    ) -> None:
        """With `assignees` the lists show them too: each issue is a list more, which GitHub counts."""
        self._graphql = graphql
        self._issue = f"{ISSUE} {ASSIGNEES}" if assignees else ISSUE
        self._newest = newest
        self._owner, _, self._name = repository.partition("/")
        self._issues: dict[str, list[Issue]] = {}
        self._tails: dict[int, CommentTail] = {}
        self.labels: dict[str, str] = {}  # the ids of those that exist, by name
        self.users: dict[str, str] = {}  # the ids of accounts, by login in small letters
        self.repository = ""  # its id
        self.created: list[
            datetime
        ] = []  # when something was created in the last minute, as far as that shows

    def read(self, labels: Sequence[str], others: Collection[str] = ()) -> None:
        """Read the issues with each label, the newest issues of all, and the ids of these and `others`.

        Of a single label the newest comments too. Without GraphQL nothing is read ahead.
        """
        unique = list(dict.fromkeys(labels))
        for first in range(0, len(unique), MOST_LABELS):
            if self._graphql.is_off:
                return
            some = unique[first : first + MOST_LABELS]
            self._read(some, others if first == 0 else (), comments=len(unique) == 1, newest=first == 0)

    def read_users(self, logins: Sequence[str]) -> None:
        """Read the ids of these accounts; an account without one is assigned by REST."""
        wanted = list(dict.fromkeys(login for login in logins if login.casefold() not in self.users))
        if not wanted or self._graphql.is_off or not self.repository:
            return
        asked = (f"u{place}: user(login: {literal(login)}) {{ id }}" for place, login in enumerate(wanted))
        try:
            answer = self._graphql.ask(f"query {{ {' '.join(asked)} }}", {})
        except LimitError:
            raise
        except TemporaryError as error:
            logs.trouble("nothing-read-ahead", reason=error.message)
            return
        for place, login in enumerate(wanted):
            found = answer.data.get(f"u{place}") if answer else None
            if found:
                self.users[login.casefold()] = found["id"]

    def issues(self, label: str) -> list[Issue] | None:
        """Return the issues with a label, the newest first, if they were read ahead and not asked for since."""
        return self._issues.pop(label, None)

    def comments(self, number: int) -> CommentTail | None:
        """Return the newest comments of an issue, likewise."""
        return self._tails.pop(number, None)

    def keep(self, tails: Mapping[int, CommentTail]) -> None:
        """Keep the newest comments of issues that somebody else has read ahead."""
        self._tails |= tails

    def forget(self) -> None:
        """Forget the lists: something may have changed since."""
        self._issues.clear()
        self._tails.clear()

    def _read(self, labels: Sequence[str], others: Iterable[str], *, comments: bool, newest: bool) -> None:
        body = f"comments(last: {MOST_COMMENTS}) {{ totalCount nodes {{ {COMMENT} }} }}"
        names = list(dict.fromkeys((*labels, *others)))
        parts = ["id", _labels(names)]
        for place, label in enumerate(labels):
            listed = f"labels: [{literal(label)}], first: {MOST_ISSUES}, {_BY_AGE}"
            inner = body if comments else COMMENTS
            parts.append(f"p{place}: issues({listed}) {{ totalCount nodes {{ {self._issue} {inner} }} }}")
        if newest:
            inner = f"{self._issue} {COMMENTS}"
            parts.append(f"newest: issues(first: {NEWEST}, {_BY_AGE}) {{ nodes {{ {inner} }} }}")
            since = (clock.now() - MINUTE).strftime("%Y-%m-%dT%H:%M:%SZ")
            parts.append(
                f'lately: issues(first: {NEWEST}, filterBy: {{since: "{since}"}}) '
                "{ nodes { createdAt comments(last: 1) { nodes { createdAt } } } }"
            )
        query = (
            "query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) "
            f"{{ hasIssuesEnabled {' '.join(parts)} }} }}"
        )
        try:
            answer = self._graphql.ask(query, {"owner": self._owner, "name": self._name})
        except LimitError:
            raise
        except TemporaryError as error:  # the REST API reads the same, and asks again
            logs.trouble("nothing-read-ahead", reason=error.message)
            return
        found = (answer.data.get("repository") if answer else None) or {}
        if not found.get("hasIssuesEnabled") or answer is None or answer.refused:
            return  # what the REST API answers says why
        try:
            # GitHub finds a label however it is spelled, and answers with its own spelling.
            known = {name: found[f"label{place}"] for place, name in enumerate(names)}
            self.labels |= {name: one["id"] for name, one in known.items() if one}
            self._take(found, labels, comments=comments)
        except (LookupError, TypeError, ValueError):  # a part that GitHub could not show is null
            logs.trouble("nothing-read-ahead", reason="GitHub's answer has holes")
            self.forget()

    def _take(self, found: Mapping[str, Any], labels: Sequence[str], *, comments: bool) -> None:
        self.repository = found["id"]
        if "newest" in found:
            self._newest.read([as_issue(node) for node in found["newest"]["nodes"]])
            since = clock.now() - MINUTE
            moments = [
                _moment(one["createdAt"])
                for node in found["lately"]["nodes"]
                for one in (node, *node["comments"]["nodes"])
            ]
            self.created = [moment for moment in moments if moment and moment >= since]
        for place, label in enumerate(labels):
            listed = found[f"p{place}"]
            if listed["totalCount"] > MOST_ISSUES:
                continue
            self._issues[label] = [as_issue(node) for node in listed["nodes"]]
            if comments:
                self._tails |= {node["number"]: tail(node) for node in listed["nodes"]}


def _labels(names: Iterable[str]) -> str:
    asked = (f"label{place}: label(name: {literal(name)}) {{ id }}" for place, name in enumerate(names))
    return " ".join(asked)


def as_issue(node: Mapping[str, Any]) -> Issue:
    """Return an issue as the REST API shows it."""
    return Issue(
        number=node["number"],
        title=node["title"],
        body=node["body"],
        author=_login(node["author"]),
        is_open=node["state"] == "OPEN",
        created_at=datetime.fromisoformat(node["createdAt"]),
        updated_at=datetime.fromisoformat(node["updatedAt"]),
        closed_at=_moment(node["closedAt"]),
        labels=frozenset(label["name"] for label in node["labels"]["nodes"]),
        reactions=_reactions(node),
        url=node["url"],
        comments=node["comments"]["totalCount"],
        is_locked=node["locked"],
        node=node["id"],
        assignees=tuple(one["login"] for one in node.get("assignees", {}).get("nodes", ())),
    )


def as_comment(node: Mapping[str, Any], issue: int) -> Comment:
    """Return a comment as the REST API shows it, but for the App that wrote it in somebody's name."""
    created, updated = (datetime.fromisoformat(node[key]) for key in ("createdAt", "updatedAt"))
    author = node["author"] or {}
    return Comment(
        id=int(node["fullDatabaseId"]),
        body=node["body"],
        author=_login(author),
        by_person=author.get("__typename") == "User",
        created_at=created,
        edited=updated > created,
        reactions=_reactions(node),
        url=node["url"],
        issue=issue,
        node=node["id"],
    )


def tail(node: Mapping[str, Any]) -> CommentTail:
    """Return the comments that were asked of an issue."""
    listed = node["comments"]
    shown = [as_comment(one, node["number"]) for one in listed["nodes"]]
    return CommentTail(sorted(shown, key=lambda one: one.id), whole=len(shown) == listed["totalCount"])


def _login(author: Mapping[str, Any] | None) -> str:
    """Return who wrote it: an App's account has no `[bot]` behind its name in GraphQL; a deleted one is null."""
    if not author:
        return ""
    return f"{author['login']}[bot]" if author["__typename"] == "Bot" else str(author["login"])


def _reactions(node: Mapping[str, Any]) -> dict[str, int]:
    counts = {one["content"]: one["reactors"]["totalCount"] for one in node["reactionGroups"] or ()}
    return {_CONTENTS.get(one, one.lower()): count for one, count in counts.items() if count}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

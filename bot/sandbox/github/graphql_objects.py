"""The state as the objects of GitHub's schema: a field is an attribute or method, in our spelling of its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.sandbox.github import graphql_refusals, web
from bot.sandbox.github.graphql_refusals import FieldRefusedError
from bot.sandbox.github.issues import IssueFilter
from bot.sandbox.github.shapes import maybe_stamp, stamp
from bot.sandbox.github.values import REACTIONS, MissingError, Subject

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from bot.sandbox.github import values

CONTENTS = {"+1": "THUMBS_UP", "-1": "THUMBS_DOWN", **{one: one.upper() for one in REACTIONS[2:]}}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def resolve(source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
    """Return the value of a field."""
    name = spelled(info.field_name)
    value = source.get(name) if isinstance(source, Mapping) else getattr(source, name)
    return value(**{spelled(key): one for key, one in given.items()}) if callable(value) else value


def type_of(value: Any, *_: object) -> str:
    return str(value.typename)


def spelled(name: str) -> str:
    return _CAPITAL.sub("_", name).lower()


def may_read() -> None:
    """Refuse whoever may not read issues."""
    by = web.actor()
    if not web.state().may(by, "issues:read") or web.emulator().faults.fires("github-no-graphql"):
        raise FieldRefusedError("FORBIDDEN", web.refusal())


@dataclass(frozen=True)
class Connection:
    """A page of a list; a cursor is the id of an entry."""

    entries: Sequence[Any]
    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None

    @property
    def nodes(self) -> list[Any]:
        begin, end = self._span
        return list(self.entries[begin:end])

    @property
    def edges(self) -> list[Mapping[str, Any]]:
        return [{"cursor": one.id, "node": one} for one in self.nodes]

    @property
    def total_count(self) -> int:
        return len(self.entries)

    @property
    def page_info(self) -> Mapping[str, Any]:
        begin, end = self._span
        shown = self.nodes
        return {
            "has_next_page": end < len(self.entries),
            "has_previous_page": begin > 0,
            "start_cursor": shown[0].id if shown else None,
            "end_cursor": shown[-1].id if shown else None,
        }

    @property
    def _span(self) -> tuple[int, int]:
        ids = [one.id for one in self.entries]
        begin = ids.index(self.after) + 1 if self.after in ids else 0
        end = ids.index(self.before) if self.before in ids else len(ids)
        if self.first is not None:
            end = min(end, begin + self.first)
        elif self.last is not None:
            begin = max(begin, end - self.last)
        return begin, end


class RepositoryObject:
    typename = "Repository"

    def __init__(self) -> None:
        known = web.state().repository
        self.id = f"R_{known.id}"
        self.is_private = known.private
        self.has_issues_enabled = known.has_issues
        self.name_with_owner = known.full_name

    def issue(self, number: int) -> IssueObject:
        may_read()
        try:
            return IssueObject(web.state().issues.get(number))
        except LookupError:
            message = f"Could not resolve to an Issue with the number of {number}."
            raise FieldRefusedError("NOT_FOUND", message) from None

    def label(self, name: str) -> LabelObject | None:
        may_read()
        found = web.state().labels.find(name)
        return LabelObject(found) if found else None

    def issues(
        self,
        labels: Sequence[str] | None = None,
        states: Sequence[str] | None = None,
        order_by: Mapping[str, str] | None = None,
        filter_by: Mapping[str, Any] | None = None,
        **page: Any,
    ) -> Connection:
        """List issues: with any of the labels (REST lists those with all), the oldest first unless ordered."""
        may_read()
        narrowed, order = filter_by or {}, order_by or {"field": "CREATED_AT", "direction": "ASC"}
        named = [*(labels or ()), *(narrowed.get("labels") or ())]
        wanted = {label.id for name in named if (label := web.state().labels.find(name))}
        words = {"CREATED_AT": "created", "UPDATED_AT": "updated", "COMMENTS": "comments"}
        since = narrowed.get("since")
        criteria = IssueFilter(
            state="all",
            since=datetime.fromisoformat(since) if since else None,
            creator=narrowed.get("createdBy"),
            sort=words[order["field"]],
            ascending=order["direction"] == "ASC",
        )
        lagging = bool(named) and web.emulator().faults.fires("github-lagging-label-lists")
        open_or_closed = {one.lower() for one in states or narrowed.get("states") or ("OPEN", "CLOSED")}
        found = [
            IssueObject(one)
            for one in web.state().issues.find(criteria, lagging=lagging)
            if one.state in open_or_closed and (not named or wanted & set(one.labels))
        ]
        return Connection(found if self.has_issues_enabled else (), **page)


class _Reacted:
    subject: Subject

    @property
    def reaction_groups(self) -> list[Mapping[str, Any]]:
        on, me = web.state().reactions.on(self.subject), web.actor().login
        counts, mine = Counter(one.content for one in on), {one.content for one in on if one.login == me}
        return [
            {
                "content": CONTENTS[one],
                "viewer_has_reacted": one in mine,
                "reactors": lambda count=counts[one], **_: {"total_count": count},
            }
            for one in REACTIONS
        ]


class IssueObject(_Reacted):
    typename = "Issue"

    def __init__(self, issue: values.Issue) -> None:
        self.value = issue
        self.subject = Subject("issue", issue.number)
        self.id = f"I_{issue.id}"
        self.full_database_id = str(issue.id)
        self.number, self.title, self.body = issue.number, issue.title, issue.body or ""
        self.author = ActorObject(issue.author)
        self.created_at, self.updated_at = stamp(issue.created_at), stamp(issue.updated_at)
        self.closed_at = maybe_stamp(issue.closed_at)
        self.last_edited_at = maybe_stamp(issue.last_edited_at)
        self.state = issue.state.upper()
        self.locked = issue.locked
        reason = issue.lock_reason
        self.active_lock_reason = reason.upper().replace(" ", "_").replace("-", "_") if reason else None
        self.url = f"{web.shapes().html_url}/issues/{issue.number}"

    @property
    def repository(self) -> RepositoryObject:
        return RepositoryObject()

    def state_reason(self, *, enable_duplicate: bool) -> str | None:
        reason = self.value.state_reason
        if reason == "duplicate" and not enable_duplicate:
            return "NOT_PLANNED"
        return reason.upper() if reason else None

    def labels(self, order_by: Mapping[str, str], **page: Any) -> Connection:
        found = [LabelObject(web.state().labels.by_id(one)) for one in self.value.labels]
        by_name = order_by["field"] == "NAME"
        found.sort(
            key=lambda one: (one.name if by_name else "", one.value.id),
            reverse=order_by["direction"] == "DESC",
        )
        return Connection(found, **page)

    def assignees(self, **page: Any) -> Connection:
        return Connection(list(map(ActorObject, self.value.assignees)), **page)

    def comments(self, order_by: Mapping[str, str] | None = None, **page: Any) -> Connection:
        found = list(map(CommentObject, web.state().issues.comments(self.value.number)))
        if order_by:
            found.sort(key=lambda one: one.value.updated_at, reverse=order_by["direction"] == "DESC")
        return Connection(found, **page)


class CommentObject(_Reacted):
    typename = "IssueComment"

    def __init__(self, comment: values.Comment) -> None:
        self.value = comment
        self.subject = Subject("comment", comment.id)
        self.id = f"IC_{comment.id}"
        self.full_database_id = str(comment.id)
        self.body = comment.body
        self.author = ActorObject(comment.author)
        self.editor = ActorObject(comment.editor) if comment.editor else None
        self.created_at, self.updated_at = stamp(comment.created_at), stamp(comment.updated_at)
        self.created_via_email = comment.via_email
        self.last_edited_at = maybe_stamp(comment.last_edited_at)
        self.url = f"{web.shapes().html_url}/issues/{comment.issue}#issuecomment-{comment.id}"

    @property
    def issue(self) -> IssueObject:
        return IssueObject(web.state().issues.get(self.value.issue))


class ActorObject:
    """An account; an App's has no `[bot]` behind its login here."""

    def __init__(self, login: str) -> None:
        user = web.state().people.get(login)
        self.typename = user.kind
        self.id = f"U_{user.id}"
        self.login = user.login.removesuffix("[bot]")


class LabelObject:
    typename = "Label"

    def __init__(self, label: values.Label) -> None:
        self.value = label
        self.id = f"LA_{label.id}"
        self.name, self.color, self.description = label.name, label.color, label.description


class ReactionObject:
    typename = "Reaction"

    def __init__(self, reaction: values.Reaction) -> None:
        self.id = f"REA_{reaction.id}"
        self.content = CONTENTS[reaction.content]
        self.created_at = stamp(reaction.created_at)


Anything = RepositoryObject | IssueObject | CommentObject | LabelObject | ActorObject


def user(login: str) -> ActorObject:
    """Return a person's account; raises FieldRefusedError where there is none of that login."""
    try:
        found = ActorObject(login)
    except MissingError:
        found = None
    if found is None or found.typename != "User":
        message = f"Could not resolve to a User with the login of '{login}'."
        raise FieldRefusedError("NOT_FOUND", message)
    return found


def find(node: str) -> Anything:
    """Return what has this global id; raises FieldRefusedError for what there is not, or what stays hidden."""
    state, number = web.state(), node.rpartition("_")[2]
    if state.may_see(web.actor()) and number.isdecimal():
        if node == f"R_{state.repository.id}":
            return RepositoryObject()
        account = next((one for one in state.people.everyone() if node == f"U_{one.id}"), None)
        if account:
            return ActorObject(account.login)
        if node == f"IC_{number}":
            try:
                return CommentObject(state.issues.get_comment(int(number)))
            except MissingError:
                raise graphql_refusals.missing(node) from None
        issue = next((one for one in state.issues.everything() if node == f"I_{one.id}"), None)
        label = next((one for one in state.labels.all() if node == f"LA_{one.id}"), None)
        if issue or label:
            return IssueObject(issue) if issue else LabelObject(label)  # type: ignore[arg-type] # one of the two
    raise graphql_refusals.missing(node)

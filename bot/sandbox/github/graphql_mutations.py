"""What GraphQL changes. The fields of one request are carried out one after the other; each may be refused alone.

Sources: spec.graphql.org, "Normal and Serial Execution"; that a request which takes too long leaves a part of its
mutations carried out: shurcooL/githubv4#17.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import g

from bot.core import clock
from bot.sandbox.github import events, graphql_refusals, issue_routes, lock_routes, newness, web
from bot.sandbox.github.faults import HANG_SECONDS
from bot.sandbox.github.graphql_objects import (
    CONTENTS,
    ActorObject,
    CommentObject,
    IssueObject,
    LabelObject,
    ReactionObject,
    RepositoryObject,
    find,
)
from bot.sandbox.github.graphql_refusals import BrokenOffError, FieldRefusedError
from bot.sandbox.github.values import Subject

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from bot.sandbox.github.shapes import Json
    from bot.sandbox.github.values import Label

Input = Mapping[str, Any]


class Mutations:
    """The root of a request that changes something."""


def resolve(_: Mutations, info: GraphQLResolveInfo[Any], **given: Any) -> Json:
    return _carry_out(_ALL[info.field_name], **given)


def _carry_out(change: Callable[[Input], Json], **given: Any) -> Json:
    if g.get("broken_off") or (g.get("carried_out") and _fires("github-broken-mutations")):
        g.broken_off = True
        raise BrokenOffError
    if g.get("carried_out") and _fires("github-failed-mutations"):
        g.broken_off = g.has_failed = True
        raise BrokenOffError
    asked: Input = given["input"]
    try:
        _check_rights(change)
        done = change(asked)
    except BrokenOffError:
        g.broken_off = True
        raise
    except Exception as error:
        raise graphql_refusals.of(error) from error
    g.carried_out = g.get("carried_out", 0) + 1
    if _fires("github-failed-change"):
        raise graphql_refusals.failed()
    return {"client_mutation_id": asked.get("clientMutationId"), **done}


def _check_rights(change: Callable[[Input], Json]) -> None:
    if change is not _delete_issue and (not _may("issues:write") or _fires("github-no-graphql")):
        raise FieldRefusedError("FORBIDDEN", web.refusal())


def _may(permission: str) -> bool:
    return web.state().may(web.actor(), permission)


def _fires(fault: str) -> bool:
    return web.emulator().faults.fires(fault)


def _issue(node: str) -> IssueObject:
    found = find(node)
    if not isinstance(found, IssueObject):
        raise graphql_refusals.missing(node)
    return found


def _labels(nodes: Sequence[str]) -> list[Label]:
    found = []
    for node in nodes:
        label = find(node)
        if not isinstance(label, LabelObject):
            raise graphql_refusals.missing(node)
        found.append(label.value)
    return found


def _repository(node: str) -> None:
    found = find(node)
    if not isinstance(found, RepositoryObject):
        raise graphql_refusals.missing(node)
    if not found.has_issues_enabled:
        raise FieldRefusedError("UNPROCESSABLE", "Issues are disabled for this repo")


def _add_assignees(asked: Input) -> Json:
    issue, state = _issue(asked["assignableId"]), web.state()
    if not _may("labels:write"):
        raise FieldRefusedError("FORBIDDEN", web.refusal())
    named = [find(one) for one in asked["assigneeIds"]]
    fit = state.people.assignable(one.login for one in named if isinstance(one, ActorObject))
    return {"assignable": IssueObject(state.issues.assign(issue.number, fit))}


def _add_comment(asked: Input) -> Json:
    issue = _issue(asked["subjectId"])
    newness.check_issue(issue.value)
    newness.check_pace(new_issue=False)
    comment = CommentObject(issue_routes.write_comment(web.actor(), issue.number, asked["body"]))
    return {"comment_edge": {"cursor": comment.id, "node": comment}, "subject": _issue(asked["subjectId"])}


def _add_labels(asked: Input) -> Json:
    issue, labels = _issue(asked["labelableId"]), _labels(asked["labelIds"])
    if not _may("labels:write"):
        raise FieldRefusedError("FORBIDDEN", web.refusal())
    ids = web.state().labels.ids((label.name for label in labels), issue.value.labels)
    return {"labelable": IssueObject(issue_routes.put_labels(web.actor(), issue.value, ids))}


def _remove_labels(asked: Input) -> Json:
    issue, labels = _issue(asked["labelableId"]), _labels(asked["labelIds"])
    if not _may("labels:write"):
        raise FieldRefusedError("FORBIDDEN", web.refusal())
    gone = web.state().labels.ids(label.name for label in labels)
    left = tuple(one for one in issue.value.labels if one not in gone)
    return {"labelable": IssueObject(issue_routes.put_labels(web.actor(), issue.value, left))}


def _add_reaction(asked: Input) -> Json:
    if _fires("github-hang-reactions"):
        clock.sleep(HANG_SECONDS)
        raise BrokenOffError
    found = find(asked["subjectId"])
    if not isinstance(found, IssueObject | CommentObject):
        raise graphql_refusals.missing(asked["subjectId"])
    issue = found.value if isinstance(found, IssueObject) else web.state().issues.get(found.value.issue)
    lock_routes.check_reaction(issue)
    content = next(one for one, word in CONTENTS.items() if word == asked["content"])
    reaction, _ = web.state().reactions.add(found.subject, web.actor().login, content)
    return {"reaction": ReactionObject(reaction), "subject": found}


def _create_issue(asked: Input) -> Json:
    _repository(asked["repositoryId"])
    labels = _labels(asked.get("labelIds") or ()) if _may("labels:write") else []
    newness.check_pace(new_issue=True)
    names = [label.name for label in labels]
    opened = issue_routes.open_issue(web.actor(), asked["title"], asked.get("body"), names)
    return {"issue": IssueObject(opened)}


def _create_label(asked: Input) -> Json:
    _repository(asked["repositoryId"])
    if not _may("labels:write"):
        raise FieldRefusedError("FORBIDDEN", web.refusal())
    made = web.state().labels.create(asked["name"], asked["color"], asked.get("description"))
    return {"label": LabelObject(made)}


def _may_change(issue: IssueObject) -> None:
    own = issue.value.author.lower() == web.actor().login.lower()
    if not own and not _may("issues:manage"):
        raise FieldRefusedError("FORBIDDEN", web.refusal())


def _reopen_issue(asked: Input) -> Json:
    issue = _issue(asked["issueId"])
    _may_change(issue)
    return {"issue": IssueObject(issue_routes.move(web.actor(), issue.value, "open", None))}


def _update_issue(asked: Input) -> Json:
    issue, by = _issue(asked["id"]), web.actor()
    _may_change(issue)
    changed = issue.value
    texts = {name: asked[name] for name in ("title", "body") if asked.get(name) is not None}
    if texts:
        changed = issue_routes.edit_texts(by, changed, texts)
    if asked.get("labelIds") is not None and _may("labels:write"):
        ids = web.state().labels.ids(label.name for label in _labels(asked["labelIds"]))
        changed = issue_routes.put_labels(by, changed, ids)
    if asked.get("state"):
        changed = issue_routes.move(by, changed, asked["state"].lower(), None)
    return {"issue": IssueObject(changed)}


def _delete_issue(asked: Input) -> Json:
    issue, by, state = _issue(asked["issueId"]).value, web.actor(), web.state()
    # A workflow's token or an app may never delete issues, whatever its permissions.
    if by.is_integration or not (state.people.has_role(by.login, "admin") and _may("issues:write")):
        kind = "integration" if by.is_integration else "personal access token"
        raise FieldRefusedError("FORBIDDEN", f"Resource not accessible by {kind}")
    events.issue_changed(by, "deleted", issue)
    for comment in state.issues.comments(issue.number):
        state.reactions.forget(Subject("comment", comment.id))
    state.reactions.forget(Subject("issue", issue.number))
    state.issues.delete(issue.number)
    return {"repository": RepositoryObject()}


_ALL: Mapping[str, Callable[[Input], Json]] = {
    "addAssigneesToAssignable": _add_assignees,
    "addComment": _add_comment,
    "addLabelsToLabelable": _add_labels,
    "addReaction": _add_reaction,
    "createIssue": _create_issue,
    "createLabel": _create_label,
    "deleteIssue": _delete_issue,
    "removeLabelsFromLabelable": _remove_labels,
    "reopenIssue": _reopen_issue,
    "updateIssue": _update_issue,
}

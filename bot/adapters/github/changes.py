"""Writes as the changes of one request of GraphQL. Pure, but for the ids that were read ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from bot.adapters.github.fields import COMMENT, COMMENTS, ISSUE
from bot.adapters.github.graphql import literal
from bot.adapters.github.look_ahead import LookAhead
from bot.adapters.github.writes import Append, AssignTo, Label, Open, React, Settle, Write
from bot.core.issues import Issue
from bot.core.marks import Mark

_CONTENTS = {one: one.upper() for one in Mark}


def mutation(changes: Mapping[int, Sequence[str]], writes: Sequence[Write]) -> tuple[str, dict[str, str]]:
    """Return the request, and the texts in it as variables: what people write needs no escapes."""
    given: dict[str, str] = {}
    for place in changes:
        write = writes[place]
        given |= {} if isinstance(write, React | Label | AssignTo) else {f"w{place}_body": write.body}
        given |= {f"w{place}_title": write.title} if isinstance(write, Open) else {}
        given |= {f"w{place}_text": write.text} if isinstance(write, Append) and write.text else {}
    declared = ", ".join(f"${name}: String!" for name in given)
    fields = " ".join(one for each in changes.values() for one in each)
    return f"mutation {f'({declared}) ' if declared else ''}{{ {fields} }}", given


def changes_of(write: Write, ahead: LookAhead, name: str) -> list[str]:
    """Return a write as the changes of one request, the last of which makes it; none if an id is not known.

    Each bears the write's name; the texts are variables.
    """
    if isinstance(write, Open):
        return _opening(write, ahead, name)
    node = write.issue.node
    needed = {getattr(write, "label", "")} | (
        {write.without} if isinstance(write, Append) and write.loses else set()
    )
    if not node or not needed - {""} <= ahead.labels.keys():
        return []
    match write:
        case Append():
            return _appending(write, ahead, name)
        case Settle():
            given = f"id: {literal(node)}, body: ${name}_body"
            return [f"{name}_last: updateIssue(input: {{{given}}}) {{ issue {{ id }} }}"]
        case AssignTo():
            return _assigning(write, ahead, name)
        case React() | Label():
            return [f"{name}_last: {_marking(write, ahead)}"]
        case _:
            assert_never(write)


def _opening(write: Open, ahead: LookAhead, name: str) -> list[str]:
    if not ahead.repository or not set(write.labels) <= ahead.labels.keys():
        return []
    ids = ", ".join(literal(ahead.labels[one]) for one in write.labels)
    given = f"repositoryId: {literal(ahead.repository)}, title: ${name}_title, body: ${name}_body"
    return [
        f"{name}_last: createIssue(input: {{{given}, labelIds: [{ids}]}}) {{ issue {{ {ISSUE} {COMMENTS} }} }}"
    ]


def _appending(write: Append, ahead: LookAhead, name: str) -> list[str]:
    issue, node = write.issue, literal(write.issue.node)
    reopen = f"{name}_open: reopenIssue(input: {{issueId: {node}}}) {{ issue {{ id }} }}"
    has_label = write.label.casefold() in map(str.casefold, ("", *issue.labels))
    given = f"labelableId: {node}, labelIds: [{literal(ahead.labels[write.without])}]" if write.loses else ""
    without = f"{name}_less: removeLabelsFromLabelable(input: {{{given}}}) {{ clientMutationId }}"
    text = f"{name}_text: updateIssue(input: {{id: {node}, body: ${name}_text}}) {{ issue {{ id }} }}"
    comment = f"{name}_last: addComment(input: {{subjectId: {node}, body: ${name}_body}})"
    # The label may have been there a moment ago: the answer tells whether it still is.
    after = "subject { ... on Issue { labels(first: 100) { nodes { name } } } }"
    return [
        *([] if issue.is_open or not write.label else [reopen]),
        *([] if has_label else [f"{name}_label: {_labelling(issue, write.label, ahead)}"]),
        *([without] if write.loses else []),
        *([text] if write.text else []),
        f"{comment} {{ commentEdge {{ node {{ {COMMENT} }} }} {after} }}",
    ]


def _marking(write: React | Label, ahead: LookAhead) -> str:
    if isinstance(write, Label):
        return _labelling(write.issue, write.label, ahead)
    given = f"subjectId: {literal(write.issue.node)}, content: {_CONTENTS[write.mark]}"
    return f"addReaction(input: {{{given}}}) {{ clientMutationId }}"


def _assigning(write: AssignTo, ahead: LookAhead, name: str) -> list[str]:
    ids = [ahead.users.get(login.casefold(), "") for login in write.logins]
    if not all(ids):
        return []
    given = f"assignableId: {literal(write.issue.node)}, assigneeIds: [{', '.join(map(literal, ids))}]"
    return [f"{name}_last: addAssigneesToAssignable(input: {{{given}}}) {{ clientMutationId }}"]


def _labelling(issue: Issue, label: str, ahead: LookAhead) -> str:
    given = f"labelableId: {literal(issue.node)}, labelIds: [{literal(ahead.labels[label])}]"
    return f"addLabelsToLabelable(input: {{{given}}}) {{ clientMutationId }}"

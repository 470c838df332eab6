"""GraphQL at the emulated GitHub is as strict as the service: schema, bounds, rights, limits, half-done requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests

from bot.sandbox.emulator.faults import Faults
from bot.sandbox.github.state import GithubState

Ask = Callable[..., requests.Response]
DEEPEST = "comments(first: 100) { nodes { id } }"
COMMENT = "addComment(input: {subjectId: %s, body: %s}) { commentEdge { node { fullDatabaseId } } }"


@pytest.fixture(name="job")
def _job(state: GithubState) -> str:
    return state.people.job_token(frozenset({"issues:write"}))


@pytest.fixture(name="query")
def _query(ask: Ask, job: str) -> Callable[..., Any]:
    def query(text: str, token: str = job, **variables: Any) -> Any:
        answer = ask("/graphql", "POST", token, json={"query": text, "variables": variables})
        assert answer.status_code == 200
        return answer.json()

    return query


def comments(*texts: str, issue: str) -> str:
    fields = (f"c{place}: " + COMMENT % (f'"{issue}"', f'"{text}"') for place, text in enumerate(texts))
    return f"mutation {{ {' '.join(fields)} }}"


def bodies(state: GithubState) -> list[str]:
    return [comment.body for comment in state.issues.comments()]


def node(state: GithubState, number: int = 1) -> str:
    return f"I_{state.issues.get(number).id}"


def test_one_query_reads_several_lists_of_issues_and_their_newest_comments(
    state: GithubState, query: Callable[..., Any]
) -> None:
    for person in ("a", "b"):
        issue = state.issues.create("ana", person, "text", state.labels.ids([f"contato-{person}"]))
        for number in range(3):
            state.issues.comment(issue.number, "github-actions[bot]", f"{person}{number}")
    listed = (
        'issues(labels: ["contato-%s"], first: 5, orderBy: {field: CREATED_AT, direction: DESC}) '
        "{ nodes { number author { __typename login } comments(last: 2) "
        "{ totalCount nodes { body author { __typename login } } } } }"
    )
    found = query(
        f'{{ repository(owner: "acme", name: "desk") {{ isPrivate a: {listed % "a"} b: {listed % "b"} }} }}'
    )["data"]["repository"]

    assert found["isPrivate"]
    assert [one["number"] for one in found["a"]["nodes"] + found["b"]["nodes"]] == [1, 2]
    shown = found["b"]["nodes"][0]["comments"]
    assert (shown["totalCount"], [one["body"] for one in shown["nodes"]]) == (3, ["b1", "b2"])
    # An App's account has no [bot] behind its name here.
    assert shown["nodes"][0]["author"] == {"__typename": "Bot", "login": "github-actions"}


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("issues { nodes { id } }", "MISSING_PAGINATION_BOUNDARIES"),
        ("issues(first: 101) { nodes { id } }", "EXCESSIVE_PAGINATION"),
        (
            f"issues(first: 100) {{ nodes {{ comments(first: 100) {{ nodes {{ issue {{ {DEEPEST} }} }} }} }} }}",
            "MAX_NODE_LIMIT_EXCEEDED",
        ),
    ],
)
def test_a_query_without_bounds_or_beyond_them_is_refused(
    query: Callable[..., Any], asked: str, word: str
) -> None:
    answer = query(f'{{ repository(owner: "acme", name: "desk") {{ {asked} }} }}')
    assert [one["type"] for one in answer["errors"]] == [word]


def test_an_unknown_field_is_refused_and_nothing_of_the_request_is_carried_out(
    state: GithubState, query: Callable[..., Any]
) -> None:
    state.issues.create("ana", "Um", None)
    answer = query(comments("um", issue=node(state)).replace("fullDatabaseId", "fullDatabaseId mood"))

    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == "undefinedField"
    assert bodies(state) == []


def test_each_change_of_a_request_is_refused_alone_and_the_others_are_carried_out_in_order(
    state: GithubState, query: Callable[..., Any]
) -> None:
    state.issues.create("ana", "Um", None)
    answer = query(comments("um", "x" * 65_537, " ", "dois", issue=node(state)))

    assert bodies(state) == ["um", "dois"]
    assert [key for key, value in answer["data"].items() if value is None] == ["c1", "c2"]
    assert [(one["type"], one["path"]) for one in answer["errors"]] == [
        ("UNPROCESSABLE", ["c1"]),
        ("UNPROCESSABLE", ["c2"]),
    ]
    assert "maximum is 65536" in answer["errors"][0]["message"]


def test_what_a_locked_issue_or_a_token_without_the_right_refuses(
    state: GithubState, query: Callable[..., Any]
) -> None:
    state.issues.create("ana", "Um", None)
    reader = state.people.job_token(frozenset({"issues:read"}))
    assert query(comments("um", issue=node(state)), reader)["errors"][0]["type"] == "FORBIDDEN"
    state.issues.set_lock(1)
    assert "locked" in query(comments("um", issue=node(state)))["errors"][0]["message"]
    state.issues.delete(1)
    assert query(comments("um", issue="I_1"))["errors"][0]["type"] == "NOT_FOUND"


def test_an_issue_is_opened_with_labels_that_exist_bound_by_an_edit_and_marked(
    state: GithubState, query: Callable[..., Any]
) -> None:
    home = query('{ repository(owner: "acme", name: "desk") { id } }')["data"]["repository"]["id"]
    made = query(
        'mutation ($r: ID!) { createLabel(input: {repositoryId: $r, name: "contato-a", color: "ededed"}) '
        "{ label { id } } }",
        r=home,
    )["data"]["createLabel"]["label"]["id"]
    opened = query(
        'mutation ($r: ID!, $l: [ID!]) { createIssue(input: {repositoryId: $r, title: "Oi", body: "a", labelIds: $l})'
        " { issue { id number labels(first: 5) { nodes { name } } } } }",
        r=home,
        l=[made],
    )["data"]["createIssue"]["issue"]
    query(
        'mutation ($i: ID!) { updateIssue(input: {id: $i, body: "b"}) { issue { id } } '
        "addReaction(input: {subjectId: $i, content: EYES}) { reaction { content } } "
        "addLabelsToLabelable(input: {labelableId: $i, labelIds: []}) { clientMutationId } }",
        i=opened["id"],
    )
    shown = query(
        '{ repository(owner: "acme", name: "desk") { issue(number: 1) '
        "{ body reactionGroups { content viewerHasReacted reactors { totalCount } } } } }"
    )["data"]["repository"]["issue"]

    assert opened["labels"] == {"nodes": [{"name": "contato-a"}]}
    assert shown["body"] == "b"
    assert [one for one in shown["reactionGroups"] if one["reactors"]["totalCount"]] == [
        {"content": "EYES", "viewerHasReacted": True, "reactors": {"totalCount": 1}}
    ]


def test_each_comment_counts_for_the_limit_of_creations_which_strikes_in_the_middle_of_a_request(
    state: GithubState, query: Callable[..., Any]
) -> None:
    state.issues.create("ana", "Um", None)
    state.limits.creations.most = {timedelta(minutes=1): 2}
    answer = query(comments("um", "dois", "três", issue=node(state)))

    assert bodies(state) == ["um", "dois"]
    assert [(one["type"], one["path"]) for one in answer["errors"]] == [("RATE_LIMITED", ["c2"])]
    assert "secondary rate limit" in answer["errors"][0]["message"]


def test_points_are_counted_apart_from_the_requests_of_rest(
    state: GithubState, query: Callable[..., Any], ask: Ask, job: str
) -> None:
    state.limits.per_hour["job"] = 2
    wide = "issues(first: 100) { nodes { labels(first: 5) { nodes { name } } comments(last: 1) { nodes { id } } } }"
    assert "data" in query(f'{{ repository(owner: "acme", name: "desk") {{ {wide} }} }}')

    used_up = query('{ repository(owner: "acme", name: "desk") { id } }')
    assert used_up["errors"][0]["type"] == "RATE_LIMITED"
    assert ask("/repos/acme/desk/issues", token=job).headers["X-RateLimit-Remaining"] == "1"


def test_a_request_that_takes_too_long_leaves_a_part_of_its_changes(
    state: GithubState, faults: Faults, ask: Ask, job: str
) -> None:
    state.issues.create("ana", "Um", None)
    faults.switch_on("github-broken-mutations", 1)
    content = {"query": comments("um", "dois", "três", issue=node(state))}

    assert ask("/graphql", "POST", job, json=content).status_code == 502
    assert bodies(state) == ["um"]


def test_the_answer_to_changes_that_were_made_may_be_lost(
    state: GithubState, faults: Faults, ask: Ask, job: str
) -> None:
    state.issues.create("ana", "Um", None)
    faults.switch_on("github-lost-answer", 1)

    assert ask("/graphql", "POST", job, json={"query": comments("um", issue=node(state))}).status_code == 502
    assert bodies(state) == ["um"]

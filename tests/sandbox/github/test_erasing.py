"""The emulated GitHub deletes what the real one deletes, for whom it does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from github import GithubException, UnknownObjectException

from bot.sandbox.github.values import Actor
from tests.sandbox.github.files import PNG, GithubEmulator

JOB = frozenset({"issues:write", "contents:write"})


@pytest.fixture
def emulator() -> Iterator[GithubEmulator]:
    made = GithubEmulator(private=True)
    made.state.add_user("marina", "maintain")
    made.state.add_token("maintainer", Actor("marina"))
    made.state.add_token("narrow", Actor("escritorio", "fine-grained", frozenset({"issues:read"})))
    made.state.add_token("job", Actor("github-actions[bot]", "job", JOB))
    with made.server:
        yield made


def _delete(emulator: GithubEmulator, number: int, token: str) -> None:
    remote = emulator.client(token)
    node = emulator.client().get_issue(number).raw_data["node_id"]
    remote.requester.graphql_named_mutation("deleteIssue", {"issueId": node}, "clientMutationId")


def test_an_administrator_deletes_an_issue_and_its_number_is_never_given_again(
    emulator: GithubEmulator,
) -> None:
    remote = emulator.client()
    first = remote.create_issue("Um")
    comment = first.create_comment("Oi")
    _delete(emulator, 1, "owner")

    with pytest.raises(GithubException) as gone:
        remote.get_issue(1).create_comment("Ainda?")
    assert gone.value.status == 410
    with pytest.raises(UnknownObjectException):
        first.get_comment(comment.id)
    assert remote.create_issue("Dois").number == 2
    assert [issue.number for issue in remote.get_issues(state="all")] == [2]


@pytest.mark.parametrize("token", ["maintainer", "narrow", "job"])
def test_nobody_else_deletes_an_issue_not_even_a_workflow(emulator: GithubEmulator, token: str) -> None:
    emulator.client().create_issue("Um")
    with pytest.raises(GithubException) as refused:
        _delete(emulator, 1, token)

    assert refused.value.data["errors"][0]["type"] == "FORBIDDEN"
    assert emulator.client().get_issue(1).title == "Um"


def test_graphql_reports_a_refusal_in_an_answer_with_status_200(emulator: GithubEmulator) -> None:
    headers = {"Authorization": "Bearer owner"}
    query = 'mutation { deleteIssue(input: {issueId: "I_1"}) { clientMutationId } }'
    asked = {"query": query}
    answer = requests.post(f"{emulator.server.url}/graphql", json=asked, headers=headers, timeout=5)

    assert answer.status_code == 200
    assert answer.json()["errors"][0]["type"] == "NOT_FOUND"
    assert requests.post(f"{emulator.server.url}/graphql", json=asked, timeout=5).status_code == 401


def test_the_files_of_a_branch_are_listed_at_once(emulator: GithubEmulator) -> None:
    remote = emulator.begin()
    remote.create_file("MM1/0.png", "Keep", PNG, branch="midia/x1")
    head = remote.get_git_ref("heads/midia/x1").object.sha

    tree = remote.get_git_tree(head, recursive=True)

    assert [entry.path for entry in tree.tree] == ["MM1/0.png", "README.md"]
    with pytest.raises(UnknownObjectException):
        remote.get_git_tree("0" * 40)

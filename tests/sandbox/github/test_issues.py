"""Issues, comments, labels and reactions of the emulated GitHub, through PyGithub."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from github import GithubException
from github.Repository import Repository

from bot.core import clock
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Actor
from tests.sandbox.github.api import Client, names


def test_an_issue_comes_back_as_it_was_written(desk: Repository) -> None:
    issue = desk.create_issue("Nova mensagem", "Olá", labels=["via-sms"])
    found = desk.get_issue(issue.number)

    assert (found.number, found.title, found.body, found.state) == (1, "Nova mensagem", "Olá", "open")
    assert (found.user.login, names(found.labels), found.labels[0].color) == ("ana", ["via-sms"], "ededed")
    assert found.html_url.endswith("/acme/desk/issues/1")


def test_closing_and_reopening_an_issue_keeps_its_times_and_reasons(desk: Repository) -> None:
    issue = desk.create_issue("One")
    issue.edit(state="closed")
    closed = desk.get_issue(1)
    closed.edit(state="open")
    again = desk.get_issue(1)

    assert (closed.state, closed.state_reason) == ("open", "reopened")
    assert again.state == "open"
    assert again.raw_data["closed_at"] is None
    assert again.raw_data["closed_by"] is None
    assert issue.state_reason == "completed"
    assert issue.closed_at is not None


def test_a_comment_bumps_its_issue_and_a_reaction_does_not(desk: Repository, state: GithubState) -> None:
    issue = desk.create_issue("One")
    before = state.issues.get(1).updated_at
    comment = issue.create_comment("a")
    commented = state.issues.get(1).updated_at
    comment.create_reaction("eyes")
    issue.create_reaction("rocket")

    assert before < commented == state.issues.get(1).updated_at


def test_comments_are_edited_listed_and_deleted(desk: Repository) -> None:
    issue = desk.create_issue("One")
    first, second = issue.create_comment("a"), issue.create_comment("b")
    first.edit("A")
    second.delete()

    assert [each.body for each in issue.get_comments()] == ["A"]
    assert [each.id for each in desk.get_issues_comments()] == [first.id]
    assert desk.get_issue(1).comments == 1


def test_a_repeated_reaction_is_the_one_that_is_there(
    ask: Callable[..., requests.Response], desk: Repository
) -> None:
    comment = desk.create_issue("One").create_comment("a")
    path = f"/repos/acme/desk/issues/comments/{comment.id}/reactions"
    answers = [ask(path, "POST", json={"content": "eyes"}) for _ in range(2)]
    summary = ask(f"/repos/acme/desk/issues/comments/{comment.id}").json()["reactions"]

    assert [each.status_code for each in answers] == [201, 200]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert (summary["eyes"], summary["total_count"]) == (1, 1)


def test_labels_are_created_when_used_and_known_without_case(desk: Repository) -> None:
    issue = desk.create_issue("One", labels=["Urgent"])
    issue.add_to_labels("urgent", "a/b ü")
    issue.remove_from_labels("a/b ü")

    assert names(desk.get_issue(1).labels) == ["Urgent"]
    assert names(desk.get_labels()) == ["a/b ü", "Urgent"]


def test_a_renamed_label_is_renamed_on_its_issues_and_a_deleted_one_leaves_them(desk: Repository) -> None:
    desk.create_issue("One", labels=["old", "gone"])
    desk.get_label("old").edit("new", "00ff00")
    desk.get_label("gone").delete()

    assert names(desk.get_issue(1).labels) == ["new"]


def test_issues_are_listed_by_label_state_creator_and_time(desk: Repository, client: Client) -> None:
    for title, labels in (("a", ["x"]), ("b", ["x", "y"]), ("c", [])):
        desk.create_issue(title, labels=labels)
    desk.get_issue(1).edit(state="closed")
    client("rui-token").get_repo("acme/desk").create_issue("d")
    desk.get_issue(2).create_comment("newest")

    def titles(**wanted: Any) -> list[str]:
        return [issue.title for issue in desk.get_issues(**wanted)]

    assert titles() == ["d", "c", "b"]
    assert titles(state="all", labels=["x"]) == ["b", "a"]
    assert titles(labels=["x", "y"]) == ["b"]
    assert titles(labels=["unknown"]) == []
    assert titles(creator="rui") == ["d"]
    assert titles(sort="updated")[0] == "b"
    assert titles(state="all", direction="asc") == ["a", "b", "c", "d"]
    assert titles(since=clock.now() + timedelta(hours=1)) == []


def test_a_long_list_comes_in_pages_that_name_their_neighbours(
    ask: Callable[..., requests.Response], desk: Repository
) -> None:
    for number in range(5):
        desk.create_issue(str(number))
    middle = ask("/repos/acme/desk/issues", params={"per_page": 2, "page": 2})

    assert [issue["number"] for issue in middle.json()] == [3, 2]
    assert set(middle.links) == {"next", "last", "prev", "first"}
    assert "page=3" in middle.links["last"]["url"]
    assert len(list(desk.get_issues())) == 5


REFUSALS: dict[str, tuple[Callable[[Repository], object], int, str]] = {
    "unknown issue": (lambda desk: desk.get_issue(9), 404, "Not Found"),
    "blank title": (lambda desk: desk.create_issue(" "), 422, "missing_field"),
    "long title": (lambda desk: desk.create_issue("t" * 257), 422, "title is too long (maximum is 256"),
    "long body": (
        lambda desk: desk.create_issue("t", "b" * 65_537),
        422,
        "Body is too long (maximum is 65536",
    ),
    "long comment": (
        lambda desk: desk.create_issue("t").create_comment("b" * 65_537),
        422,
        "Body is too long (maximum is 65536 characters)",
    ),
    "long label": (lambda desk: desk.create_issue("t", labels=["l" * 51]), 422, "maximum is 50 characters"),
    "many labels": (
        lambda desk: desk.create_issue("t", labels=[f"l{number}" for number in range(101)]),
        422,
        "Issues cannot have more than 100 labels",
    ),
    "label twice": (
        lambda desk: (desk.create_label("a", "ff0000"), desk.create_label("A", "ff0000")),
        422,
        "already_exists",
    ),
    "label not there": (
        lambda desk: desk.create_issue("t").remove_from_labels("x"),
        404,
        "Label does not exist",
    ),
    "unknown person": (lambda desk: desk.get_collaborator_permission("nobody"), 404, "Not Found"),
}


@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS)
def test_a_wrong_request_is_refused_in_github_s_words(
    desk: Repository, case: tuple[Callable[[Repository], object], int, str]
) -> None:
    request, status, words = case
    with pytest.raises(GithubException) as refused:
        request(desk)

    assert refused.value.status == status
    assert words in str(refused.value.data)


def test_a_refused_issue_leaves_no_label_behind(desk: Repository) -> None:
    with pytest.raises(GithubException):
        desk.create_issue("t", "b" * 65_537, labels=["new"])

    assert names(desk.get_labels()) == []


def test_comments_of_others_are_edited_by_those_with_write_access_alone(
    state: GithubState, ask: Callable[..., requests.Response]
) -> None:
    state.add_user("tina", "triage")
    state.add_token("tina-token", Actor("tina"))
    comment = state.issues.comment(state.issues.create("ana", "Uma", None).number, "rui", "oi")
    path = f"/repos/acme/desk/issues/comments/{comment.id}"

    refused = ask(path, "PATCH", "tina-token", json={"body": "outra"})
    assert refused.status_code == 404
    assert state.issues.get_comment(comment.id).body == "oi"

    assert ask(path, "PATCH", "ana-token", json={"body": "outra"}).status_code == 200
    changed = state.issues.get_comment(comment.id)
    assert (changed.body, changed.editor) == ("outra", "ana")

"""Faults, control routes and pages of the emulated GitHub."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from github import GithubException
from github.Repository import Repository

from bot.sandbox.emulator.faults import Faults
from bot.sandbox.github.markdown import render


@pytest.mark.parametrize(
    ("fault", "status"),
    [("github-down", 503), ("github-secondary-limit", 403), ("github-bad-credentials", 401)],
)
def test_a_fault_strikes_as_often_as_asked_and_passes(
    ask: Callable[..., requests.Response], fault: str, status: int
) -> None:
    ask(f"/_sandbox/faults/{fault}", "PUT", json={"times": 1})

    assert [ask("/repos/acme/desk").status_code for _ in range(2)] == [status, 200]


def test_a_secondary_limit_says_when_to_come_back(
    ask: Callable[..., requests.Response], faults: Faults
) -> None:
    faults.switch_on("github-secondary-limit", 1)

    assert ask("/repos/acme/desk/issues/1").headers["Retry-After"] == "1"


def test_a_lost_answer_leaves_what_was_created(desk: Repository, faults: Faults) -> None:
    faults.switch_on("github-lost-answer", 1)
    with pytest.raises(GithubException) as lost:
        desk.create_issue("t")

    assert lost.value.status == 502
    assert [issue.title for issue in desk.get_issues()] == ["t"]


def test_a_dispatch_whose_answer_is_lost_has_happened_all_the_same(
    ask: Callable[..., requests.Response], desk: Repository, faults: Faults
) -> None:
    faults.switch_on("github-lost-dispatch", 1)
    desk.create_issue("not this one")
    lost = ask("/repos/acme/desk/dispatches", "POST", json={"event_type": "x"})

    assert lost.status_code == 502
    assert faults.active() == []


def test_a_lagging_label_list_misses_what_is_new(desk: Repository, faults: Faults) -> None:
    desk.create_issue("t", labels=["x"])
    faults.switch_on("github-lagging-label-lists")

    assert list(desk.get_issues(labels=["x"])) == []
    assert len(list(desk.get_issues())) == 1


def test_a_refused_dispatch_is_a_false_and_not_an_error(desk: Repository, faults: Faults) -> None:
    faults.switch_on("github-no-dispatch", 1)

    assert [desk.create_repository_dispatch("x") for _ in range(2)] == [False, True]


def test_people_act_and_are_seen_through_the_control_routes(
    ask: Callable[..., requests.Response],
) -> None:
    opened = ask("/_sandbox/issues", "POST", json={"login": "rui", "title": "Help", "labels": ["x"]})
    comment = ask("/_sandbox/issues/1/comments", "POST", json={"login": "rui", "body": "a"}).json()
    ask(f"/_sandbox/comments/{comment['id']}", "PATCH", json={"login": "rui", "body": "b"})
    ask("/_sandbox/issues/1/close", "POST", json={"login": "ana"})
    path = f"/repos/acme/desk/issues/comments/{comment['id']}/reactions"
    ask(path, "POST", json={"content": "rocket"})
    seen = ask("/_sandbox/issues/1").json()

    assert opened.status_code == 201
    assert (seen["state"], seen["labels"], seen["author"]) == ("closed", ["x"], "rui")
    assert [(each["body"], each["edited"], each["reactions"]) for each in seen["comments"]] == [
        ("b", True, {"rocket": ["ana"]})
    ]
    assert ask("/_sandbox/state").json()["issues"] == {"closed": 1}
    assert ask("/_sandbox/issues", "POST", json={"login": "eva", "title": "t"}).status_code == 403


def test_control_routes_list_the_faults(ask: Callable[..., requests.Response]) -> None:
    ask("/_sandbox/faults/github-down", "PUT", json={})
    assert ask("/_sandbox/faults").json()["active"] == ["github-down"]
    ask("/_sandbox/faults/github-down", "DELETE")

    assert ask("/_sandbox/faults").json()["active"] == []
    assert ask("/_sandbox/faults/earthquake", "PUT", json={}).status_code == 404


def test_an_issue_s_page_shows_the_conversation(
    ask: Callable[..., requests.Response], desk: Repository
) -> None:
    issue = desk.create_issue(
        "Olá <b>", "<!-- marker -->\n> quote\n\n| a | b |\n|---|---|\n| 1 | 2 |", labels=["x"]
    )
    issue.create_comment("/reply <script>alert(1)</script>").create_reaction("hooray")
    page = ask("/acme/desk/issues/1").text

    assert "marker" not in page
    assert "<script>alert" not in page
    for piece in ("Olá &lt;b&gt;", "<blockquote>", "<td>1</td>", "🎉 1", "/reply &lt;script&gt;", "Aberta"):
        assert piece in page
    assert "Olá &lt;b&gt;" in ask("/acme/desk/issues").text


def test_a_comment_in_a_code_block_is_shown_and_a_hidden_one_is_not() -> None:
    shown = render("<!-- a\n\nb -->\n\n```\n<!-- c -->\n```\n\ntext <!-- d --> end")

    assert "&lt;!-- c --&gt;" in shown
    assert " d " not in shown
    assert "b" not in shown.replace("lt;!--", "")

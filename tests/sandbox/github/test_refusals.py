"""What GitHub refuses although nothing is wrong with the request: locked and full issues, and what comes too soon."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
import requests
from github.Repository import Repository

from bot.sandbox.emulator.faults import Faults
from bot.sandbox.github import lock_routes, permitted_keys
from bot.sandbox.github.api import create_app
from bot.sandbox.github.middleware import NOT_THE_API
from bot.sandbox.github.state import GithubState
from tests.conftest import MovedClock

Ask = Callable[..., requests.Response]
ISSUES = "/repos/acme/desk/issues"


@pytest.fixture(name="job")
def _job(state: GithubState) -> str:
    """The token of a workflow that may write issues and files."""
    return state.people.job_token(frozenset({"issues:write", "contents:write"}))


def test_on_a_locked_issue_no_workflow_comments_edits_deletes_or_reacts(
    ask: Ask, state: GithubState, job: str
) -> None:
    ask(ISSUES, "POST", token=job, json={"title": "t"})
    comment = (
        f"{ISSUES}/comments/{ask(f'{ISSUES}/1/comments', 'POST', token=job, json={'body': 'a'}).json()['id']}"
    )
    locked = ask(f"{ISSUES}/1/lock", "PUT", json={"lock_reason": "resolved"})
    seen = ask(f"{ISSUES}/1").json()
    answers = [
        ask(f"{ISSUES}/1/comments", "POST", token=job, json={"body": "b"}),
        ask(comment, "PATCH", token=job, json={"body": "b"}),
        ask(comment, "DELETE", token=job),
        ask(f"{comment}/reactions", "POST", token=job, json={"content": "eyes"}),
        ask(f"{ISSUES}/1/reactions", "POST", json={"content": "eyes"}),
    ]

    assert (locked.status_code, seen["locked"], seen["active_lock_reason"]) == (204, True, "resolved")
    assert [answer.status_code for answer in answers] == [403] * 5
    assert [answer.json()["message"].split()[2:4] for answer in answers] == [
        ["create", "comment"],
        ["update", "comment"],
        ["delete", "comment"],
        ["create", "reaction"],
        ["create", "reaction"],
    ]
    assert answers[0].json()["message"] == "Unable to create comment because issue is locked."
    # Who may write to the repository goes on; a workflow may unlock.
    assert ask(f"{ISSUES}/1/comments", "POST", json={"body": "b"}).status_code == 201
    assert ask(f"{ISSUES}/1/comments", "POST", token="rui-token", json={"body": "b"}).status_code == 403
    assert ask(f"{ISSUES}/1/lock", "DELETE", token=job).status_code == 204
    assert ask(f"{ISSUES}/1/comments", "POST", token=job, json={"body": "b"}).status_code == 201


def test_a_lock_has_one_of_github_s_reasons_and_an_owner(ask: Ask, desk: Repository) -> None:
    desk.create_issue("t").lock("spam")

    assert desk.get_issue(1).locked
    for reason in lock_routes.REASONS:
        assert ask(f"{ISSUES}/1/lock", "PUT", json={"lock_reason": reason}).status_code == 204
    assert ask(f"{ISSUES}/1/lock", "PUT", json={"lock_reason": "tired"}).status_code == 422
    assert ask(f"{ISSUES}/1/lock", "PUT", token="rui-token").status_code == 404


def test_people_lock_by_the_control_routes(ask: Ask, desk: Repository) -> None:
    desk.create_issue("t")

    assert ask("/_sandbox/issues/1/lock", "POST", json={"login": "ana"}).json()["locked"]
    assert not ask("/_sandbox/issues/1/unlock", "POST", json={"login": "ana"}).json()["locked"]


def test_a_full_issue_takes_no_further_comment(ask: Ask, desk: Repository) -> None:
    desk.create_issue("t")
    ask("/_sandbox/comment-limit", "PUT", json={"comments": 2})
    answers = [ask(f"{ISSUES}/1/comments", "POST", json={"body": "b"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 403]
    assert answers[2].json()["message"] == "Commenting is disabled on issues with more than 2500 comments"


@pytest.mark.parametrize(
    ("fault", "status", "message"),
    [
        ("github-locked-issues", 403, "Unable to create comment because issue is locked."),
        ("github-full-issues", 403, "Commenting is disabled on issues with more than 2500 comments"),
        ("github-late-issues", 422, "Could not resolve to a node with the global id"),
        ("github-too-quickly", 422, "was submitted too quickly"),
    ],
)
def test_a_fault_refuses_comments_as_often_as_asked(  # noqa: PLR0917 - pytest hands over each fixture
    ask: Ask, desk: Repository, faults: Faults, job: str, fault: str, status: int, message: str
) -> None:
    desk.create_issue("t")
    faults.switch_on(fault, 1)
    answers = [ask(f"{ISSUES}/1/comments", "POST", token=job, json={"body": "b"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [status, 201]
    assert message in answers[0].text


def test_an_issue_is_unknown_to_comments_for_its_first_seconds_only(
    ask: Ask, desk: Repository, faults: Faults, moved_clock: MovedClock
) -> None:
    desk.create_issue("t")
    faults.switch_on("github-late-issues")
    early = ask(f"{ISSUES}/1/comments", "POST", json={"body": "b"})
    moved_clock.advance(timedelta(seconds=11))
    late = ask(f"{ISSUES}/1/comments", "POST", json={"body": "b"})

    assert (early.status_code, late.status_code) == (422, 201)
    assert early.json()["errors"][0]["code"] == "unprocessable"


def test_new_issues_in_a_row_block_what_their_author_creates_for_a_quarter_of_an_hour(
    ask: Ask, state: GithubState, faults: Faults, moved_clock: MovedClock
) -> None:
    state.limits.bursts.most = 3
    faults.switch_on("github-few-new-issues")
    opened = [ask(ISSUES, "POST", json={"title": "t"}) for _ in range(4)]
    comment = ask(f"{ISSUES}/1/comments", "POST", json={"body": "b"})
    other = ask(ISSUES, "POST", token="rui-token", json={"title": "t"})
    moved_clock.advance(timedelta(minutes=15, seconds=1))
    later = ask(f"{ISSUES}/1/comments", "POST", json={"body": "b"})

    assert [answer.status_code for answer in opened] == [201, 201, 201, 403]
    assert "secondary rate limit" in opened[3].json()["message"]
    assert opened[3].headers["Retry-After"] == "900"
    assert (comment.status_code, other.status_code, later.status_code) == (403, 201, 201)
    assert 0 < int(comment.headers["Retry-After"]) <= 900


def test_a_long_limit_strikes_every_call(ask: Ask, faults: Faults) -> None:
    faults.switch_on("github-long-limit", 1)
    answers = [ask("/repos/acme/desk") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [429, 200]
    assert answers[0].headers["Retry-After"] == "900"


def _make_branch(ask: Ask) -> None:
    git = "/repos/acme/desk/git"
    entry = {"path": "README.md", "mode": "100644", "type": "blob", "content": "Oi"}
    tree = ask(f"{git}/trees", "POST", json={"tree": [entry]}).json()["sha"]
    commit = ask(f"{git}/commits", "POST", json={"message": "m", "tree": tree}).json()["sha"]
    ask(f"{git}/refs", "POST", json={"ref": "refs/heads/midia/a", "sha": commit})


def _put(ask: Ask, path: str) -> requests.Response:
    content = base64.b64encode(b"x").decode()
    return ask(
        f"/repos/acme/desk/contents/{path}",
        "PUT",
        json={"message": "m", "content": content, "branch": "midia/a"},
    )


def test_a_new_branch_is_not_there_for_contents_at_first(ask: Ask, faults: Faults) -> None:
    _make_branch(ask)
    faults.switch_on("github-late-branches", 2)
    seen = ask("/repos/acme/desk/contents/?ref=midia/a")

    assert seen.status_code == 404
    assert [_put(ask, "a.txt").status_code for _ in range(2)] == [404, 201]


def test_a_second_commit_comes_too_soon_for_its_branch(
    ask: Ask, faults: Faults, moved_clock: MovedClock
) -> None:
    _make_branch(ask)
    faults.switch_on("github-late-commits")
    first, second = _put(ask, "a.txt"), _put(ask, "b.txt")
    moved_clock.advance(timedelta(seconds=11))
    third = _put(ask, "b.txt")

    assert [answer.status_code for answer in (first, second, third)] == [201, 409, 201]
    assert "but expected" in second.json()["message"]


def test_every_request_with_a_body_has_its_permitted_keys(state: GithubState, faults: Faults) -> None:
    without_body = {"runs.rerun", "runs.enable_workflow", "runs.disable_workflow", "manifests.convert"}
    app = create_app(state, faults)
    writing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods
        and rule.methods & {"POST", "PUT", "PATCH"}
        and rule.endpoint.partition(".")[0] not in NOT_THE_API
    }

    assert writing - permitted_keys.PERMITTED.keys() == without_body


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ISSUES),
        ("POST", f"{ISSUES}/1/comments"),
        ("POST", f"{ISSUES}/1/labels"),
        ("PUT", f"{ISSUES}/1/labels"),
        ("PUT", f"{ISSUES}/1/lock"),
        ("POST", "/repos/acme/desk/git/trees"),
        ("POST", "/repos/acme/desk/git/commits"),
        ("POST", "/repos/acme/desk/git/refs"),
        ("POST", "/repos/acme/desk/dispatches"),
    ],
)
def test_a_key_that_the_description_lacks_is_refused(
    ask: Ask, desk: Repository, method: str, path: str
) -> None:
    desk.create_issue("t")
    answer = ask(path, method, json={"surprise": 1})

    assert answer.status_code == 422
    assert answer.json()["message"] == 'Invalid request.\n\n"surprise" is not a permitted key.'

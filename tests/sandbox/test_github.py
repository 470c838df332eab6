"""The emulated GitHub, asked by the client that the bot uses, over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from github import Auth, Github, GithubException, RateLimitExceededException
from github.Repository import Repository

from bot.core import clock
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.emulator.server import Server
from bot.sandbox.github.api import create_app
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.markdown import render
from bot.sandbox.github.people import JOB_LOGIN
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Actor

RELAY_SCOPES = frozenset({"contents:write", "actions:read"})
Client = Callable[[str], Github]


@pytest.fixture(name="state")
def _state() -> GithubState:
    state = GithubState("acme", "desk")
    for login, role in (("ana", "write"), ("rui", "read"), ("eva", "none"), ("relay", "write")):
        state.add_user(login, role)  # type: ignore[arg-type] # all four are roles
        state.add_token(f"{login}-token", Actor(login))
    state.add_token("relay-fine", Actor("relay", "fine-grained", RELAY_SCOPES))
    return state


@pytest.fixture(name="faults")
def _faults() -> Faults:
    return Faults(GITHUB_FAULTS)


@pytest.fixture(name="server")
def _server(state: GithubState, faults: Faults) -> Iterator[Server]:
    with Server(create_app(state, faults)) as server:
        yield server


@pytest.fixture(name="client")
def _client(server: Server) -> Iterator[Client]:
    opened: list[Github] = []

    def connect(token: str) -> Github:
        opened.append(
            Github(
                auth=Auth.Token(token),
                base_url=server.url,
                retry=None,
                seconds_between_requests=None,
                seconds_between_writes=None,
            )
        )
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


@pytest.fixture(name="desk")
def _desk(client: Client) -> Repository:
    return client("ana-token").get_repo("acme/desk")


@pytest.fixture(name="ask")
def _ask(server: Server) -> Callable[..., requests.Response]:
    """Ask the API for a path, without PyGithub between."""

    def ask(path: str, method: str = "GET", token: str = "ana-token", **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return requests.request(method, server.url + path, headers=headers, timeout=10, **more)

    return ask


def names(labels: Any) -> list[str]:
    return [label.name for label in labels]


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


@pytest.mark.parametrize(
    ("login", "permission", "role"),
    [("acme", "admin", "admin"), ("ana", "write", "write"), ("rui", "read", "read"), ("eva", "none", "")],
)
def test_a_permission_is_told_by_its_old_name_and_by_its_role(
    desk: Repository, login: str, permission: str, role: str
) -> None:
    assert desk.get_collaborator_permission(login) == permission
    assert desk.get_collaborator_role_name(login) == role


def test_triage_and_maintain_hide_behind_older_names(desk: Repository, state: GithubState) -> None:
    state.add_user("tom", "triage")
    state.add_user("mia", "maintain")

    assert desk.get_collaborator_permission("tom") == "read"
    assert desk.get_collaborator_role_name("tom") == "triage"
    assert desk.get_collaborator_permission("mia") == "write"


def test_a_stranger_does_not_learn_that_a_private_repository_exists(
    client: Client, state: GithubState
) -> None:
    with pytest.raises(GithubException) as refused:
        client("eva-token").get_repo("acme/desk")
    state.change_repository(private=False)

    assert refused.value.status == 404
    assert client("eva-token").get_repo("acme/desk").visibility == "public"


def test_an_unknown_or_expired_token_is_bad_credentials(client: Client, state: GithubState) -> None:
    state.add_token("old", Actor("ana", expires=clock.now() - timedelta(seconds=1)))
    for token in ("wrong", "old"):
        with pytest.raises(GithubException) as refused:
            client(token).get_repo("acme/desk")
        assert (refused.value.status, refused.value.data["message"]) == (401, "Bad credentials")


def test_a_token_that_expires_says_when(ask: Callable[..., requests.Response], state: GithubState) -> None:
    expires = clock.now() + timedelta(days=3)
    state.add_token("soon", Actor("ana", expires=expires))
    header = ask("/user", token="soon").headers["GitHub-Authentication-Token-Expiration"]

    assert header == expires.strftime("%Y-%m-%d %H:%M:%S UTC")


def test_the_relay_s_token_dispatches_and_does_nothing_else(client: Client) -> None:
    desk = client("relay-fine").get_repo("acme/desk")
    with pytest.raises(GithubException) as refused:
        desk.create_issue("t")

    assert desk.create_repository_dispatch("record-messages", {"v": 1}) is True
    assert refused.value.status == 403
    assert refused.value.data["message"] == "Resource not accessible by personal access token"


def test_a_job_s_token_does_what_its_workflow_was_permitted(client: Client, state: GithubState) -> None:
    token = state.people.job_token(frozenset({"issues:write"}))
    github = client(token)
    desk = github.get_repo("acme/desk")
    issue = desk.create_issue("t")
    assert (issue.user.login, issue.user.type) == (JOB_LOGIN, "Bot")
    assert desk.create_repository_dispatch("x") is False
    with pytest.raises(GithubException) as refused:
        _ = github.get_user().login

    assert refused.value.status == 403
    assert refused.value.data["message"] == "Resource not accessible by integration"


def test_a_reader_writes_issues_that_stay_without_labels(client: Client) -> None:
    desk = client("rui-token").get_repo("acme/desk")
    issue = desk.create_issue("t", labels=["x"])

    assert names(issue.labels) == []
    with pytest.raises(GithubException, match="404"):
        issue.add_to_labels("x")


@pytest.mark.parametrize(
    ("event_type", "payload", "taken"),
    [
        ("e" * 100, {}, True),
        ("e" * 101, {}, False),
        ("e", {str(number): 1 for number in range(10)}, True),
        ("e", {str(number): 1 for number in range(11)}, False),
        ("e", {"text": "x" * 65_000}, True),
        ("e", {"text": "x" * 65_536}, False),
    ],
    ids=["100 letters", "101 letters", "10 keys", "11 keys", "65,000 characters", "65,536 characters"],
)
def test_a_dispatch_has_limits(
    desk: Repository, event_type: str, payload: dict[str, Any], taken: bool
) -> None:
    assert desk.create_repository_dispatch(event_type, payload) is taken


def test_a_dispatch_needs_a_type(ask: Callable[..., requests.Response]) -> None:
    refused = ask("/repos/acme/desk/dispatches", "POST", json={"client_payload": {}})

    assert (refused.status_code, "event_type" in refused.json()["message"]) == (422, True)


def test_issues_that_are_switched_off_are_gone(desk: Repository, state: GithubState) -> None:
    state.change_repository(has_issues=False)
    with pytest.raises(GithubException) as refused:
        desk.create_issue("t")

    assert refused.value.status == 410


def test_an_unchanged_answer_is_not_sent_again_and_costs_nothing(
    ask: Callable[..., requests.Response],
) -> None:
    first = ask("/repos/acme/desk/issues")
    second = ask("/repos/acme/desk/issues", headers={"If-None-Match": first.headers["ETag"]})
    third = ask("/repos/acme/desk/issues")

    used = [int(each.headers["X-RateLimit-Used"]) for each in (first, second, third)]
    assert [second.status_code, second.content] == [304, b""]
    assert used == [1, 1, 2]


def test_calls_beyond_the_hour_s_limit_are_refused(client: Client, state: GithubState) -> None:
    state.limits.per_hour["person"] = 2
    github = client("ana-token")
    desk = github.get_repo("acme/desk")
    desk.create_issue("t")
    with pytest.raises(RateLimitExceededException) as refused:
        desk.create_issue("t")

    assert (refused.value.headers or {})["x-ratelimit-remaining"] == "0"
    assert github.get_rate_limit().rate.remaining == 0


def test_an_unknown_version_of_the_api_is_refused(ask: Callable[..., requests.Response]) -> None:
    known = ask("/repos/acme/desk", headers={"X-GitHub-Api-Version": "2026-03-10"})

    assert known.headers["X-GitHub-Api-Version-Selected"] == "2026-03-10"
    assert ask("/repos/acme/desk", headers={"X-GitHub-Api-Version": "1999-01-01"}).status_code == 400


def test_times_are_in_whole_seconds_of_utc(ask: Callable[..., requests.Response], desk: Repository) -> None:
    desk.create_issue("t")
    created = ask("/repos/acme/desk/issues/1").json()["created_at"]

    assert (len(created), created[-1]) == (len("2026-11-23T14:05:00Z"), "Z")


def test_broken_json_is_a_bad_request(ask: Callable[..., requests.Response]) -> None:
    refused = ask("/repos/acme/desk/issues", "POST", data="{")

    assert (refused.status_code, refused.json()["message"]) == (400, "Problems parsing JSON")


@pytest.mark.parametrize(
    ("fault", "status"),
    [("github-down", 503), ("github-secondary-limit", 403), ("github-bad-credentials", 401)],
)
def test_a_fault_strikes_as_often_as_asked_and_passes(
    ask: Callable[..., requests.Response], fault: str, status: int
) -> None:
    ask(f"/_sandbox/faults/{fault}", "PUT", json={"times": 1})

    assert [ask("/repos/acme/desk").status_code for _ in range(2)] == [status, 200]


def test_a_secondary_limit_says_when_to_come_back(desk: Repository, faults: Faults) -> None:
    faults.switch_on("github-secondary-limit", 1)
    with pytest.raises(RateLimitExceededException) as refused:
        desk.get_issue(1)

    assert (refused.value.headers or {})["retry-after"] == "1"


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


def test_people_act_and_are_seen_through_the_sandbox_s_own_door(
    ask: Callable[..., requests.Response],
) -> None:
    opened = ask("/_sandbox/issues", "POST", json={"login": "rui", "title": "Help", "labels": ["x"]})
    said = ask("/_sandbox/issues/1/comments", "POST", json={"login": "rui", "body": "a"}).json()
    ask(f"/_sandbox/comments/{said['id']}", "PATCH", json={"login": "rui", "body": "b"})
    ask("/_sandbox/issues/1/close", "POST", json={"login": "ana"})
    path = f"/repos/acme/desk/issues/comments/{said['id']}/reactions"
    ask(path, "POST", json={"content": "rocket"})
    seen = ask("/_sandbox/issues/1").json()

    assert opened.status_code == 201
    assert (seen["state"], seen["labels"], seen["author"]) == ("closed", ["x"], "rui")
    assert [(each["body"], each["edited"], each["reactions"]) for each in seen["comments"]] == [
        ("b", True, {"rocket": ["ana"]})
    ]
    assert ask("/_sandbox/state").json()["issues"] == {"closed": 1}
    assert ask("/_sandbox/issues", "POST", json={"login": "eva", "title": "t"}).status_code == 403


def test_the_sandbox_s_door_knows_its_faults(ask: Callable[..., requests.Response]) -> None:
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
    for piece in ("Olá &lt;b&gt;", "<blockquote>", "<td>1</td>", "🎉 1", "/reply &lt;script&gt;", "Open"):
        assert piece in page
    assert "Olá &lt;b&gt;" in ask("/acme/desk/issues").text


def test_a_comment_in_a_code_block_is_shown_and_a_hidden_one_is_not() -> None:
    shown = render("<!-- a\n\nb -->\n\n```\n<!-- c -->\n```\n\ntext <!-- d --> end")

    assert "&lt;!-- c --&gt;" in shown
    assert " d " not in shown
    assert "b" not in shown.replace("lt;!--", "")

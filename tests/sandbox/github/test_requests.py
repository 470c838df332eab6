"""Dispatches, conditional requests, limits and malformed requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from github import GithubException, RateLimitExceededException
from github.Repository import Repository

from bot.sandbox.github.state import GithubState
from tests.conftest import MovedClock
from tests.sandbox.github.api import Client


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


@pytest.mark.parametrize(
    ("path", "method", "content", "message"),
    [
        (
            "/dispatches",
            "POST",
            {"event_type": "e", "payload": {}},
            '"payload" is not a permitted key.',
        ),
        (
            "/dispatches",
            "POST",
            {"event_type": "e", "version": 1, "target": 2},
            '"target", "version" are not permitted keys.',
        ),
        ("/issues", "POST", {"title": "t", "per_page": 1}, '"per_page" is not a permitted key.'),
        ("/labels", "POST", {"name": "n", "colour": "f00"}, '"colour" is not a permitted key.'),
    ],
)
def test_a_key_that_github_does_not_know_is_refused(
    ask: Callable[..., requests.Response], path: str, method: str, content: dict[str, Any], message: str
) -> None:
    refused = ask(f"/repos/acme/desk{path}", method, json=content)

    assert (refused.status_code, refused.json()["message"]) == (422, f"Invalid request.\n\n{message}")


def test_a_request_names_its_program(ask: Callable[..., requests.Response]) -> None:
    refused = ask("/rate_limit", "GET", headers={"User-Agent": ""})

    assert (refused.status_code, "User-Agent" in refused.json()["message"]) == (403, True)


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


def test_who_creates_more_in_a_minute_or_an_hour_than_github_allows_is_refused(
    moved_clock: MovedClock, ask: Callable[..., requests.Response], state: GithubState
) -> None:
    def create(path: str = "/issues") -> requests.Response:
        content = {"body": "b"} if path.endswith("comments") else {"title": "t"}
        return ask(f"/repos/acme/desk{path}", "POST", json=content)

    state.limits.creations.most = {timedelta(minutes=1): 2, timedelta(hours=1): 4}
    made = [create().status_code, create("/issues/1/comments").status_code]
    minute = create("/issues/1/comments")
    moved_clock.advance(timedelta(minutes=1))
    made += [create().status_code, create().status_code]
    moved_clock.advance(timedelta(minutes=1))
    hour = create()
    moved_clock.advance(timedelta(minutes=58))

    assert made == [201] * 4
    assert [minute.status_code, hour.status_code] == [403, 403]
    assert "secondary rate limit" in minute.json()["message"]
    assert (float(minute.headers["Retry-After"]), float(hour.headers["Retry-After"])) == pytest.approx(
        (60, 3480), abs=5
    )
    assert create().status_code == 201

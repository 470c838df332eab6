"""What is waited out on the connection to GitHub, and for how long.

A server of its own gives the answers of a script, over HTTP: many of them are more than the emulator's faults can say,
such as a limit of 21,600 seconds or of "²". Nothing is slept: what would be is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, Response, jsonify, request

from bot.adapters.github import sessions
from bot.adapters.github.client import Connection, connect
from bot.adapters.github.failures import GITHUB_TOKEN, LONGEST_PAUSE_SECONDS
from bot.core import clock
from bot.core.errors import LimitError, RepositoryError, TemporaryError
from bot.core.settings import Settings
from bot.sandbox.emulator.server import Server
from tests.conftest import MovedClock
from tests.stage import Stage

SLOW_DOWN = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
NOT_FOUND = {"message": "Not Found"}
Scripted = tuple[int, dict[str, Any], dict[str, str]]


@dataclass
class Scene:
    """A GitHub that gives the answers of a script, and then 200."""

    script: list[Scripted] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    connection: Connection = field(init=False)

    def answer(self, **_: str) -> Response:
        self.asked.append(request.method)
        status, content, headers = self.script.pop(0) if self.script else (200, {"done": True}, {})
        response = jsonify(content)
        response.status_code = status
        response.headers.update(headers)
        return response

    def request(self, method: str, path: str, content: dict[str, Any] | None = None) -> Any:
        body = content or {} if method in ("POST", "PUT", "PATCH") else None
        return self.connection.request(method, f"{self.connection.url}{path}", body)

    def made(self, path: str) -> None:
        """Make something at a path, with an answer as GitHub gives it."""
        self.script.insert(0, (201, {"url": f"{self.connection.url}{path}"}, {}))
        self.request("POST", path.rpartition("/")[0])
        self.asked.clear()


@pytest.fixture(name="github")
def _github(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    scene, app = Scene(), Flask(__name__)
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    app.add_url_rule("/<path:path>", view_func=scene.answer, methods=methods)
    monkeypatch.setattr(clock, "sleep", scene.slept.append)
    with Server(app) as server:
        settings = stage.tools.settings
        environment = settings.environment.model_copy(update={"GITHUB_API_URL": server.url})
        scene.connection = connect(Settings(config=settings.config, environment=environment))
        yield scene


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("status", [403, 429])
def test_a_limit_of_seconds_is_waited_out(github: Scene, method: str, status: int) -> None:
    github.script = [(status, {"message": SLOW_DOWN}, {"Retry-After": "2"})] * 2

    assert github.request(method, "/issues")["done"]
    assert github.slept == [2, 2]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "75"}, 75),
        ({}, 60),
        ({"Retry-After": "21600"}, 3600),
        ({"Retry-After": "9" * 400}, 3600),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 60),
        ({"Retry-After": "²"}, 60),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"}, 3600),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9" * 40}, 60),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_longer_limit_ends_the_work_at_once_and_says_until_when(
    github: Scene, method: str, headers: dict[str, str], seconds: float
) -> None:
    github.script = [(403, {"message": SLOW_DOWN}, headers)]
    with pytest.raises(LimitError) as found:
        github.request(method, "/issues")

    assert github.slept == []
    assert github.asked == [method]
    assert found.value.retry_after == pytest.approx(seconds, abs=2)
    assert abs(found.value.resets - clock.now() - timedelta(seconds=seconds)) < timedelta(seconds=5)
    assert found.value.token == GITHUB_TOKEN


BROKEN_OFF: Scripted = (200, {"done": True}, {"Content-Length": "5000", "Connection": "close"})


def test_a_question_whose_answer_breaks_off_is_asked_once_more(github: Scene) -> None:
    github.script = [BROKEN_OFF]

    assert github.request("GET", "/issues")["done"]
    assert github.asked == ["GET", "GET"]
    assert github.slept == [1]


@pytest.mark.parametrize(("method", "times"), [("GET", 2), ("POST", 1)])
def test_an_answer_that_breaks_off_again_or_to_a_write_is_left_to_a_later_run(
    github: Scene, method: str, times: int
) -> None:
    github.script = [BROKEN_OFF] * 2

    with pytest.raises(TemporaryError):
        github.request(method, "/issues")
    assert github.asked == [method] * times


@pytest.mark.parametrize("name", ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"])
def test_a_rate_limit_that_is_no_number_changes_nothing_about_an_answer(github: Scene, name: str) -> None:
    figures = {
        "X-RateLimit-Limit": "5000",
        "X-RateLimit-Remaining": "4999",
        "X-RateLimit-Reset": "1796000000",
    }
    for odd in ("soon", "", "-1", "1e999", "9" * 400, "²", "nan"):
        headers = {**figures, name: odd, "Retry-After": odd}
        github.script = [
            (200, {"done": "well"}, headers),
            (404, NOT_FOUND, headers),
            (403, {"message": SLOW_DOWN}, headers),
        ]
        assert github.request("GET", "/issues")["done"] == "well"
        with pytest.raises(RepositoryError):
            github.request("GET", "/issues")
        with pytest.raises(LimitError):
            github.request("GET", "/issues")


def test_a_create_does_not_wait_for_a_limit_either(github: Scene) -> None:
    github.script = [(403, {"message": SLOW_DOWN}, {"Retry-After": "60"})]
    with pytest.raises(LimitError):
        github.connection.create(lambda: github.request("POST", "/issues"))

    assert github.slept == []
    assert len(github.asked) == 1


def test_limits_of_seconds_one_after_the_other_are_not_waited_out_for_ever(github: Scene) -> None:
    github.script = [(403, {"message": SLOW_DOWN}, {"Retry-After": str(int(LONGEST_PAUSE_SECONDS))})] * 50
    with pytest.raises(LimitError):
        github.request("GET", "/issues")

    assert sum(github.slept) <= 20


def test_an_outage_that_asks_for_minutes_is_not_waited_out(github: Scene) -> None:
    github.script = [(503, {}, {"Retry-After": "300"})]

    assert github.request("GET", "/issues")["done"]


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (404, "Not Found"),
        (409, "is at 1234 but expected 5678"),
        (422, "Could not resolve to a node with the global id of 'I_kwDO'."),
        (422, "Validation Failed: was submitted too quickly"),
    ],
)
class TestWhatGitHubHasJustMade:
    """For some seconds GitHub may not know it everywhere, or be busy with it."""

    def test_is_asked_for_again(self, github: Scene, status: int, message: str) -> None:
        github.made("/issues/7")
        github.script = [(status, {"message": message}, {})] * 3

        assert github.request("POST", "/issues/7/comments")["done"]
        assert github.asked == ["POST"] * 4

    def test_is_left_to_a_later_run_when_it_takes_longer(
        self, github: Scene, status: int, message: str
    ) -> None:
        github.made("/issues/7")
        github.script = [(status, {"message": message}, {})] * 50
        with pytest.raises(TemporaryError, match="earlier change"):
            github.connection.create(lambda: github.request("POST", "/issues/7/comments"))

        assert sum(github.slept) <= 20


class TestWhatDoesNotExist:
    """Is not asked for twice."""

    @pytest.mark.parametrize("path", ["/issues/70", "/issues/8/comments", "/labels/x"])
    def test_when_nobody_made_it(self, github: Scene, path: str) -> None:
        github.made("/issues/7")
        github.script = [(404, NOT_FOUND, {})]
        with pytest.raises(RepositoryError):
            github.request("GET", path)

        assert github.asked == ["GET"]

    def test_when_it_was_deleted_since(self, github: Scene) -> None:
        github.made("/issues/comments/7")
        github.request("DELETE", "/issues/comments/7")
        github.script = [(404, NOT_FOUND, {})]
        with pytest.raises(RepositoryError):
            github.request("GET", "/issues/comments/7")

        assert github.asked == ["DELETE", "GET"]

    def test_when_only_its_label_is_missing(self, github: Scene) -> None:
        github.made("/issues/7")
        github.script = [(404, {"message": "Label does not exist"}, {})]
        with pytest.raises(RepositoryError):
            github.request("DELETE", "/issues/7/labels/x")

        assert github.slept == []


def test_what_is_new_is_waited_for_by_its_age_whatever_the_clock_is_set_to(
    moved_clock: MovedClock, github: Scene
) -> None:
    github.made("/issues/7")
    moved_clock.be_set(timedelta(hours=1))
    github.script = [(404, NOT_FOUND, {})]
    assert github.request("GET", "/issues/7")["done"]
    moved_clock.be_set(timedelta(hours=-2))
    moved_clock.advance(timedelta(minutes=2))
    github.script = [(404, NOT_FOUND, {})]
    with pytest.raises(RepositoryError):
        github.request("GET", "/issues/7")


def test_writes_are_a_second_apart_whatever_the_clock_shows(
    github: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "ON_THIS_MACHINE", ())
    own = clock.own
    github.request("POST", "/issues")
    monkeypatch.setattr(clock, "own", lambda: own() - timedelta(hours=1))
    github.request("GET", "/issues")
    assert github.slept == []

    github.request("POST", "/issues")

    (waited,) = github.slept
    assert 0 < waited <= sessions.SECONDS_BETWEEN_WRITES
    assert vars(github.connection.remote.requester)["_Requester__seconds_between_writes"] is None


def test_what_a_crowd_writes_does_not_wait_for_the_labels_that_it_needs(
    github: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "ON_THIS_MACHINE", ())
    write = {"query": "mutation { w0_last: createIssue(input: {}) { issue { id } } }"}
    github.request("POST", "/graphql", {"query": "mutation { w0: createLabel(input: {}) { label { id } } }"})
    github.request("POST", "/graphql", write)
    assert github.slept == []

    github.request("POST", "/graphql", write)
    assert len(github.slept) == 1

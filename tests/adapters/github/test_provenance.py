"""How comments came about: by e-mail or not, edited or not, and by whom."""

from __future__ import annotations

import pytest
from requests import PreparedRequest, Response

from bot.core.errors import TemporaryError
from bot.core.issues import Comment, Provenance
from tests import wire
from tests.stage import Stage


@pytest.fixture(name="comments")
def _comments(stage: Stage) -> list[Comment]:
    """Four comments: a plain one, one by e-mail, one edited by its author at once, one edited by somebody else."""
    stage.state.issues.create("marina", "Uma", None)
    stage.sandbox.comment(1, "marina", "um")
    stage.sandbox.comment(1, "marina", "dois", via_email=True)
    own = stage.sandbox.comment(1, "marina", "três")["id"]
    foreign = stage.sandbox.comment(1, "marina", "quatro")["id"]
    stage.sandbox.edit(own, "marina", "3")
    stage.sandbox.edit(foreign, "escritorio", "4")
    return stage.tools.repository.comments(1)


def test_one_request_says_for_all_what_was_edited_and_what_came_by_mail(
    stage: Stage, comments: list[Comment]
) -> None:
    asked: list[str] = []

    with wire.passing(lambda request, _: asked.append(str(request.method))):
        found = stage.tools.repository.provenance(comments)

    assert [found[comment.id] for comment in comments] == [
        Provenance(edited=False, by_email=False),
        Provenance(edited=False, by_email=True),
        Provenance(edited=True, by_email=False),
        Provenance(edited=True, by_email=False),
    ]
    assert asked == ["POST"]


def test_what_moves_the_time_of_a_comment_is_no_edit(stage: Stage, comments: list[Comment]) -> None:
    def moved(request: PreparedRequest, response: Response) -> None:
        if request.method == "GET" and "/comments" in str(request.url):
            wire.rewrite(response, [{**one, "updated_at": "2999-01-01T00:00:00Z"} for one in response.json()])

    with wire.passing(moved):
        read = stage.tools.repository.comments(1)

    assert read[0].edited
    assert not stage.tools.repository.provenance(read)[read[0].id].edited


def test_a_token_that_may_not_ask_has_what_rest_says(stage: Stage, comments: list[Comment]) -> None:
    stage.github_faults.switch_on("github-no-graphql")

    found = stage.tools.repository.provenance(comments)

    assert [one.by_email for one in found.values()] == [None] * 4
    assert [one.edited for one in found.values()] == [comment.edited for comment in comments]


def test_a_server_without_graphql_has_what_rest_says(stage: Stage, comments: list[Comment]) -> None:
    def absent(request: PreparedRequest, response: Response) -> None:
        if "/graphql" in str(request.url):
            wire.rewrite(response, {"message": "Not Found"}, 404)

    with wire.passing(absent):
        found = stage.tools.repository.provenance(comments)

    assert {one.by_email for one in found.values()} == {None}


def test_one_deleted_comment_hides_nothing_about_the_others(stage: Stage, comments: list[Comment]) -> None:
    stage.state.issues.delete_comment(comments[0].id)

    found = stage.tools.repository.provenance(comments)

    assert [one.by_email for one in found.values()] == [None, True, False, False]


def test_more_than_a_hundred_comments_take_a_request_for_each_hundred(stage: Stage) -> None:
    stage.state.issues.create("marina", "Uma", None)
    for number in range(101):
        stage.state.issues.comment(1, "marina", f"{number}", via_email=True)
    comments = stage.tools.repository.comments(1)

    assert {one.by_email for one in stage.tools.repository.provenance(comments).values()} == {True}


def test_no_comments_cost_no_request(stage: Stage) -> None:
    stage.github_faults.switch_on("github-down")

    assert stage.tools.repository.provenance([]) == {}


def test_an_outage_is_told_from_a_refusal(stage: Stage, comments: list[Comment], quick: None) -> None:
    def down(request: PreparedRequest, response: Response) -> None:
        if "/graphql" in str(request.url):
            wire.rewrite(response, {}, 503)

    with wire.passing(down), pytest.raises(TemporaryError):
        stage.tools.repository.provenance(comments)

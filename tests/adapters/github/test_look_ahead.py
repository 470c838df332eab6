"""What is read ahead is what the REST API shows; where it cannot be had, the REST API is asked.

Answers are changed on their way only where the emulator, like GitHub by its own schema, never gives such ones.
"""

from __future__ import annotations

import pytest
from requests import PreparedRequest, Response

from bot.adapters.github import look_ahead
from tests import wire
from tests.actors import ANA
from tests.stage import Stage


@pytest.fixture(name="label")
def _label(stage: Stage) -> str:
    """The label of somebody with a closed conversation and an open one, with comments and marks."""
    repository = stage.tools.repository
    for number in (1, 2):
        repository.open_issue(f"Assunto {number}", "texto", ["contato-x", "outra"])
        comment = repository.comment(number, "Oi")
        stage.sandbox.comment(number, "marina", "/reply Olá")
        repository.react(number, comment.id, "eyes")  # type: ignore[arg-type] # a mark
    repository.close(1)
    return "contato-x"


def test_issues_and_comments_are_as_the_rest_api_shows_them(stage: Stage, label: str) -> None:
    repository = stage.tools.repository
    listed, newest = list(repository.issues_with_label(label)), repository.newest_issues()
    comments = repository.comments(2)
    repository.ahead.read([label])

    assert repository.ahead.issues(label) == listed
    assert repository.newest_issues_lately() == newest
    tail = repository.ahead.comments(2)
    assert tail
    assert (tail.comments, tail.whole) == (comments, True)


def test_each_list_is_handed_out_once(stage: Stage, label: str) -> None:
    ahead = stage.tools.repository.ahead
    ahead.read([label])

    assert ahead.issues(label) is not None
    assert ahead.issues(label) is None
    ahead.read([label])
    ahead.forget()
    assert ahead.issues(label) is None


def test_many_people_take_a_request_for_each_twenty_five(stage: Stage, label: str) -> None:
    asked: list[str] = []
    with wire.passing(lambda request, _: asked.append(str(request.url))):
        stage.tools.repository.ahead.read([label, *(f"contato-{number}" for number in range(30))])

    assert len(asked) == 2
    assert stage.tools.repository.ahead.issues("contato-29") == []


def test_whoever_has_more_issues_than_are_read_ahead_is_read_by_rest(stage: Stage, label: str) -> None:
    repository = stage.tools.repository
    for number in range(2, look_ahead.MOST_ISSUES):
        repository.open_issue(f"Assunto {number}", "texto", [label])
    repository.ahead.read([label])
    found = repository.ahead.issues(label)
    assert found is not None
    assert len(found) == look_ahead.MOST_ISSUES
    repository.open_issue("Mais um", "texto", [label])
    repository.ahead.read([label])

    assert repository.ahead.issues(label) is None


@pytest.mark.parametrize(
    "answer", [{}, {"data": None}, {"data": {"repository": None}}, {"data": {"repository": {}}}]
)
def test_an_answer_without_what_was_asked_records_all_the_same(stage: Stage, answer: object) -> None:
    def look(request: PreparedRequest, response: Response) -> None:
        if "graphql" in str(request.url):
            wire.rewrite(response, answer)

    with wire.passing(look):
        stage.record(stage.event("Oi"))

    assert "Oi" in stage.sandbox.issue(1)["body"]


def test_an_answer_with_holes_records_all_the_same(stage: Stage) -> None:
    stage.record(stage.event("Oi"))

    def look(request: PreparedRequest, response: Response) -> None:
        if "graphql" in str(request.url) and not wire.changes(request):
            content = response.json()
            content["data"]["repository"]["p0"]["nodes"] = [None]
            wire.rewrite(response, content)

    with wire.passing(look):
        stage.record(stage.event("E agora?"))

    assert "E agora?" in stage.sandbox.issue(1)["comments"][0]["body"]
    assert stage.sandbox.received(ANA)


def test_an_outage_of_graphql_alone_records_all_the_same(stage: Stage, quick: None) -> None:
    def look(request: PreparedRequest, response: Response) -> None:
        if "graphql" in str(request.url) and not wire.changes(request):
            wire.rewrite(response, {}, 503)

    with wire.passing(look):
        stage.record(stage.event("Oi"))

    assert "Oi" in stage.sandbox.issue(1)["body"]

"""Writes of many people travel in one request, and each ends as if it had travelled alone."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.adapters.github import together
from bot.adapters.github.writes import Append, Open, React, Write
from bot.core.errors import LimitError, UnwritableIssueError
from bot.core.issues import Comment, Issue
from bot.core.marks import Mark
from tests import wire
from tests.stage import Stage

WAITING = "aguardando-resposta"
MANY = 6


@pytest.fixture(name="issues")
def _issues(stage: Stage) -> list[Issue]:
    """Some issues, read ahead."""
    repository = stage.tools.repository
    for number in range(MANY):
        repository.open_issue(f"Assunto {number}", "texto", [WAITING, f"contato-{number}"])
    return read_ahead(stage)


def read_ahead(stage: Stage, count: int = MANY) -> list[Issue]:
    ahead = stage.tools.repository.ahead
    ahead.read([f"contato-{number}" for number in range(count)], [WAITING])
    return [issue for number in range(count) for issue in ahead.issues(f"contato-{number}") or ()]


def written(stage: Stage, *writes: Write) -> tuple[list[object], Counter[str]]:
    """Write all of them; return the outcomes in order, and the requests by their last part."""
    made: Counter[str] = Counter()

    def look(request: PreparedRequest, _: Response) -> None:
        made[str(request.url).partition("?")[0].rpartition("/")[2]] += 1

    with wire.passing(look):
        outcomes = dict(stage.tools.repository.together.write(writes))
    return [outcomes[place] for place in range(len(writes))], made


def appends(issues: list[Issue]) -> list[Append]:
    return [Append(issue, WAITING, f"<!-- {issue.number} -->\nOi") for issue in issues]


def bodies(stage: Stage) -> dict[int, list[str]]:
    return {
        one["number"]: [comment["body"] for comment in stage.sandbox.issue(one["number"])["comments"]]
        for one in stage.sandbox.issues()
    }


ONE_EACH = {number: [f"<!-- {number} -->\nOi"] for number in range(1, MANY + 1)}


def test_comments_in_many_issues_take_one_request(stage: Stage, issues: list[Issue]) -> None:
    outcomes, made = written(stage, *appends(issues))

    assert made == {"graphql": 1}
    assert bodies(stage) == ONE_EACH
    assert all(isinstance(one, Comment) for one in outcomes)
    read = [stage.tools.repository.comments(issue.number)[0] for issue in issues]
    assert outcomes == read  # the comment is the same as REST shows it


def test_new_issues_of_many_take_a_request_for_their_labels_and_one_for_them(stage: Stage) -> None:
    read_ahead(stage)
    stage.tools.repository.ahead.forget()
    outcomes, made = written(stage, *(Open(f"T {n}", f"b{n}", (WAITING, f"novo-{n}")) for n in range(MANY)))

    assert made == {"graphql": 2}
    assert outcomes == [stage.tools.repository.issue(number) for number in range(1, MANY + 1)]
    assert stage.sandbox.issue(2)["labels"] == [WAITING, "novo-1"]


def test_the_first_of_a_crowd_does_not_wait_for_the_labels_of_all(stage: Stage) -> None:
    many = together.MOST_CHANGES + 3
    read_ahead(stage, many)
    asked: list[str] = []

    def look(request: PreparedRequest, _: Response) -> None:
        asked.append("labels" if "createLabel" in str(request.body) else "issues")

    with wire.passing(look):
        writes = [Open(f"T {n}", f"b{n}", (WAITING, f"novo-{n}")) for n in range(many)]
        outcomes = dict(stage.tools.repository.together.write(writes))

    assert asked == ["labels", "issues"] * 2
    assert all(isinstance(one, Issue) for one in outcomes.values())
    assert stage.sandbox.issue(many)["labels"] == [WAITING, f"novo-{many - 1}"]


def test_a_closed_issue_is_reopened_and_a_label_that_a_reply_took_off_meanwhile_is_put_back(
    stage: Stage, issues: list[Issue]
) -> None:
    stage.sandbox.close(1)
    stage.tools.repository.remove_label(2, WAITING)
    closed = read_ahead(stage)[0]
    outcomes, _ = written(stage, *appends([closed, issues[1]]))

    assert len(outcomes) == 2
    assert [stage.sandbox.issue(number)["state"] for number in (1, 2)] == ["open", "open"]
    assert stage.sandbox.issue(2)["labels"].count(WAITING) == 1


BREAKS_OFF = [
    "github-lost-answer",
    "github-broken-mutations",
    "github-failed-mutations",
    "github-failed-change",
]


@pytest.mark.parametrize("fault", BREAKS_OFF)
def test_what_an_answer_that_broke_off_leaves_in_doubt_is_looked_for_and_made_once(
    stage: Stage, issues: list[Issue], quick: None, fault: str
) -> None:
    stage.github_faults.switch_on(fault, 1)
    outcomes, _ = written(stage, *appends(issues))

    assert bodies(stage) == ONE_EACH
    assert all(isinstance(one, Comment) for one in outcomes)


def test_where_the_comment_is_found_the_rest_of_its_write_is_done(
    stage: Stage, issues: list[Issue], quick: None
) -> None:
    stage.tools.repository.comment(1, ONE_EACH[1][0])
    stage.sandbox.close(1)
    stage.tools.repository.remove_label(1, WAITING)
    stage.github_faults.switch_on("github-failed-mutations", 1)
    outcomes, _ = written(stage, *appends(read_ahead(stage)))

    assert bodies(stage) == ONE_EACH
    assert all(isinstance(one, Comment) for one in outcomes)
    assert stage.sandbox.issue(1)["state"] == "open"
    assert WAITING in stage.sandbox.issue(1)["labels"]


@pytest.mark.parametrize("fault", BREAKS_OFF)
def test_issues_that_may_have_been_opened_are_opened_once(stage: Stage, quick: None, fault: str) -> None:
    read_ahead(stage)
    stage.state.labels.create(WAITING)
    read_ahead(stage)
    stage.github_faults.switch_on(fault, 1)
    outcomes, _ = written(stage, *(Open(f"T {n}", f"<!-- {n} -->", (WAITING,)) for n in range(MANY)))

    assert len(stage.sandbox.issues()) == MANY
    assert all(isinstance(one, Issue) for one in outcomes)


def test_what_is_refused_of_one_is_refused_to_nobody_else(stage: Stage, issues: list[Issue]) -> None:
    stage.state.issues.set_lock(3)
    outcomes, _ = written(stage, *appends(issues))

    assert isinstance(outcomes.pop(2), UnwritableIssueError)
    assert all(isinstance(one, Comment) for one in outcomes)
    assert bodies(stage) == {**ONE_EACH, 3: []}


def test_a_limit_that_strikes_in_the_middle_leaves_the_rest_and_what_was_made_counts(
    stage: Stage, issues: list[Issue]
) -> None:
    made = stage.state.limits.creations
    made.most = {timedelta(minutes=1): MANY + 2}  # the issues themselves were created in this minute
    outcomes, requests = written(stage, *appends(issues))

    assert requests == {"graphql": 1}
    assert [type(one) for one in outcomes] == [Comment] * 2 + [LimitError] * (MANY - 2)
    assert sum(map(len, bodies(stage).values())) == 2


def test_without_graphql_all_is_written_by_rest(stage: Stage, issues: list[Issue]) -> None:
    stage.github_faults.switch_on("github-no-graphql")
    outcomes, _ = written(stage, *appends(issues), React(issues[0], Mark.TAKEN))

    assert bodies(stage) == ONE_EACH
    assert stage.sandbox.issue(1)["reactions"] == {"eyes": ["github-actions[bot]"]}
    assert outcomes[-1] is None


def test_points_that_are_used_up_leave_the_requests_of_rest(stage: Stage, issues: list[Issue]) -> None:
    actor = stage.state.people.actor(stage.environment["GITHUB_TOKEN"])
    stage.state.limits.consume(actor, "graphql", 1_000)
    outcomes, _ = written(stage, *appends(issues))

    assert bodies(stage) == ONE_EACH
    assert all(isinstance(one, Comment) for one in outcomes)


def test_a_text_is_written_as_it_is(stage: Stage, issues: list[Issue]) -> None:
    text = 'aspas " e \\ barra, ${x} $w0_body {{ }} """ \t\n\u2028 \U0001f600 \x07'
    written(stage, Append(issues[0], WAITING, text))

    assert bodies(stage)[1] == [text]


def test_a_label_that_is_spelled_otherwise_on_github_is_found(stage: Stage) -> None:
    stage.state.labels.create(WAITING.upper())
    read_ahead(stage)
    _, made = written(stage, *(Open(f"T {n}", f"b{n}", (WAITING,)) for n in range(MANY)))

    assert made == {"graphql": 1}
    assert stage.sandbox.issue(1)["labels"] == [WAITING.upper()]

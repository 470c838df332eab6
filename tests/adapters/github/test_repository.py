"""GitHub in our words: against the emulator, through the real client."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from pydantic import SecretStr
from requests import PreparedRequest, Response

from bot.adapters.github.repository import NEWEST, Repository
from bot.core import clock
from bot.core.errors import RepositoryError, TemporaryError
from bot.core.marks import Mark
from bot.core.settings import Settings
from bot.sandbox.github.values import Actor
from tests import wire
from tests.stage import Stage

BOT = "github-actions[bot]"


@pytest.fixture(name="repository")
def _repository(stage: Stage) -> Repository:
    return stage.tools.repository


def with_token(stage: Stage, token: str) -> Repository:
    settings = stage.tools.settings
    environment = settings.environment.model_copy(update={"GITHUB_TOKEN": SecretStr(token)})
    return Repository(Settings(config=settings.config, environment=environment))


def test_what_is_opened_is_read_back(repository: Repository) -> None:
    opened = repository.open_issue("Título", "marca\nTexto", ["um", "dois"])

    read = repository.issue(opened.number)
    assert (read.title, read.body, read.author) == ("Título", "marca\nTexto", BOT)
    assert read.labels == frozenset({"um", "dois"})
    assert read.is_open
    assert read.closed_at is None
    assert read.reactions == {}


def test_lists_by_label_hold_open_and_closed_ones_the_newest_first(
    stage: Stage, repository: Repository
) -> None:
    for title, label in (("a", "x"), ("b", "y"), ("c", "x")):
        repository.open_issue(title, title, [label])
    stage.sandbox.close(1)

    assert [issue.title for issue in repository.issues_with_label("x")] == ["c", "a"]
    assert [issue.title for issue in repository.newest_issues()] == ["c", "b", "a"]
    assert list(repository.issues_with_label("nobody-has-it")) == []


def test_listing_asks_once_a_page_and_never_for_each_entry(stage: Stage, repository: Repository) -> None:
    for number in range(NEWEST + 20):
        stage.state.issues.create("marina", f"Nr. {number}", None, stage.state.labels.ids(["x"]))
        stage.sandbox.comment(1, "marina", f"Nr. {number}")
    asked: list[str] = []

    with wire.passing(lambda request, response: asked.append(str(request.url))):
        newest = repository.newest_issues()
        labelled = list(repository.issues_with_label("x"))
        comments = repository.comments(1)

    assert (len(newest), len(labelled), len(comments)) == (NEWEST, NEWEST + 20, NEWEST + 20)
    assert len(asked) == 1 + 2 + 2


def test_comments_come_in_their_order_and_from_a_moment_on(stage: Stage, repository: Repository) -> None:
    repository.open_issue("a", "a", [])
    first = repository.comment(1, "Um")
    second = repository.comment(1, "Dois")

    assert [comment.id for comment in repository.comments(1)] == [first.id, second.id]
    assert repository.comments(1, clock.now() + timedelta(minutes=1)) == []
    assert len(repository.comments(1, clock.now() - timedelta(minutes=1))) == 2
    assert not first.by_person
    assert not first.edited


@pytest.mark.parametrize("times", [1, 3])
def test_creates_whose_answer_is_lost_are_found_and_not_repeated(
    stage: Stage, repository: Repository, quick: None, times: int
) -> None:
    stage.github_faults.switch_on("github-lost-answer", times)
    issue = repository.open_issue("a", "marca 1\nOi", [])
    stage.github_faults.switch_on("github-lost-answer", times)
    comment = repository.comment(issue.number, "marca 2\nOi")
    stage.github_faults.switch_on("github-lost-answer", times)
    repository.react(issue.number, comment.id, Mark.SENT)
    stage.github_faults.switch_on("github-lost-answer", times)
    repository.react(issue.number, 0, Mark.TAKEN)

    assert len(stage.sandbox.issues()) == 1
    (listed,) = stage.sandbox.issue(1)["comments"]
    assert (listed["id"], listed["reactions"]) == (comment.id, {"rocket": [BOT]})
    assert stage.sandbox.issue(1)["reactions"] == {"eyes": [BOT]}


def test_a_create_that_was_not_carried_out_is_repeated(
    stage: Stage, repository: Repository, quick: None
) -> None:
    def once(request: PreparedRequest, response: Response) -> None:
        # The answers after this one: the lookup finds nothing, so the comment is made.
        if request.method == "POST":
            stage.github_faults.clear()

    repository.open_issue("a", "a", [])
    stage.github_faults.switch_on("github-down")
    with wire.passing(once):
        repository.comment(1, "marca\nOi")

    assert len(stage.sandbox.issue(1)["comments"]) == 1


def test_a_lost_answer_is_found_after_the_real_wait(stage: Stage, repository: Repository) -> None:
    stage.github_faults.switch_on("github-lost-answer", 1)

    repository.open_issue("a", "marca", [])

    assert len(stage.sandbox.issues()) == 1


def test_every_kind_of_call_bears_a_secondary_rate_limit(stage: Stage, repository: Repository) -> None:
    repository.open_issue("a", "a", [])
    stage.sandbox.close(1)
    for call in (
        lambda: repository.comment(1, "b"),
        lambda: repository.reopen(1),
        lambda: list(repository.issues_with_label("x")),
    ):
        stage.github_faults.switch_on("github-secondary-limit", 1)
        call()

    issue = stage.sandbox.issue(1)
    assert (issue["state"], len(issue["comments"])) == ("open", 1)


def test_an_hours_limit_that_is_used_up_is_not_waited_for(stage: Stage, repository: Repository) -> None:
    stage.state.limits.per_hour["job"] = 0

    for call in (lambda: repository.comment(1, "b"), lambda: repository.comments(1)):
        with pytest.raises(TemporaryError) as caught:
            call()
        assert caught.value.retry_after is not None
        assert caught.value.retry_after > 3000


def test_labels_come_and_go_and_one_that_is_not_there_may_be_taken_off(
    stage: Stage, repository: Repository
) -> None:
    repository.open_issue("a", "a", ["um"])
    repository.add_label(1, "dois")
    repository.add_label(1, "dois")
    repository.remove_label(1, "um")
    repository.remove_label(1, "um")

    assert stage.sandbox.issue(1)["labels"] == ["dois"]


def test_only_the_reactions_of_the_account_asked_for_count(stage: Stage, repository: Repository) -> None:
    repository.open_issue("a", "a", [])
    comment = repository.comment(1, "b")
    repository.react(1, comment.id, Mark.TAKEN)
    repository.react(1, comment.id, Mark.TAKEN)
    stage.state.reactions.add(wire.on_comment(comment.id), "marina", "rocket")

    assert repository.reactions_by(BOT, 1, comment.id) == {"eyes"}
    assert repository.comments(1)[0].reactions == {"eyes": 1, "rocket": 1}


@pytest.mark.parametrize(
    ("login", "permission"),
    [
        *(("escritorio", "admin"), ("marina", "maintain"), ("tiago", "triage"), ("estranha", "read")),
        *(("passante", None), ("nobody-has-this-name", None)),
    ],
)
def test_a_persons_permission_is_the_role_they_have(
    stage: Stage, repository: Repository, login: str, permission: str | None
) -> None:
    stage.state.add_user("passante")

    assert repository.permission(login) == permission


def test_a_role_of_the_organisations_own_making_counts_as_what_it_is_built_on(
    stage: Stage, repository: Repository
) -> None:
    def look(request: PreparedRequest, response: Response) -> None:
        wire.rewrite(response, {**response.json(), "role_name": "atendimento"})

    with wire.passing(look):
        assert repository.permission("marina") == "write"  # GitHub's older field knows no more than that


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ("token", "HTTP 401.*GITHUB_TOKEN is not valid"),
        ("rights", r"HTTP 403.*GITHUB_TOKEN lacks a permission \(issues=write\)"),
        ("hidden", "HTTP 404.*Check GITHUB_REPO_OWNER and GITHUB_REPO_NAME"),
        ("issues off", "HTTP 410.*Issues are switched off"),
    ],
)
def test_what_github_refuses_for_good_is_explained(stage: Stage, trouble: str, says: str) -> None:
    token = stage.state.people.job_token(frozenset({"contents:read", "issues:read"}))
    stage.state.add_user("passante")
    stage.state.add_token("hidden", Actor("passante"))
    if trouble == "issues off":
        stage.state.change_repository(has_issues=False)
        token = stage.state.people.job_token(frozenset({"issues:write"}))
    repository = with_token(stage, {"token": "unknown", "hidden": "hidden"}.get(trouble, token))

    with pytest.raises(RepositoryError) as caught:
        repository.open_issue("segredo", "segredo", [])

    assert re.search(says, str(caught.value))
    assert "segredo" not in str(caught.value)


def test_an_outage_is_temporary(stage: Stage, repository: Repository) -> None:
    stage.github_faults.switch_on("github-down")

    with pytest.raises(TemporaryError):
        repository.dispatch("record-messages", {})


def test_a_dispatch_to_what_github_does_not_show_names_the_repository_and_the_right(stage: Stage) -> None:
    stage.state.add_user("passante")
    stage.state.add_token("hidden", Actor("passante"))

    with pytest.raises(RepositoryError, match=r"GITHUB_REPO_NAME.*GITHUB_TOKEN.*Contents: read and write"):
        with_token(stage, "hidden").dispatch("record-messages", {})


def test_a_dispatch_needs_the_right_to_write_contents(stage: Stage, repository: Repository) -> None:
    refused = with_token(stage, stage.state.people.job_token(frozenset({"contents:read"})))
    with pytest.raises(RepositoryError, match="contents=write"):
        refused.dispatch("record-messages", {"v": 1})
    allowed = with_token(stage, stage.state.people.job_token(frozenset({"contents:write"})))
    allowed.dispatch("record-messages", {"v": 1})


def test_a_repository_knows_whether_it_is_public(stage: Stage, repository: Repository) -> None:
    assert not repository.is_public()
    with Stage(private=False) as other:
        assert other.tools.repository.is_public()


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("what", ["comment", "issue"])
def test_what_a_stranger_wrote_with_our_marker_is_not_taken_for_ours(
    stage: Stage, repository: Repository, what: str, times: int
) -> None:
    """After an error GitHub may have created what was asked for: the author tells it from a copy of its first line."""
    marked = "<!-- marker 7 -->\nNossa nota"
    opened = repository.open_issue("Título", "marca", [])
    stage.state.issues.create("estranha", "Cópia", "<!-- marker 7 -->\nOutra coisa")
    stage.sandbox.comment(opened.number, "estranha", "<!-- marker 7 -->\nOutra coisa")
    stage.github_faults.switch_on("github-down", times)
    made = (
        repository.comment(opened.number, marked)
        if what == "comment"
        else repository.open_issue("Nota", marked, [])
    )

    assert (made.author, made.body) == (BOT, marked)


def test_what_was_created_before_the_answer_was_lost_is_taken_for_ours(
    stage: Stage, repository: Repository
) -> None:
    opened = repository.open_issue("Título", "marca", [])
    stage.github_faults.switch_on("github-lost-answer", 1)
    made = repository.comment(opened.number, "<!-- marker 8 -->\nNota")

    assert [comment.id for comment in repository.comments(opened.number)] == [made.id]

"""What each kind of token may see and do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import requests
from github import GithubException
from github.Repository import Repository

from bot.core import clock
from bot.sandbox.github.people import JOB_LOGIN
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Actor
from tests.sandbox.github.api import Client, names


@pytest.mark.parametrize(
    ("login", "permission", "role"),
    [("acme", "admin", "admin"), ("ana", "write", "write"), ("rui", "read", "read"), ("eva", "none", "")],
)
def test_a_permission_is_shown_by_its_old_name_and_by_its_role(
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

"""What an owner changes in the repository's settings while the bot runs: its name, its visibility, its issues."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from github import GithubException
from github.Repository import Repository

from bot.sandbox.emulator.faults import Faults
from tests.sandbox.github.api import Client

Ask = Callable[..., requests.Response]
DESK = "/repos/acme/desk"


def test_a_former_name_leads_to_the_id_of_the_repository_with_the_query(ask: Ask, faults: Faults) -> None:
    known = ask(DESK).json()["id"]
    faults.switch_on("github-renamed")
    moved = ask(f"{DESK}/issues?state=all", allow_redirects=False)
    written = ask(f"{DESK}/issues", "POST", json={"title": "t"}, allow_redirects=False)

    assert (moved.status_code, moved.json()["message"]) == (301, "Moved Permanently")
    assert moved.headers["Location"].endswith(f"/repositories/{known}/issues?state=all")
    assert (written.status_code, written.headers["Location"]) == (
        307,
        moved.headers["Location"].removesuffix("?state=all"),
    )
    assert ask(f"{DESK}/issues?state=all").json() == []
    assert ask("/repos/acme/desk-novo").json()["full_name"] == "acme/desk-novo"


def test_pygithub_follows_a_rename_and_does_not_learn_of_a_dispatch(desk: Repository, faults: Faults) -> None:
    faults.switch_on("github-renamed")
    seen = desk.requester.requestJsonAndCheck("GET", desk.url)[1]

    assert seen is not None
    assert seen["full_name"] == "acme/desk-novo"
    assert desk.create_repository_dispatch("x") is False


def test_a_private_repository_that_was_renamed_stays_hidden_from_strangers(ask: Ask, faults: Faults) -> None:
    faults.switch_on("github-renamed")

    assert ask(DESK, token="eva-token").status_code == 404


def test_a_repository_that_became_public_is_read_by_everybody(client: Client, faults: Faults) -> None:
    faults.switch_on("github-public")
    seen = client("eva-token").get_repo("acme/desk")

    assert (seen.private, seen.visibility) == (False, "public")


def test_without_issues_all_about_them_is_gone(ask: Ask, desk: Repository, faults: Faults) -> None:
    desk.create_issue("t")
    faults.switch_on("github-issues-off")
    answers = [
        ask(f"{DESK}/issues"),
        ask(f"{DESK}/issues/1/labels"),
        ask(f"{DESK}/issues/1/lock", "PUT"),
        ask(f"{DESK}/issues/comments/1/reactions"),
        ask(f"{DESK}/issues", "POST", json={"title": "t"}),
    ]

    assert [answer.status_code for answer in answers] == [410] * 5
    assert ask(f"{DESK}/labels").status_code == 200
    assert ask(DESK).json()["has_issues"] is False


def test_a_repository_that_the_token_no_longer_sees_is_not_found(desk: Repository, faults: Faults) -> None:
    faults.switch_on("github-no-repository", 1)
    with pytest.raises(GithubException, match="404"):
        desk.get_issue(1)

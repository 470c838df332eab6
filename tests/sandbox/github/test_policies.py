"""What an owner sets besides the code: Actions, variables, rules, the plan, a GitHub App from a manifest."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import requests

from bot.sandbox.emulator.faults import Faults
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Actor

Ask = Callable[..., requests.Response]
DESK = "/repos/acme/desk"
PERMISSIONS = f"{DESK}/actions/permissions"
VARIABLES = f"{DESK}/actions/variables"


@pytest.fixture(name="owner")
def _owner(ask: Ask, state: GithubState) -> Ask:
    state.add_token("owner-token", Actor("acme"))

    def as_owner(path: str, method: str = "GET", **more: object) -> requests.Response:
        return ask(path, method, token="owner-token", **more)

    return as_owner


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        (PERMISSIONS, "administration=read"),
        (f"{PERMISSIONS}/access", "administration=read"),
        (f"{PERMISSIONS}/workflow", "administration=read"),
        (VARIABLES, "actions_variables=read"),
    ],
)
def test_a_token_without_the_right_learns_which_one_it_lacks(ask: Ask, path: str, needed: str) -> None:
    refused = ask(path, token="relay-fine")

    assert refused.status_code == 403
    assert refused.headers["X-Accepted-GitHub-Permissions"] == needed


def test_who_may_write_administers_nothing(ask: Ask) -> None:
    assert ask(PERMISSIONS).status_code == 404
    assert ask(VARIABLES).json() == {"total_count": 0, "variables": []}


def test_actions_is_switched_on_and_off(owner: Ask, faults: Faults) -> None:
    faults.switch_on("actions-off")
    assert owner(PERMISSIONS).json()["enabled"] is False
    assert owner(PERMISSIONS, "PUT", json={"allowed_actions": "all"}).status_code == 422

    assert owner(PERMISSIONS, "PUT", json={"enabled": True, "allowed_actions": "all"}).status_code == 204
    assert owner(PERMISSIONS).json()["enabled"] is True


def test_a_repository_is_opened_to_others_only_while_it_is_private(owner: Ask, faults: Faults) -> None:
    assert owner(f"{PERMISSIONS}/access", "PUT", json={"access_level": "everybody"}).status_code == 422
    assert owner(f"{PERMISSIONS}/access", "PUT", json={"access_level": "user"}).status_code == 204
    assert owner(f"{PERMISSIONS}/access").json() == {"access_level": "user"}

    faults.switch_on("github-public")
    assert owner(f"{PERMISSIONS}/access").status_code == 422


def test_a_variable_is_made_once_changed_and_deleted(owner: Ask) -> None:
    made = owner(VARIABLES, "POST", json={"name": "every_comment", "value": "true"})
    again = owner(VARIABLES, "POST", json={"name": "EVERY_COMMENT", "value": "true"})
    changed = owner(f"{VARIABLES}/EVERY_COMMENT", "PATCH", json={"value": "false"})

    assert (made.status_code, again.status_code, changed.status_code) == (201, 409, 204)
    assert owner(f"{VARIABLES}/EVERY_COMMENT").json()["value"] == "false"
    assert owner(f"{VARIABLES}/EVERY_COMMENT", "DELETE").status_code == 204
    assert owner(f"{VARIABLES}/EVERY_COMMENT").status_code == 404


def test_rules_of_a_private_repository_need_a_plan_that_has_them(ask: Ask, faults: Faults) -> None:
    kinds = {one["type"] for one in ask(f"{DESK}/rules/branches/main").json()}
    faults.switch_on("github-free-plan")
    refused = ask(f"{DESK}/rules/branches/main")

    assert "pull_request" in kinds
    assert (refused.status_code, refused.json()["message"][:7]) == (403, "Upgrade")
    faults.switch_on("github-public")
    assert ask(f"{DESK}/rules/branches/main").status_code == 200


def test_collaborators_are_listed_by_what_they_may_at_least(ask: Ask) -> None:
    def logins(least: str) -> set[str]:
        found = ask(f"{DESK}/collaborators", params={"permission": least}).json()
        return {one["login"] for one in found}

    assert logins("push") == {"acme", "ana", "relay"}
    assert logins("pull") == {"acme", "ana", "relay", "rui"}
    assert ask(f"{DESK}/collaborators", token="rui-token").status_code == 403


def test_what_was_used_is_shown_to_the_owner_alone(owner: Ask, ask: Ask, faults: Faults) -> None:
    path = "/users/acme/settings/billing/usage/summary"
    items = owner(path).json()["usageItems"]

    assert [one["grossQuantity"] for one in items if one["unitType"] == "minutes"] == [640]
    assert ask(path).status_code == 404
    assert ask(path, token="relay-fine").headers["X-Accepted-GitHub-Permissions"] == "plan=read"
    faults.switch_on("github-organization")
    assert owner(path).status_code == 404
    assert owner("/organizations/acme/settings/billing/usage/summary").status_code == 200
    assert owner("/orgs/acme").json()["plan"]["name"] == "pro"


def test_an_archived_repository_is_read_and_not_written(ask: Ask, faults: Faults) -> None:
    faults.switch_on("github-archived")
    refused = ask(f"{DESK}/issues", "POST", json={"title": "t"})

    assert (refused.status_code, refused.json()["message"]) == (
        403,
        "Repository was archived so is read-only.",
    )
    assert ask(f"{DESK}/issues").status_code == 200


def test_a_label_that_gets_its_colour_ends_the_fault_and_leaves_the_others_grey(
    ask: Ask, state: GithubState, faults: Faults
) -> None:
    for name in ("a", "b"):
        state.labels.create(name, "ff0000", name)
    faults.switch_on("github-grey-labels")
    grey = {one["color"] for one in ask(f"{DESK}/labels").json()}
    ask(f"{DESK}/labels/a", "PATCH", json={"color": "00ff00"})

    assert grey == {"ededed"}
    assert {one["name"]: one["color"] for one in ask(f"{DESK}/labels").json()} == {
        "a": "00ff00",
        "b": "ededed",
    }
    assert faults.active() == []


def test_an_app_is_made_from_a_manifest_by_a_code_that_counts_once(ask: Ask, state: GithubState) -> None:
    manifest = {
        "name": "auditoria360 acme",
        "url": "https://exemplo.com.br",
        "hook_attributes": {"url": "https://exemplo.com.br", "active": False},
        "redirect_url": "http://127.0.0.1:9/",
        "default_permissions": {"contents": "write"},
    }
    agreed = ask(
        "/settings/apps/new?state=s", "POST", data={"manifest": json.dumps(manifest)}, allow_redirects=False
    )
    code = agreed.headers["Location"].partition("code=")[2].partition("&")[0]
    made = ask(f"/app-manifests/{code}/conversions", "POST")

    assert made.status_code == 201
    assert made.json()["pem"].startswith("-----BEGIN")
    assert state.apps.app.installation is None
    assert ask(f"/app-manifests/{code}/conversions", "POST").status_code == 404


@pytest.mark.parametrize("wrong", [{"name": "x" * 35}, {"hook_attributes": {}}, {"redirect_url": ""}])
def test_a_manifest_that_github_would_not_take_is_refused(ask: Ask, wrong: dict[str, object]) -> None:
    manifest = {
        "name": "a",
        "url": "https://exemplo.com.br",
        "hook_attributes": {"url": "https://exemplo.com.br"},
        "redirect_url": "http://127.0.0.1:9/",
    }
    posted = {"manifest": json.dumps({**manifest, **wrong})}

    assert ask("/settings/apps/new", "POST", data=posted).status_code == 422

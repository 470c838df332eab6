"""What an administrator asks of GitHub, and what the emulated one answers, is as GitHub's own description has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from pydantic import SecretStr

from bot.adapters.github import app_manifest, rights
from bot.adapters.github.about import RepositoryDoor
from bot.adapters.github.actions_settings import AccessLevel, ActionsSettings, Policy
from bot.adapters.github.admin import Administration
from bot.adapters.github.labels import Labels
from bot.adapters.github.plan import OwnerPlan
from bot.adapters.github.variables import RepositoryVariables
from bot.core import clock
from bot.core.errors import RepositoryError
from bot.core.settings import Settings
from bot.rules.upkeep.label_looks import LabelLook
from bot.sandbox.github.values import Actor
from bot.sandbox.world import NAME, OWNER
from tests.contract.described import Description
from tests.stage import Stage


@pytest.fixture(name="stage")
def _stage(tmp_path: object) -> Iterator[Stage]:
    with Stage(history=tmp_path) as stage:  # type: ignore[arg-type] # pytest's own
        files = stage.state.files
        tree = files.add_tree({".github/workflows/reconcile.yml": files.add_blob(b"name: reconcile\n")})
        files.set_branch("main", files.add_commit(tree, (), "First", OWNER).sha)
        yield stage


@pytest.fixture(name="settings")
def _settings(stage: Stage) -> Settings:
    """Settings of a job, with a token of the owner."""
    stage.state.add_token("owner-token", Actor(OWNER))
    settings = stage.tools.settings
    environment = settings.environment.model_copy(update={"GITHUB_TOKEN": SecretStr("owner-token")})
    return settings.model_copy(update={"environment": environment})


@pytest.fixture(name="judged")
def _judged() -> Iterator[None]:
    """Judge every exchange of the test by GitHub's description."""
    description = Description("github_administration")
    with description.watching():
        yield
    assert description.seen
    assert description.faults == []


@pytest.mark.usefixtures("judged")
def test_the_repository_and_its_owner(stage: Stage, settings: Settings) -> None:
    door = RepositoryDoor(settings)
    about = door.about()
    plan = OwnerPlan(settings, about)

    assert (about.full_name, about.owner, about.is_private) == (f"{OWNER}/{NAME}", OWNER, True)
    assert about.may == {"admin", "maintain", "push", "triage", "pull"}
    assert door.rules("main").kinds == {"deletion", "non_fast_forward", "pull_request"}
    assert door.writers() == 2
    assert door.visible() == [about.full_name]
    assert (door.owner_exists(OWNER), door.owner_exists("ninguem")) == (True, False)
    assert list(door.files(".github/workflows")) == ["reconcile.yml"]
    assert door.files("nothing") == {}
    assert door.requests_left()[1] == 5000
    assert (plan.name(), plan.minutes(clock.now()).used) == ("pro", 640)
    stage.github_faults.switch_on("github-free-plan")
    assert not door.rules("main").offered
    assert plan.name() == "free"


@pytest.mark.usefixtures("judged")
def test_an_organization_as_the_owner(stage: Stage, settings: Settings) -> None:
    stage.github_faults.switch_on("github-organization")
    plan = OwnerPlan(settings, RepositoryDoor(settings).about())

    assert (plan.name(), plan.minutes(clock.now()).used) == ("pro", 640)
    assert Administration(settings).shared_secrets() == set()


@pytest.mark.usefixtures("judged")
def test_actions_and_workflows(settings: Settings, stage: Stage) -> None:
    actions = ActionsSettings(settings)
    assert (actions.policy(), actions.access()) == (Policy(enabled=True), AccessLevel.NONE)
    assert not actions.workflows_write_by_default()

    actions.set_access(AccessLevel.USER)
    actions.switch("reconcile", on=False)
    assert actions.access() is AccessLevel.USER
    assert {one.name for one in actions.workflows() if not one.is_on} == {"reconcile"}
    actions.switch("reconcile", on=True)
    assert all(one.is_on for one in actions.workflows())
    actions.allow(Policy(enabled=False))
    assert not actions.policy().enabled
    actions.allow(Policy(enabled=True, allowed="selected"))
    assert actions.policy() == Policy(enabled=True, allowed="selected")
    stage.state.policies.change(github_owned=False, patterns=("octocat/*",))
    assert not actions.policy().allows_checkout


@pytest.mark.usefixtures("judged")
def test_variables_and_labels(settings: Settings, stage: Stage) -> None:
    variables, labels = RepositoryVariables(settings), Labels(settings)
    for number in range(31):
        variables.put(f"V{number}", "1")
    variables.put("V1", "2")
    variables.remove("V2")
    variables.remove("V2")
    assert (len(variables.all()), variables.all()["V1"]) == (30, "2")

    stage.state.labels.create("À toa/é")
    labels.change(LabelLook("À toa/é", "00ff00", "Descrição"))
    labels.create(LabelLook("fila", "0e8a16", "Quem espera"))
    assert labels.all() == {
        "à toa/é": LabelLook("À toa/é", "00ff00", "Descrição"),
        "fila": LabelLook("fila", "0e8a16", "Quem espera"),
    }
    labels.remove("fila")
    labels.remove("fila")
    assert list(labels.all()) == ["à toa/é"]


@pytest.mark.usefixtures("judged")
def test_what_the_relay_may_besides_is_found_out_by_reading(settings: Settings, stage: Stage) -> None:
    fine = frozenset({"contents:write", "actions:read", "metadata:read"})
    stage.state.add_token("owner-token", Actor(OWNER, "fine-grained", fine))
    assert rights.of_relay(settings, is_private=True) == rights.Rights(rights.CredentialKind.FINE_GRAINED)

    stage.state.add_token("owner-token", Actor(OWNER, "fine-grained", fine | {"secrets:read", "issues:read"}))
    assert rights.of_relay(settings, is_private=True).unneeded == ("Issues", "Secrets")
    stage.state.add_token("owner-token", Actor(OWNER))
    assert rights.of_relay(settings, is_private=True) == rights.Rights(
        rights.CredentialKind.CLASSIC, ("repo",)
    )


def _agreed(page: str, manifest: str) -> dict[str, list[str]]:
    """Press the button on GitHub's page, and return what it comes back with."""
    answer = requests.post(page, data={"manifest": manifest}, timeout=10, allow_redirects=False)
    return parse_qs(urlsplit(answer.headers["Location"]).query)


def test_an_app_is_made_from_a_manifest_and_acts_once_it_is_installed(
    stage: Stage, settings: Settings
) -> None:
    api, description = settings.environment.GITHUB_API_URL, Description("github_administration")
    manifest = app_manifest.manifest(
        settings.repository, "http://127.0.0.1:9/back", "https://bot.exemplo.com.br"
    )
    back = _agreed(app_manifest.page(api, state="abc"), manifest)

    with description.watching():
        made = app_manifest.exchange(api, back["code"][0])
    assert back["state"] == ["abc"]
    assert json.loads(manifest)["default_permissions"] == {"contents": "write", "actions": "read"}
    requests.get(made.install_url, timeout=10, allow_redirects=False)
    update = {"GITHUB_TOKEN": None, "GITHUB_APP_ID": made.id, "GITHUB_APP_PRIVATE_KEY": made.key}
    environment = settings.environment.model_copy(update=update)
    as_app = settings.model_copy(update={"environment": environment, "relay": True})
    with description.watching():
        assert rights.of_relay(as_app, is_private=True) == rights.Rights(rights.CredentialKind.APP)
        stage.state.apps.install({"contents": "write", "actions": "read", "secrets": "write"})
        assert rights.of_relay(as_app, is_private=True).unneeded == ("secrets: write",)
    assert description.faults == []


def test_a_code_that_was_used_is_refused_with_what_to_do(settings: Settings) -> None:
    with pytest.raises(RepositoryError, match="A code counts once"):
        app_manifest.exchange(settings.environment.GITHUB_API_URL, "../codes/1")

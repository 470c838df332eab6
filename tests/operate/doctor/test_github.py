"""What the doctor finds at GitHub: each fault by its own check, and by no other."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters import public_address
from bot.core import clock
from bot.operate.doctor.checks import Finding, Verdict
from bot.rules.people.relay_keys import relay_key
from bot.sandbox.github.values import RELAY_MAY
from bot.sandbox.workflows.runs import Conclusion
from bot.sandbox.world import ADMIN_MAY
from tests.nearby import APP_MAY
from tests.operate.github_site import GithubSite
from tests.stage import Stage

# What the checks say of a repository that is in order.
IN_ORDER = {
    "github-expiry": "GITHUB_TOKEN does not expire.",
    "github-sharing": "Only this repository calls order-message.",
    "github-plan": "The plan is Pro.",
    "github-minutes": "Minutes of Actions left this month: 2360 of 3000.",
    "github-writers": "People who may write, so read every secret: 3.",
    "github-branch-rules": "Rules hold back pushes to main: deletion, non_fast_forward, pull_request.",
}


@pytest.fixture(name="site")
def _site(tmp_path: Path) -> Iterator[GithubSite]:
    with Stage(history=tmp_path / "history") as stage:
        yield GithubSite(stage, tmp_path / "relay")


def _worse(site: GithubSite) -> dict[str, Verdict]:
    """Return the checks that find something, with their verdicts."""
    fine = (Verdict.OK, Verdict.NOT_NEEDED)
    return {name: one.verdict for name, one in site.look_at_all().items() if one.verdict not in fine}


def test_a_repository_in_order_is_found_in_order(site: GithubSite) -> None:
    found = site.look_at_all()

    assert {name: one for name, one in found.items() if one.verdict is not Verdict.OK} == {}
    assert len(found) >= 25
    for name, evidence in IN_ORDER.items():
        assert found[name].evidence.startswith(evidence)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("github-public", {"github-visibility": Verdict.ATTENTION}),
        ("github-issues-off", {"github-issues": Verdict.WRONG}),
        ("github-free-plan", {"github-plan": Verdict.ATTENTION, "github-branch-rules": Verdict.ATTENTION}),
        ("github-no-branch-rules", {"github-branch-rules": Verdict.ATTENTION}),
        ("github-many-writers", {"github-writers": Verdict.ATTENTION}),
        ("github-secret-missing", {"github-secrets": Verdict.WRONG}),
        ("github-grey-labels", {"github-labels": Verdict.ATTENTION}),
        ("github-broad-token", {"github-excess": Verdict.ATTENTION}),
        ("github-classic-token", {"github-excess": Verdict.ATTENTION}),
        ("github-token-expires", {"github-expiry": Verdict.ATTENTION}),
        ("github-missing-workflow", {"github-workflow-files": Verdict.WRONG}),
        ("github-old-workflows", {"github-workflow-files": Verdict.ATTENTION}),
        ("github-other-config", {"github-config": Verdict.WRONG}),
        ("actions-off", {"github-actions": Verdict.WRONG}),
        ("actions-local-only", {"github-actions": Verdict.WRONG}),
        ("actions-write-by-default", {"github-default-rights": Verdict.ATTENTION}),
        ("workflows-off", {"github-workflows": Verdict.WRONG}),
        ("workflows-inactive", {"github-workflows": Verdict.WRONG}),
        ("minutes-used-up", {"github-minutes": Verdict.WRONG}),
        ("github-no-dispatch", {"github-dispatch": Verdict.WRONG}),
        (
            "github-archived",
            {"github-archived": Verdict.WRONG, "github-dispatch": Verdict.CANNOT_TELL},
        ),
        (
            "github-token-reads-no-runs",
            {
                "github-runs-readable": Verdict.WRONG,
                "github-workflows": Verdict.CANNOT_TELL,
                "github-last-runs": Verdict.CANNOT_TELL,
                "github-schedule": Verdict.CANNOT_TELL,
            },
        ),
    ],
)
def test_each_fault_is_found_by_its_own_check_with_what_to_do(
    site: GithubSite, fault: str, expected: dict[str, Verdict]
) -> None:
    site.stage.github_faults.switch_on(fault)
    found = site.look_at_all()
    fine = (Verdict.OK, Verdict.NOT_NEEDED)

    assert {name: one.verdict for name, one in found.items() if one.verdict not in fine} == expected
    bad = [one for one in found.values() if one.verdict in (Verdict.WRONG, Verdict.ATTENTION)]
    assert all(one.remedy for one in bad)


@pytest.mark.parametrize(
    ("fault", "root"),
    [
        ("github-down", "github-reachable"),
        ("github-bad-credentials", "github-credentials"),
        ("github-no-repository", "github-repository"),
        ("github-renamed", "github-repository"),
    ],
)
def test_a_fault_at_the_root_is_reported_once_and_the_others_point_there(
    site: GithubSite, fault: str, root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "sleep", lambda _: None)
    site.stage.github_faults.switch_on(fault)
    found = site.look_at_all()
    others = {name: one for name, one in found.items() if one.verdict is Verdict.CANNOT_TELL}

    wrong = {name for name, one in found.items() if one.verdict is Verdict.WRONG}
    assert wrong == {root}
    assert {one.evidence for one in others.values()} == {f"Not known before {root} is in order."}


@pytest.mark.parametrize(
    ("listens", "why"), [(False, "the connection is refused"), (True, "nothing comes back")]
)
def test_a_github_that_is_silent_or_not_there_is_reported_in_time_by_one_check(
    site: GithubSite, monkeypatch: pytest.MonkeyPatch, *, listens: bool, why: str
) -> None:
    monkeypatch.setattr(public_address, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        site.instead = {"GITHUB_API_URL": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        if not listens:
            silent.close()
        found = site.look_at_all()

    assert {name for name, one in found.items() if one.verdict is Verdict.WRONG} == {"github-reachable"}
    assert why in found["github-reachable"].evidence
    assert {one.verdict for name, one in found.items() if name != "github-reachable"} == {Verdict.CANNOT_TELL}


def test_a_wrong_name_is_told_from_a_wrong_owner_and_from_a_hidden_repository(site: GithubSite) -> None:
    def name(owner: str, repository: str) -> Finding:
        site.instead = {"GITHUB_REPO_OWNER": owner, "GITHUB_REPO_NAME": repository}
        return site.look("github-repository")

    assert "Did you mean escritorio/AUDITORIA360?" in name("escritorio", "AUDITORA360").remedy
    assert name("escritorioo", "AUDITORIA360").evidence == "GitHub has no account named escritorioo."
    assert "does not include it" in name("escritorio", "outra-coisa").remedy


def test_without_an_administrator_s_token_the_needed_permission_is_named(site: GithubSite) -> None:
    site.admin = False
    found = site.look_at_all()
    needed = {
        "github-secrets": "Secrets: read",
        "github-variables": "Variables: read",
        "github-labels": "Issues: read",
        "github-sharing": "Administration: read",
        "github-default-rights": "Administration: read",
        "github-plan": "Plan: read",
        "github-minutes": "Plan: read",
        "github-erasure-token": "Secrets: read",
    }

    assert {name for name, one in found.items() if one.verdict is Verdict.CANNOT_TELL} == set(needed)
    for name, permission in needed.items():
        assert found[name].evidence == f"The relay's credentials do not show this: it needs {permission}."
        assert permission in found[name].remedy
    assert found["github-administrator"].verdict is Verdict.NOT_NEEDED
    assert found["github-actions"].evidence == "Actions runs the workflows: one succeeded within a day."


def test_an_administrator_s_token_that_lacks_a_permission_is_told_which(site: GithubSite) -> None:
    site.give_admin(ADMIN_MAY - {"secrets:write", "plan:read"})

    assert (
        site.look("github-secrets").evidence
        == "ADMIN_GITHUB_TOKEN does not show this: it needs Secrets: read."
    )
    assert site.look("github-plan").verdict is Verdict.CANNOT_TELL
    site.admin_token = "github_pat_gone"
    assert site.look("github-administrator").verdict is Verdict.WRONG
    assert site.look("github-secrets").evidence == "Not known before github-administrator is in order."


def test_an_organization_needs_another_permission_for_its_plan(site: GithubSite) -> None:
    site.stage.github_faults.switch_on("github-organization")
    assert "Organization administration: read" in site.look("github-plan").evidence

    site.give_admin(ADMIN_MAY | {"organization_administration:read"})
    assert site.look("github-plan").evidence == "The plan is Pro."
    assert site.look("github-secrets").verdict is Verdict.OK


def test_an_app_is_told_what_it_was_granted_too_much(site: GithubSite) -> None:
    made = site.stage.state.apps.make("office-relay", APP_MAY)
    site.instead = {
        "GITHUB_TOKEN": "",
        "GITHUB_APP_ID": str(made.id),
        "GITHUB_APP_PRIVATE_KEY": site.stage.state.apps.new_key(),
    }

    assert site.look("github-credentials").evidence == "GitHub accepts the App's key."
    assert site.look("github-expiry").verdict is Verdict.NOT_NEEDED
    assert site.look("github-excess").evidence == "The relay's credentials may also use: issues: write."
    site.stage.state.apps.uninstall()
    assert "not installed" in site.look("github-credentials").evidence


def test_a_token_that_expires_in_good_time_is_in_order(site: GithubSite) -> None:
    site.give_relay(RELAY_MAY, expires=clock.now() + timedelta(days=60))

    found = site.look("github-expiry")
    assert (found.verdict, found.evidence[:24]) == (Verdict.OK, "GITHUB_TOKEN expires on ")


@pytest.mark.parametrize(
    ("config", "variable", "verdict"),
    [
        ({}, None, Verdict.OK),
        ({}, "true", Verdict.ATTENTION),
        ({"mode": "every-comment", "every_comment_since": "2026-11-24T09:00:00-03:00"}, None, Verdict.WRONG),
        ({"mode": "every-comment", "every_comment_since": "2026-11-24T09:00:00-03:00"}, "true", Verdict.OK),
    ],
)
def test_the_variable_that_starts_a_run_for_each_comment_must_fit_the_configuration(
    site: GithubSite, config: dict[str, object], variable: str | None, verdict: Verdict
) -> None:
    site.configure({"replies": config} if config else {})
    if variable:
        site.stage.state.policies.add_variable("EVERY_COMMENT", variable)

    assert site.look("github-variables").verdict is verdict


def test_a_config_that_was_not_pushed_names_what_differs(site: GithubSite) -> None:
    site.configure({"language": {"people": "en"}, "dispatch": {"gather": "5s"}})
    found = site.look("github-config")

    assert found.verdict is Verdict.WRONG
    assert found.evidence.endswith("has other settings than here: language.")
    site.push()
    assert site.look("github-config").verdict is Verdict.OK
    site.configure({"language": {"people": "en"}, "dispatch": {"gather": "9s"}})
    assert site.look("github-config").verdict is Verdict.OK  # no job reads that


@pytest.mark.parametrize("text", ["[1, 2]\n", "\t: x\n", ": :\n- {"])
def test_a_pushed_config_that_is_no_configuration_ends_no_doctor(site: GithubSite, text: str) -> None:
    files = site.stage.state.files
    files.put("main", "config.yml", text.encode(), "Wrong", "marina")

    assert site.look("github-config").verdict is Verdict.CANNOT_TELL


def test_a_folder_without_a_checkout_says_that_nothing_was_compared(site: GithubSite) -> None:
    for file in site.folder.glob(".github/workflows/*"):
        file.unlink()

    assert "no checkout here" in site.look("github-workflow-files").evidence


@pytest.mark.parametrize(
    ("conclusion", "begun", "remedy"),
    [
        ("failure", True, "its summary says what went wrong"),
        ("failure", False, "the minutes of Actions are used up"),
        ("startup_failure", False, "GitHub did not start it"),
    ],
)
def test_a_failing_run_is_found_with_its_cause(
    site: GithubSite, conclusion: Conclusion, *, begun: bool, remedy: str
) -> None:
    run = site.stage.ran("record-messages", conclusion)
    if not begun:
        actions = site.stage.actions
        assert actions
        actions.never_began(run.id)
    site.stage.ran("send-replies", "skipped")
    found = site.look("github-last-runs")

    assert (found.verdict, found.evidence) == (Verdict.WRONG, "The newest run failed of: record-messages.")
    assert remedy in found.remedy


def test_a_clock_that_stopped_is_found(site: GithubSite) -> None:
    actions = site.stage.actions
    assert actions
    for run in actions.runs():
        actions.delete(run.id)
    assert site.look("github-schedule").evidence.startswith("No scheduled workflow has run yet")
    assert site.look("github-last-runs").evidence == "No workflow has run yet."

    for name in ("check-billing", "remind-rotation"):
        site.stage.ran(name)
    site.stage.ran("reconcile", ago=timedelta(days=2))
    site.stage.ran("reconcile", "failure")

    found = site.look("github-schedule")
    assert (found.verdict, found.evidence) == (
        Verdict.WRONG,
        "Scheduled, and without a success for too long: reconcile.",
    )


def test_a_key_that_only_its_owner_has_is_asked_for_and_not_promised(site: GithubSite) -> None:
    site.stage.github_faults.switch_on("github-secret-missing")
    assert "bot doctor --fix" in site.look("github-secrets").remedy

    site.instead = {"CONTACT_KEY": "", "RELAY_KEY": relay_key([site.stage.contact_key])}
    assert "put into a safe place" in site.look("github-secrets").remedy


def test_the_secret_for_whole_erasures_is_asked_for_only_where_erasures_are_automatic(
    site: GithubSite,
) -> None:
    site.stage.state.secrets.remove("ERASURE_TOKEN")
    assert site.look("github-erasure-token").verdict is Verdict.ATTENTION
    assert "Optional, and not set: ADMIN_GITHUB_TOKEN, ADMIN_PHONES" in site.look("github-secrets").evidence

    site.configure({"privacy": {"erasure": "ask"}})
    assert site.look("github-erasure-token").verdict is Verdict.NOT_NEEDED


def test_a_public_repository_that_shows_texts_is_told_from_one_that_seals_them(site: GithubSite) -> None:
    site.stage.github_faults.switch_on("github-public")
    assert "texts are sealed" in site.look("github-visibility").evidence

    site.configure({"privacy": {"public_repository": "allow"}})
    assert "everybody reads what people write" in site.look("github-visibility").evidence


def test_nothing_is_changed_by_looking(site: GithubSite) -> None:
    state = site.stage.state
    before = (state.issues.everything(), state.labels.all(), state.secrets.values(), state.policies.values())
    site.look_at_all()

    assert (
        state.issues.everything(),
        state.labels.all(),
        state.secrets.values(),
        state.policies.values(),
    ) == before
    assert site.stage.actions
    assert not [run for run in site.stage.actions.runs() if run.active]


def test_people_whom_config_names_and_github_does_not_assign_are_named(site: GithubSite) -> None:
    site.stage.state.add_user("ana", "triage")
    site.stage.state.add_user("Bia", "none")
    routes = [{"assign": ["ana", "bia"]}, {"assign": "earlier"}]
    site.configure({"routes": routes, "desk": {"on_call": ["marina", "caio"]}})

    found = site.look("github-people")
    assert found.verdict is Verdict.WRONG
    assert found.evidence == "People named in config.yml whom GitHub does not assign: bia, caio."
    assert "Settings > Collaborators" in found.remedy

    site.stage.state.add_user("Bia", "read")
    site.configure({"routes": routes})
    assert site.look("github-people").evidence == "GitHub assigns everybody whom config.yml names: 2."

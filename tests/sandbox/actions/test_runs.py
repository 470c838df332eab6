"""Runs of small workflow files, executed by the real act."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

import pytest
import requests
from github.Repository import Repository

from bot.sandbox.actions.runner import Actions
from bot.sandbox.emulator.faults import Faults
from tests.sandbox.actions.project import SECONDS, Begin, Project, conclusions, go


def test_a_dispatch_runs_the_workflow_that_wants_it(
    project: Project, begin: Begin, serve: Callable[[Actions], Repository]
) -> None:
    project.workflow(
        "record",
        'printf %s "$BATCH" > "$OUT/batch"; echo "**done**" >> "$GITHUB_STEP_SUMMARY"; pwd',
        run_name="record ${{ github.event.client_payload.batch }}",
    )
    project.workflow("other", "exit 1", on="  repository_dispatch:\n    types: [stop]")
    actions = begin()
    desk = serve(actions)

    assert desk.create_repository_dispatch("go", {"batch": "b1"})
    assert conclusions(actions) == ["success"]
    assert project.written("batch") == "b1"
    [seen] = desk.get_workflow_runs(event="repository_dispatch")
    assert (seen.name, seen.display_title, seen.status, seen.conclusion) == (
        "record",
        "record b1",
        "completed",
        "success",
    )
    assert (actions.runs()[0].summary, seen.head_branch, seen.run_number) == ("**done**\n", "main", 1)
    page = requests.get(seen.html_url, timeout=5).text
    assert "<strong>done</strong>" in page
    assert "Job succeeded" in page


def test_a_failing_step_fails_the_run_and_can_be_run_again(project: Project, begin: Begin) -> None:
    project.workflow("flaky", '[ -e "$OUT/repaired" ] || exit 3')
    actions = begin()
    [run] = actions.trigger(go())
    assert conclusions(actions) == ["failure"]
    assert "exit status 3" in actions.log(run.id)  # of a step this short, act at times shows no output

    (project.out / "repaired").touch()
    again = actions.rerun(run.id)

    assert conclusions(actions) == ["success"]
    assert (again.id, again.run_attempt) == (run.id, 2)


def test_a_false_condition_skips_the_run(project: Project, begin: Begin) -> None:
    project.workflow("careful", "exit 1", condition="github.event.client_payload.batch == 'please'")
    actions = begin()
    actions.trigger(go("no"))

    assert conclusions(actions) == ["skipped"]


def test_secrets_reach_the_step_unchanged_and_are_not_in_the_list_of_processes(
    project: Project, begin: Begin
) -> None:
    phrase = "quo\"te $HOME 'tick' `ü` \\n # back\\slash\nsecond line"
    project.workflow(
        "secret",
        'printf %s "$SECRET" > "$OUT/secret"; echo "$SECRET"\n'
        'cat /proc/*/cmdline > "$OUT/processes" 2>/dev/null || true',
    )
    actions = begin(secrets={"PHRASE": phrase})
    [run] = actions.trigger(go())

    assert conclusions(actions) == ["success"]
    assert project.written("secret") == phrase
    assert "second line" not in (project.out / "processes").read_bytes().decode(errors="replace")
    assert phrase not in actions.log(run.id)


def test_a_step_knows_the_environment_it_was_given_and_nothing_of_ours(
    project: Project, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OURS", "private")
    project.workflow(
        "environment",
        'echo "$GIVEN|$OURS|$GITHUB_REPOSITORY|$GITHUB_RUN_ID|$GITHUB_API_URL" > "$OUT/environment"\n'
        'python -c "import sys; print(sys.prefix)" > "$OUT/python"; [ -n "$VIRTUAL_ENV" ]',
    )
    actions = begin(environment={"GIVEN": "a b"}, api_url="http://127.0.0.1:1")
    [run] = actions.trigger(go())

    assert conclusions(actions) == ["success"]
    assert project.written("environment") == f"a b||acme/desk|{run.id}|http://127.0.0.1:1\n"
    assert os.path.samefile(project.written("python").strip(), os.sys.prefix)  # type: ignore[attr-defined]


def test_a_job_answers_with_a_token_that_starts_nothing_more(
    project: Project, begin: Begin, serve: Callable[[Actions], Repository]
) -> None:
    project.workflow(
        "answer",
        "python - <<'END'\n"
        "import json, os, urllib.request as web\n"
        "event = json.load(open(os.environ['GITHUB_EVENT_PATH']))\n"
        "said = event['comment']\n"
        "text = f\"{event['action']} {said['user']['login']} {said['author_association']}\"\n"
        "headers = {'Authorization': 'Bearer ' + os.environ['TOKEN']}\n"
        "body = json.dumps({'body': text}).encode()\n"
        "web.urlopen(web.Request(event['issue']['comments_url'], body, headers))\n"
        "END",
        on="  issue_comment:\n    types: [created]",
        run_name="answer ${{ github.event.issue.number }} by ${{ github.actor }}",
    )
    actions = begin()
    issue = serve(actions).create_issue("Help")
    comment = issue.create_comment("Hello")
    assert conclusions(actions) == ["success"]
    comment.edit("Hello!")

    assert conclusions(actions) == ["success"]
    assert actions.runs()[0].display_title == "answer 1 by ana"
    comments = [(each.user.login, each.body) for each in issue.get_comments()]
    assert comments == [("ana", "Hello!"), ("github-actions[bot]", "created ana COLLABORATOR")]


def test_an_opened_issue_starts_a_run_once_and_one_that_a_job_opens_starts_none(
    project: Project, begin: Begin, serve: Callable[[Actions], Repository]
) -> None:
    project.workflow(
        "open",
        "python - <<'END'\n"
        "import json, os, urllib.request as web\n"
        "event = json.load(open(os.environ['GITHUB_EVENT_PATH']))\n"
        "issue = event['issue']\n"
        "headers = {'Authorization': 'Bearer ' + os.environ['TOKEN']}\n"
        "body = json.dumps({'title': issue['user']['type'] + ' ' + issue['body'], 'body': 'go on'}).encode()\n"
        "web.urlopen(web.Request(issue['repository_url'] + '/issues', body, headers))\n"
        "END",
        on="  issues:\n    types: [opened]",
        condition="startsWith(github.event.issue.body, 'go on')",
        run_name="open ${{ github.event.issue.number }}",
    )
    actions = begin()
    repository = serve(actions).create_issue("Help", body="GO ON please").repository
    assert conclusions(actions) == ["success"]
    repository.get_issue(1).edit(body="go on")
    repository.get_issue(1).edit(state="closed")
    repository.create_issue("Other")

    assert conclusions(actions) == ["success", "skipped"]
    assert repository.get_issue(2).title == "User GO ON please"
    assert {run.display_title for run in actions.runs()} == {"open 1", "open 3"}


def test_a_workflow_is_run_by_hand_with_inputs(
    project: Project, begin: Begin, serve: Callable[[Actions], Repository]
) -> None:
    project.workflow(
        "by-hand",
        'echo "${{ inputs.colour }} ${{ github.event.inputs.size }}" > "$OUT/inputs"',
        on="  workflow_dispatch:\n    inputs:\n      colour: {required: true}\n      size: {default: small}",
        run_name="${{ inputs.colour || 'none' }}",
    )
    actions = begin()
    workflow = serve(actions).get_workflow("by-hand.yml")

    assert workflow.create_dispatch("main", {}) is False
    assert workflow.create_dispatch("main", {"colour": "red", "shape": "round"}) is False
    assert workflow.create_dispatch("elsewhere", {"colour": "red"}) is False
    assert (
        workflow.create_dispatch("main", {"colour": "red"}, return_run_details=True).id
        == actions.runs()[0].id
    )
    assert conclusions(actions) == ["success"]
    assert project.written("inputs") == "red small\n"
    assert actions.runs()[0].display_title == "red"


def test_a_schedule_is_started_by_hand(project: Project, begin: Begin) -> None:
    project.workflow(
        "clock", 'echo "${{ github.event.schedule }}" > "$OUT/cron"', on='  schedule: [{cron: "17 9 * * *"}]'
    )
    actions = begin()
    actions.schedule("clock.yml")

    assert conclusions(actions) == ["success"]
    assert project.written("cron") == "17 9 * * *\n"


def test_runs_see_the_working_tree_as_it_was_and_edits_of_the_copy(project: Project, begin: Begin) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    (project.folder / ".gitignore").write_text("ignored\n")
    (project.folder / "ignored").touch()
    project.workflow("look", 'ls > "$OUT/files"; cat config.yml > "$OUT/config"')
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], cwd=project.folder, check=True)
    (project.folder / "untracked").touch()
    actions = begin()
    actions.tree.write("config.yml", "colour: red\n")
    actions.trigger(go())

    assert conclusions(actions) == ["success"]
    assert project.written("files").split() == ["config.yml", "untracked"]
    assert project.written("config") == "colour: red\n"
    assert (project.folder / "config.yml").read_text() == "colour: blue\n"
    actions.tree.refresh()
    assert actions.tree.read("config.yml") == "colour: blue\n"


def test_a_run_that_vanishes_leaves_no_trace(
    project: Project, begin: Begin, serve: Callable[[Actions], Repository], faults: Faults
) -> None:
    project.workflow("record", "true")
    actions = begin()
    faults.switch_on("run-vanishes", 1)

    assert serve(actions).create_repository_dispatch("go")
    assert actions.runs() == []


def test_a_run_that_cannot_start_fails(project: Project, begin: Begin, faults: Faults) -> None:
    project.workflow("record", 'touch "$OUT/ran"')
    actions = begin()
    faults.switch_on("run-fails-to-start", 1)
    [run] = actions.trigger(go())

    assert conclusions(actions) == ["failure"]
    assert "not acquired" in actions.log(run.id)
    assert not (project.out / "ran").exists()


def test_control_routes_show_runs_and_wait_for_them(
    project: Project, begin: Begin, serve: Callable[[Actions], Repository]
) -> None:
    project.workflow("record", "echo seen", on='  repository_dispatch:\n  schedule: [{cron: "1 1 * * *"}]')
    actions = begin()
    desk = serve(actions)
    control = f"{actions.api_url}/_sandbox"
    started = requests.post(f"{control}/schedule/record.yml", timeout=5).json()

    assert requests.get(f"{control}/idle", params={"timeout": SECONDS}, timeout=30).json() == {"idle": True}
    assert [run["conclusion"] for run in requests.get(f"{control}/runs", timeout=5).json()] == ["success"]
    assert "seen" in requests.get(f"{control}/runs/{started['id']}/log", timeout=5).text
    assert requests.post(f"{control}/runs/{started['id']}/rerun", timeout=5).json()["attempt"] == 2
    assert requests.post(f"{control}/schedule/none.yml", timeout=5).status_code == 404
    assert conclusions(actions) == ["success"]
    assert list(desk.get_workflow_runs(status="failure")) == []


def test_a_machine_that_is_not_to_be_had_fails_the_run(project: Project, begin: Begin) -> None:
    project.workflow("elsewhere", "true")
    file = project.folder / ".github" / "workflows" / "elsewhere.yml"
    file.write_text(file.read_text().replace("ubuntu-slim", "windows-2019"))
    actions = begin()
    actions.trigger(go())

    assert conclusions(actions) == ["failure"]


def test_a_file_that_is_no_workflow_is_named(
    project: Project, begin: Begin, serve: Callable[[Actions], Repository]
) -> None:
    (project.folder / ".github" / "workflows" / "broken.yml").write_text("on: [push")
    actions = begin()
    serve(actions)
    seen = requests.get(f"{actions.api_url}/_sandbox/state", timeout=5).json()

    assert list(seen["broken_workflows"]) == [".github/workflows/broken.yml"]


def test_settings_of_the_machine_s_user_do_not_reach_a_tree_without_git(
    project: Project, begin: Begin
) -> None:
    (project.folder / ".env").write_text("OURS=private\n")
    (project.folder / ".venv").mkdir()
    (project.folder / ".venv" / "file").touch()
    project.workflow("look", 'echo "$OURS" $(ls -A) > "$OUT/seen"')
    actions = begin()
    actions.trigger(go())

    assert conclusions(actions) == ["success"]
    assert set(project.written("seen").split()) == {".git", ".github", "config.yml"}


def test_without_minutes_a_run_ends_at_once_and_says_why(
    project: Project, begin: Begin, faults: Faults
) -> None:
    project.workflow("go", "true")
    actions = begin()
    faults.switch_on("minutes-used-up", 1)
    runs = [*actions.trigger(go()), *actions.trigger(go())]

    assert conclusions(actions) == ["failure", "success"]
    assert "spending limit" in actions.log(runs[0].id)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("actions-off", "Actions has been disabled for this repository."),
        ("workflows-off", "Cannot trigger a 'workflow_dispatch' on a disabled workflow"),
    ],
)
def test_where_workflows_are_off_no_event_starts_one_and_by_hand_github_says_so(
    project: Project,
    begin: Begin,
    faults: Faults,
    serve: Callable[[Actions], Repository],
    fault: str,
    reason: str,
) -> None:
    project.workflow("go", "true", on="  workflow_dispatch:\n  repository_dispatch:\n    types: [go]")
    actions = begin()
    desk = serve(actions)
    faults.switch_on(fault)
    by_hand = requests.post(
        f"{desk.url}/actions/workflows/go.yml/dispatches",
        json={"ref": "main"},
        headers={"Authorization": "Bearer ana-token"},
        timeout=5,
    )

    assert desk.create_repository_dispatch("go")
    assert actions.runs() == []
    assert (by_hand.status_code, by_hand.json()["message"]) == (422, reason)


def test_one_disabled_workflow_misses_its_events(
    project: Project, begin: Begin, serve: Callable[[Actions], Repository]
) -> None:
    project.workflow("first", "true")
    project.workflow("second", "true")
    actions = begin()
    desk = serve(actions)
    desk.get_workflow("first.yml").disable()
    desk.create_repository_dispatch("go")

    assert conclusions(actions) == ["success"]
    assert [run.name for run in actions.runs()] == ["second"]


def test_a_caller_that_grants_too_little_starts_nothing_and_the_run_says_why(
    project: Project, begin: Begin
) -> None:
    called = (
        "on: workflow_call\njobs: {write: {permissions: {issues: write}, runs-on: ubuntu-slim, steps: []}}"
    )
    caller = (
        "on: {repository_dispatch: {types: [go]}}\n"
        "jobs: {call: {uses: acme/desk/.github/workflows/called.yml@main}}"
    )
    for name, text in (("called", called), ("caller", caller)):
        (project.folder / ".github" / "workflows" / f"{name}.yml").write_text(text)
    actions = begin()
    [run] = actions.trigger(go())

    assert conclusions(actions) == ["startup_failure"]
    assert "The nested job 'write' is requesting 'issues: write', but is only allowed" in actions.log(run.id)

"""The emulated Actions: small workflow files, run for real by act."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from github import Auth, Github
from github.Repository import Repository

from bot.sandbox.actions.runner import Actions
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.emulator.server import Server
from bot.sandbox.github.api import create_app
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Actor
from bot.sandbox.workflows.expressions import ExpressionError, fill
from bot.sandbox.workflows.files import InputError, read, without_queue
from bot.sandbox.workflows.runs import Event, Run

SECONDS = 20
Begin = Callable[..., Actions]

WORKFLOW = """\
name: {name}
run-name: {run_name}
on:
{on}
permissions: {{}}
{concurrency}
jobs:
  work:
    if: {condition}
    permissions:
      issues: write
    runs-on: ubuntu-slim
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
      - name: Work
        env:
          OUT: {out}
          BATCH: ${{{{ github.event.client_payload.batch }}}}
          SECRET: ${{{{ secrets.PHRASE }}}}
          TOKEN: ${{{{ secrets.GITHUB_TOKEN }}}}
        run: |
{script}
"""


class Project:
    """A project of a few workflow files in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self.out = folder / "out"
        self.out.mkdir()
        (self.folder / ".github" / "workflows").mkdir(parents=True)
        (self.folder / "config.yml").write_text("colour: blue\n")

    def workflow(  # a file as people write it, with what the test is about
        self,
        name: str,
        script: str,
        *,
        on: str = "  repository_dispatch:\n    types: [go]",
        run_name: str = "Go",
        condition: str = "true",
        concurrency: str = "",
    ) -> None:
        indented = "\n".join(f"          {line}" for line in script.splitlines())
        text = WORKFLOW.format(
            name=name,
            run_name=run_name,
            on=on,
            condition=condition,
            concurrency=concurrency,
            out=self.out,
            script=indented,
        )
        (self.folder / ".github" / "workflows" / f"{name}.yml").write_text(text)

    def written(self, name: str) -> str:
        path = self.out / name
        return path.read_text() if path.exists() else ""


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(name="state")
def _state() -> GithubState:
    state = GithubState("acme", "desk")
    state.add_user("ana", "write")
    state.add_token("ana-token", Actor("ana"))
    return state


@pytest.fixture(name="faults")
def _faults() -> Faults:
    return Faults(GITHUB_FAULTS)


@pytest.fixture(name="begin")
def _begin(project: Project, state: GithubState, faults: Faults, tmp_path: Path) -> Iterator[Begin]:
    """Start Actions once the project's files are written."""
    begun: list[Actions] = []

    def begin(**more: Any) -> Actions:
        begun.append(Actions(project.folder, tmp_path / "workspace", state, faults=faults, **more))
        return begun[-1]

    yield begin
    for actions in begun:
        actions.stop()


@pytest.fixture(name="serve")
def _serve(state: GithubState, faults: Faults) -> Iterator[Callable[[Actions], Repository]]:
    """Put the API before Actions, and give what a person sees of it."""
    started: list[Server] = []
    clients: list[Github] = []

    def serve(actions: Actions) -> Repository:
        server = Server(create_app(state, faults, actions)).start()
        started.append(server)
        actions.api_url = server.url
        github = Github(
            auth=Auth.Token("ana-token"),
            base_url=server.url,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )
        clients.append(github)
        return github.get_repo("acme/desk")

    yield serve
    for client in clients:
        client.close()
    for server in started:
        server.stop()


def go(batch: str = "", **payload: Any) -> Event:
    return Event("repository_dispatch", "go", {"client_payload": {"batch": batch, **payload}}, "ana")


def wait_for(file: Path) -> str:
    """Give shell lines that wait until another process writes the file."""
    return f"until [ -e {file} ]; do sleep 0.02; done"


def conclusions(actions: Actions) -> list[str | None]:
    """Tell how the runs ended, oldest first."""
    assert actions.wait_idle(SECONDS)
    for run in actions.runs():
        print(run.display_title, actions.log(run.id), sep="\n")  # noqa: T201 - shown when the test fails
    return [run.conclusion for run in reversed(actions.runs())]


def begun(actions: Actions, run: Run, project: Project, mark: str) -> bool:
    """Wait until the run has written its mark, which a step does at its beginning."""
    actions.wait_for(lambda: actions.run(run.id).status == "in_progress", SECONDS)
    subprocess.run(["/bin/sh", "-c", wait_for(project.out / mark)], check=True, timeout=SECONDS)
    return True


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
    project.workflow("flaky", '[ -e "$OUT/repaired" ] || { echo "no way"; exit 3; }')
    actions = begin()
    [run] = actions.trigger(go())
    assert conclusions(actions) == ["failure"]
    assert "no way" in actions.log(run.id)

    (project.out / "repaired").touch()
    again = actions.rerun(run.id)

    assert conclusions(actions) == ["success"]
    assert (again.id, again.run_attempt) == (run.id, 2)


def test_a_false_condition_skips_the_run(project: Project, begin: Begin) -> None:
    project.workflow("careful", "exit 1", condition="github.event.client_payload.batch == 'please'")
    actions = begin()
    actions.trigger(go("no"))

    assert conclusions(actions) == ["skipped"]


def test_runs_of_one_group_with_a_queue_go_one_after_the_other(project: Project, begin: Begin) -> None:
    project.workflow(
        "queue",
        'mkdir "$OUT/alone"; echo "$BATCH" >> "$OUT/order"; rmdir "$OUT/alone"',
        concurrency="concurrency:\n  group: one\n  queue: max\n  cancel-in-progress: false",
    )
    actions = begin()
    for number in range(4):
        actions.trigger(go(str(number)))

    assert conclusions(actions) == ["success"] * 4
    assert project.written("order") == "0\n1\n2\n3\n"


def test_without_a_queue_a_newer_run_cancels_the_waiting_one(project: Project, begin: Begin) -> None:
    project.workflow(
        "impatient",
        f'touch "$OUT/begun-$BATCH"; {wait_for(project.out / "go-on")}',
        concurrency="concurrency: impatient-${{ github.event.client_payload.lane }}",
    )
    actions = begin()
    [first] = actions.trigger(go("1", lane="a"))
    begun(actions, first, project, "begun-1")
    for batch in ("2", "3"):
        actions.trigger(go(batch, lane="A"))
    (project.out / "go-on").touch()

    assert conclusions(actions) == ["success", "cancelled", "success"]


def test_other_groups_run_at_the_same_time(project: Project, begin: Begin) -> None:
    other = {"a": "b", "b": "a"}
    project.workflow(
        "pair",
        'touch "$OUT/$BATCH"; [ "$BATCH" = a ] && other=b || other=a\n'
        'until [ -e "$OUT/$other" ]; do sleep 0.02; done',
        concurrency="concurrency:\n  group: pair-${{ github.event.client_payload.batch }}",
    )
    actions = begin(run_timeout=SECONDS)
    for batch in other:
        actions.trigger(go(batch))

    assert conclusions(actions) == ["success", "success"]


@pytest.mark.parametrize("before", ["", "trap '' HUP; "], ids=["plain", "as under nohup"])
def test_a_run_that_takes_too_long_is_killed_with_all_it_started(
    project: Project, begin: Begin, before: str
) -> None:
    project.workflow("endless", f'{before}sleep 600 & echo $! > "$OUT/child"; wait')
    actions = begin(run_timeout=2.0)
    actions.trigger(go())

    assert conclusions(actions) == ["timed_out"]
    assert not is_alive(int(project.written("child")))


def test_stopping_kills_what_runs_and_cancels_what_waits(project: Project, begin: Begin) -> None:
    project.workflow(
        "endless",
        'sleep 600 & echo $! > "$OUT/child"; touch "$OUT/begun"; wait',
        concurrency="concurrency: one",
    )
    actions = begin()
    [run] = actions.trigger(go())
    actions.trigger(go())
    begun(actions, run, project, "begun")
    actions.stop()

    assert conclusions(actions) == ["cancelled", "cancelled"]
    assert not is_alive(int(project.written("child")))


def is_alive(pid: int) -> bool:
    """Tell whether a process still does something; one that only waits to be buried does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


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
    said = [(each.user.login, each.body) for each in issue.get_comments()]
    assert said == [("ana", "Hello!"), ("github-actions[bot]", "created ana COLLABORATOR")]


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


def test_the_sandbox_s_door_shows_runs_and_waits_for_them(
    project: Project, begin: Begin, serve: Callable[[Actions], Repository]
) -> None:
    project.workflow("record", "echo seen", on='  repository_dispatch:\n  schedule: [{cron: "1 1 * * *"}]')
    actions = begin()
    desk = serve(actions)
    door = f"{actions.api_url}/_sandbox"
    started = requests.post(f"{door}/schedule/record.yml", timeout=5).json()

    assert requests.get(f"{door}/idle", params={"timeout": SECONDS}, timeout=30).json() == {"idle": True}
    assert [run["conclusion"] for run in requests.get(f"{door}/runs", timeout=5).json()] == ["success"]
    assert "seen" in requests.get(f"{door}/runs/{started['id']}/log", timeout=5).text
    assert requests.post(f"{door}/runs/{started['id']}/rerun", timeout=5).json()["attempt"] == 2
    assert requests.post(f"{door}/schedule/none.yml", timeout=5).status_code == 404
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


TRIGGERS = {
    "one word": ("on: issue_comment", "issue_comment", "edited", True),
    "list": ("on: [push, issue_comment]", "issue_comment", "created", True),
    "all types": ("on:\n  issue_comment:", "issue_comment", "deleted", True),
    "this type": ("on:\n  issue_comment: {types: [created]}", "issue_comment", "created", True),
    "another type": ("on:\n  issue_comment: {types: [created]}", "issue_comment", "edited", False),
    "one type as a word": ("on:\n  repository_dispatch: {types: go}", "repository_dispatch", "go", True),
    "pattern": ("on:\n  repository_dispatch: {types: ['rec-*']}", "repository_dispatch", "rec-a", True),
    "another event": ("on: push", "issue_comment", "created", False),
}


@pytest.mark.parametrize("case", TRIGGERS.values(), ids=TRIGGERS)
def test_triggers_are_read_from_the_file(case: tuple[str, str, str, bool]) -> None:
    on, event, activity, wanted = case

    assert read("a.yml", f"{on}\njobs: {{a: {{}}}}").wants(event, activity) is wanted


def test_only_the_queue_of_a_concurrency_is_taken_out() -> None:
    text = "concurrency:\n  group: a # b\n  queue: max\n  cancel-in-progress: false\nenv:\n  queue: kept\njobs:\n"
    inline = "concurrency: {group: 'a-${{ github.run_id }}', queue: max}\n    queue: kept\n"

    assert without_queue(text) == text.replace("  queue: max\n", "")
    assert without_queue(inline) == inline.replace(", queue: max", "")


EXPRESSIONS = {
    "plain": ("no expression", "no expression"),
    "path": ("a ${{ github.event.number }} b", "a 7 b"),
    "missing": ("[${{ github.event.nothing.below }}]", "[]"),
    "alternative": ("${{ inputs.none || github.actor || 'x' }}", "ana"),
    "literal": ("${{ inputs.none || 'it''s || this' }}", "it's || this"),
    "both": ("${{ github.actor && 'somebody' || 'nobody' }}", "somebody"),
    "truth": ("${{ github.event.open }}", "true"),
}


@pytest.mark.parametrize("case", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_expressions_are_filled_in_as_github_does(case: tuple[str, str]) -> None:
    template, expected = case
    contexts = {"github": {"actor": "ana", "event": {"number": 7, "open": True}}, "inputs": {}}

    assert fill(template, contexts) == expected


def test_an_expression_beyond_the_sandbox_says_so() -> None:
    with pytest.raises(ExpressionError, match="toJSON"):
        fill("${{ toJSON(github) }}", {})


def test_an_input_must_be_among_its_options() -> None:
    on = "on:\n  workflow_dispatch:\n    inputs: {size: {type: choice, options: [s, m]}, loud: {type: boolean}}"
    workflow = read("a.yml", f"{on}\njobs: {{a: {{}}}}")

    assert workflow.complete_inputs({"size": "m", "loud": True}) == {"size": "m", "loud": "true"}
    with pytest.raises(InputError, match="not in the list"):
        workflow.complete_inputs({"size": "xl"})

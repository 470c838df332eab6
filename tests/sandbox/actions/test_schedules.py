"""Scheduled workflows: enabled, disabled and enabled again; and jobs with their own concurrency group."""

from __future__ import annotations

from datetime import timedelta

import pytest
from github import GithubException
from github.Repository import Repository

from bot.core import clock
from bot.sandbox.actions.runner import Actions
from bot.sandbox.workflows.runs import Conclusion, Event
from tests.sandbox.actions.project import SECONDS, Begin, Project, begun

HOURLY = "  schedule:\n    - cron: '23 * * * *'"


def test_a_clock_that_was_switched_off_starts_nothing_until_it_is_on_again(
    project: Project, begin: Begin
) -> None:
    project.workflow("hourly", "true", on=HOURLY)
    actions: Actions = begin()
    path = ".github/workflows/hourly.yml"
    actions.states[path] = "disabled_inactivity"
    with pytest.raises(RuntimeError, match="disabled_inactivity"):
        actions.schedule("hourly.yml")

    del actions.states[path]
    assert actions.schedule("hourly.yml").event.name == "schedule"
    assert actions.wait_idle(SECONDS)


def test_clocks_are_switched_by_the_real_client(project: Project, begin: Begin, serve: object) -> None:
    project.workflow("hourly", "true", on=HOURLY)
    actions: Actions = begin()
    assert callable(serve)
    repository: Repository = serve(actions)
    workflow = repository.get_workflow("hourly.yml")

    workflow.disable()
    assert repository.get_workflow("hourly.yml").state == "disabled_manually"
    workflow.enable()
    assert repository.get_workflow("hourly.yml").state == "active"
    with pytest.raises(GithubException):
        repository.get_workflow("daily.yml").enable()


def test_past_runs_are_listed_by_their_time(project: Project, begin: Begin, serve: object) -> None:
    project.workflow("hourly", "true", on=HOURLY)
    actions: Actions = begin()
    ends: tuple[tuple[int, Conclusion], ...] = ((1, "success"), (3, "failure"))
    for hours, conclusion in ends:
        actions.add_past_run("hourly.yml", f"run {hours}", conclusion, clock.now() - timedelta(hours=hours))
    assert callable(serve)
    repository: Repository = serve(actions)

    assert [run.display_title for run in repository.get_workflow_runs()] == ["run 1", "run 3"]
    assert [run.display_title for run in repository.get_workflow_runs(status="failure")] == ["run 3"]


def test_a_job_with_a_lock_of_its_own_waits_for_the_workflow_that_holds_it(
    project: Project, begin: Begin
) -> None:
    wait = 'touch "$OUT/$BATCH-begun"; while [ ! -e "$OUT/go" ]; do sleep 0.05; done'
    one = "concurrency:\n  group: recording\n  queue: max\n  cancel-in-progress: false"
    project.workflow("record", wait, concurrency=one)
    both = "concurrency:\n  group: sending\n  queue: max\n  cancel-in-progress: false"
    project.workflow("reconcile", "true", on=HOURLY, concurrency=both)
    file = project.folder / ".github" / "workflows" / "reconcile.yml"
    locked = "    runs-on: ubuntu-slim\n    concurrency:\n      group: recording\n"
    file.write_text(file.read_text().replace("    runs-on: ubuntu-slim\n", locked))
    actions: Actions = begin()

    (recording,) = actions.trigger(
        Event("repository_dispatch", "go", {"client_payload": {"batch": "b"}}, "ana")
    )
    assert begun(actions, recording, project, "b-begun")
    hourly = actions.schedule("reconcile.yml")
    assert actions.run(hourly.id).status == "queued"

    (project.out / "go").touch()
    assert actions.wait_idle(SECONDS)
    assert actions.run(hourly.id).conclusion == "success"

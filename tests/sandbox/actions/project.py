"""A small project of workflow files, and what the tests of Actions do with its runs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.sandbox.actions.runner import Actions
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


def go(batch: str = "", **payload: Any) -> Event:
    return Event("repository_dispatch", "go", {"client_payload": {"batch": batch, **payload}}, "ana")


def wait_for(file: Path) -> str:
    """Give shell lines that wait until another process writes the file."""
    return f"until [ -e {file} ]; do sleep 0.02; done"


def conclusions(actions: Actions) -> list[str | None]:
    """Return how the runs ended, oldest first."""
    assert actions.wait_idle(SECONDS)
    for run in actions.runs():
        print(run.display_title, actions.log(run.id), sep="\n")  # noqa: T201 - shown when the test fails
    return [run.conclusion for run in reversed(actions.runs())]


def begun(actions: Actions, run: Run, project: Project, mark: str) -> bool:
    """Wait until the run has written its mark, which a step does at its beginning."""
    actions.wait_for(lambda: actions.run(run.id).status == "in_progress", SECONDS)
    subprocess.run(["/bin/sh", "-c", wait_for(project.out / mark)], check=True, timeout=SECONDS)
    return True

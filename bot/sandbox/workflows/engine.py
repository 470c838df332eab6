"""The interface between the emulated GitHub and the engine that runs workflows."""

from __future__ import annotations

from typing import Protocol

from bot.sandbox.workflows.files import Workflow
from bot.sandbox.workflows.runs import Event, Run
from bot.sandbox.workflows.tree import Tree


class Engine(Protocol):
    """Starts and stores workflow runs; `states` holds the state of workflows that are not `active`, by path."""

    tree: Tree
    states: dict[str, str]

    @property
    def refuses(self) -> str:
        """Why no workflow can be started by hand, in GitHub's words; empty if one can."""

    def state_of(self, workflow: Workflow) -> str:
        """Return `active`, or how the workflow was disabled."""

    def shown(self) -> list[Workflow]:
        """Return the workflows of the default branch, by their paths."""

    def enable(self, workflow: Workflow) -> None: ...

    def trigger(self, event: Event) -> list[Run]:
        """Start every workflow that the event triggers."""

    def start(self, workflow: Workflow, event: Event) -> Run: ...

    def schedule(self, file: str) -> Run:
        """Start a workflow as its schedule would."""

    def rerun(self, run_id: int) -> Run: ...

    def cancel(self, run_id: int) -> None: ...

    def run(self, run_id: int) -> Run: ...

    def runs(self) -> list[Run]: ...

    def log(self, run_id: int) -> str: ...

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no run is active; return whether that came in time."""

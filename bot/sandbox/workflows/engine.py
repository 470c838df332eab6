"""What the emulated GitHub asks of whatever carries out workflows."""

from __future__ import annotations

from typing import Protocol

from bot.sandbox.workflows.files import Workflow
from bot.sandbox.workflows.runs import Event, Run
from bot.sandbox.workflows.tree import Tree


class Engine(Protocol):
    """Starts and keeps workflow runs; `states` has the workflows that are not `active`, by their paths."""

    tree: Tree
    states: dict[str, str]

    def trigger(self, event: Event) -> list[Run]:
        """Start every workflow that wants the event."""

    def start(self, workflow: Workflow, event: Event) -> Run: ...

    def schedule(self, file: str) -> Run:
        """Start a workflow as its clock would."""

    def rerun(self, run_id: int) -> Run: ...

    def cancel(self, run_id: int) -> None: ...

    def run(self, run_id: int) -> Run: ...

    def runs(self) -> list[Run]: ...

    def log(self, run_id: int) -> str: ...

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no run is active; say whether that is so."""

"""What keeps workflows from running: Actions itself, their own switches, the account, and faults of the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.workflows.tree import Tree

if TYPE_CHECKING:
    from bot.sandbox.emulator.faults import Faults
    from bot.sandbox.workflows.files import Workflow

# As the annotation of the run words it.
NO_MINUTES = (
    "The job was not started because recent account payments have failed or your spending limit needs to be "
    "increased. Please check the 'Billing & plans' section in your settings"
)
# As the run's page words it (github.com/orgs/community/discussions/26245).
LOCAL_ONLY = (
    "actions/checkout is not allowed to be used in this repository. Actions in this workflow must be: within a "
    "repository owned by the same owner."
)
_NO_RUNNER = "The job was not acquired by a runner: the sandbox was asked for this fault."


class Switches:
    """The workflows of a tree, and whether they run; `states` holds those that are not `active`, by their paths."""

    def __init__(self, tree: Tree, faults: Faults | None) -> None:
        self.tree = tree
        self.states: dict[str, str] = {}
        self._faults = faults

    @property
    def refuses(self) -> str:
        """Why no workflow can be started by hand, in GitHub's words; empty if one can."""
        return "Actions has been disabled for this repository." if self._is_on("actions-off") else ""

    def state_of(self, workflow: Workflow) -> str:
        """Return `active`, or how the workflow was disabled."""
        if self._is_on("workflows-off"):
            return "disabled_manually"
        inactive = self._is_on("workflows-inactive") and workflow.crons()
        return "disabled_inactivity" if inactive else self.states.get(workflow.path, "active")

    def shown(self) -> list[Workflow]:
        """Return the workflows of the default branch, by their paths."""
        hidden = "record-messages.yml" if self._is_on("github-missing-workflow") else ""
        found = [each for each in list(self.tree.workflows.values()) if each.file != hidden]
        return sorted(found, key=lambda each: each.path)

    def enable(self, workflow: Workflow) -> None:
        """Enable a workflow; where a fault had disabled several, only the others stay so."""
        for fault in ("workflows-off", "workflows-inactive"):
            if self._is_on(fault) and self._faults is not None:
                states = {each.path: self.state_of(each) for each in self.shown()}
                self.states |= {path: state for path, state in states.items() if state != "active"}
                self._faults.switch_off(fault)
        self.states.pop(workflow.path, None)

    def obstacle(self) -> str:
        """Why a run that is about to begin ends at once instead, in GitHub's words; empty if nothing is in its way."""
        if self._fires("minutes-used-up"):
            return NO_MINUTES
        if self._is_on("actions-local-only"):
            return LOCAL_ONLY
        return _NO_RUNNER if self._fires("run-fails-to-start") else ""

    def _is_on(self, fault: str) -> bool:
        return self._faults is not None and fault in self._faults.active()

    def _fires(self, fault: str) -> bool:
        return self._faults is not None and self._faults.fires(fault)

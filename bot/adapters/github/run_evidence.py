"""What GitHub shows, from outside a run, about why it failed or never appeared."""

from __future__ import annotations

from bot.adapters.github.client import Connection


class RunEvidence:
    """Each question is one request; raises as `Connection.calling` does."""

    def __init__(self, github: Connection) -> None:
        self._github = github

    def has_begun(self, run: int) -> bool:
        """Return whether any job of a run has begun a step; needs actions: read."""
        jobs = self._github.request("GET", f"{self._github.url}/actions/runs/{run}/jobs")["jobs"]
        return any(job["steps"] for job in jobs)

    def has_issues(self) -> bool:
        """Return whether Issues are switched on, as GitHub has it now."""
        return self._github.request("GET", self._github.url)["has_issues"] is not False

    def is_enabled(self, workflow: str) -> bool:
        """Return whether nobody, nor GitHub, has disabled a workflow; needs actions: read."""
        url = f"{self._github.url}/actions/workflows/{workflow}.yml"
        return not str(self._github.request("GET", url)["state"]).startswith("disabled")

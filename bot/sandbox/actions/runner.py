"""Starts workflows on events, and queues their runs as GitHub does."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core import clock
from bot.sandbox.actions import groups
from bot.sandbox.actions.act import Act, ActRequest, ActResult
from bot.sandbox.actions.naming import named
from bot.sandbox.actions.switches import LOCAL_ONLY, Switches
from bot.sandbox.github.shapes import Shapes
from bot.sandbox.github.values import MissingError
from bot.sandbox.workflows import nested_calls
from bot.sandbox.workflows.expressions import ExpressionError
from bot.sandbox.workflows.runs import Conclusion, Event, Run
from bot.sandbox.workflows.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.sandbox.emulator.faults import Faults
    from bot.sandbox.github.state import GithubState
    from bot.sandbox.workflows.files import Workflow

RUN_TIMEOUT_SECONDS = 120.0
MAX_AT_ONCE = 2


class Actions(Switches):
    """Starts and keeps workflow runs.

    `tree` is the project, or a copy that is there already; its copy, logs and temporary files go into
    `workspace`. `api_url` may be set once the emulated API's port is known. `environment` is passed to every
    step, `secrets` in addition to those of the repository; both may be replaced between runs.
    """

    def __init__(  # noqa: PLR0913 - the parts of a sandbox, each named at its one call
        self,
        tree: Path | Tree,
        workspace: Path,
        github: GithubState,
        api_url: str = "",
        environment: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        *,
        faults: Faults | None = None,
        run_timeout: float = RUN_TIMEOUT_SECONDS,
    ) -> None:
        super().__init__(tree if isinstance(tree, Tree) else Tree(tree, workspace / "tree"), faults)
        self.workspace = workspace
        self.github = github
        self.api_url = api_url
        self.environment = dict(environment or {})
        self.secrets = dict(secrets or {})
        # Actions of other repositories that a folder here stands for; act would fetch them from GitHub.
        self.local_actions: Mapping[str, Path] = {}
        # The virtual environment that is active in every run; without one, each sets up its own, as at GitHub.
        self.venv: Path | None = Path(sys.prefix)
        self._logs = workspace / "logs"
        self._logs.mkdir(parents=True, exist_ok=True)
        self.run_timeout = run_timeout
        self._runs: dict[int, Run] = {}
        self.default_permissions = nested_calls.DEFAULTS["read"]  # of workflows that name none
        self._numbers: dict[str, int] = {}
        self._acts: dict[int, Act] = {}
        self._threads: set[threading.Thread] = set()
        self._stopping = False
        self._changed = threading.Condition(threading.RLock())

    def trigger(self, event: Event) -> list[Run]:
        """Start every workflow that the event triggers."""
        if self._is_on("actions-off"):
            return []
        triggered = [each for each in self.shown() if each.wants(event.name, event.activity)]
        triggered = [each for each in triggered if self.state_of(each) == "active"]
        dispatched = event.name == "repository_dispatch"
        if triggered and dispatched and self._fires("run-vanishes"):
            return []
        return [self.start(workflow, event) for workflow in triggered]

    def schedule(self, file: str) -> Run:
        """Start a workflow as its schedule would."""
        workflow = self.tree.find(file)
        if workflow is None or not workflow.crons():
            raise MissingError(f"no scheduled workflow {file}")
        if self.refuses:
            raise RuntimeError(self.refuses)
        if self.state_of(workflow) != "active":
            raise RuntimeError(f"{file} is {self.state_of(workflow)}")
        repository = Shapes(self.github, self.api_url).repository()
        payload = {"schedule": workflow.crons()[0], "workflow": workflow.path, "repository": repository}
        return self.start(workflow, Event("schedule", None, payload, self.github.repository.owner))

    def add_past_run(self, file: str, name: str, conclusion: Conclusion, begun: datetime) -> Run:
        """Add a run that ended in the past, for reading only."""
        workflow = self.tree.find(file)
        if workflow is None:
            raise MissingError(f"no workflow {file}")
        kind = "schedule" if workflow.crons() else "repository_dispatch"
        event = Event(kind, None, {}, self.github.repository.owner)
        made = self._made(workflow, event, begun)
        run = replace(made, display_title=name, status="completed", conclusion=conclusion)
        with self._changed:
            self._keep(run)
        return run

    def add_attempt(self, run_id: int, conclusion: Conclusion) -> None:
        """Add another attempt with that conclusion to a past run."""
        with self._changed:
            run = self.run(run_id)
            self._keep(
                replace(run, conclusion=conclusion, run_attempt=run.run_attempt + 1, updated_at=clock.now())
            )

    def delete(self, run_id: int) -> None:
        """Delete a run that has ended."""
        with self._changed:
            del self._runs[run_id]

    def start(self, workflow: Workflow, event: Event) -> Run:
        with self._changed:
            number = self._numbers[workflow.path] = self._numbers.get(workflow.path, 0) + 1
            made = self._made(workflow, event, clock.now())
            run = replace(made, run_number=number, secrets=self.github.secrets.values())
            try:
                run = named(run, workflow, self.github.repository)
            except ExpressionError as error:
                return self._refuse(run, str(error))
            excess = nested_calls.refusal(workflow, self.tree.called, self.default_permissions)
            if excess:
                return self._refuse(
                    run, f"The workflow is not valid. {workflow.path}: {excess}", "startup_failure"
                )
            for older in groups.superseded(self._runs.values(), run, workflow.concurrency):
                self.cancel(older.id)
            self._keep(run)
            if self._stopping:
                return self._finish(run.id, ActResult("cancelled"))
            self._pump()
            return self._runs[run.id]

    def _made(self, workflow: Workflow, event: Event, at: datetime) -> Run:
        return Run(
            id=self.github.next_id(),
            workflow_id=workflow.id,
            path=workflow.path,
            name=workflow.name,
            display_title=workflow.name,
            run_number=0,
            event=event,
            head_sha=self.tree.head_sha,
            created_at=at,
            updated_at=at,
            started_at=at,
        )

    def rerun(self, run_id: int) -> Run:
        """Rerun a finished run, with its event and the current files."""
        now = clock.now()
        with self._changed:
            run = self.run(run_id)
            if run.active:
                raise RuntimeError(f"run {run_id} is still {run.status}")
            again = replace(
                run, status="queued", conclusion=None, summary="", run_attempt=run.run_attempt + 1
            )
            given = self.github.secrets.values()
            self._keep(replace(again, updated_at=now, started_at=now, secrets=given, has_begun=True))
            self._pump()
            return self._runs[run_id]

    def cancel(self, run_id: int) -> None:
        with self._changed:
            run = self.run(run_id)
            if run.status == "queued":
                self._finish(run_id, ActResult("cancelled"))
            elif run_id in self._acts:
                self._acts[run_id].kill()

    def run(self, run_id: int) -> Run:
        with self._changed:
            run = self._runs.get(run_id)
        if run is None:
            raise MissingError(f"no run {run_id}")
        return run

    def runs(self) -> list[Run]:
        """Return all runs, newest first."""
        with self._changed:
            return sorted(self._runs.values(), key=lambda run: (run.created_at, run.id), reverse=True)

    def log(self, run_id: int) -> str:
        """Return what the last attempt of a run has printed so far."""
        path = self._log_path(self.run(run_id))
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def wait_for(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Wait until a condition on the runs holds; it is checked whenever a run changes."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no run is queued or in progress."""
        return self.wait_for(lambda: not any(run.active for run in self._runs.values()), timeout)

    def stop(self) -> None:
        """Kill running runs, cancel queued ones, and start nothing more."""
        with self._changed:
            self._stopping = True
            for run in list(self._runs.values()):
                if run.active:
                    self.cancel(run.id)
            threads = list(self._threads)
        for thread in threads:
            thread.join(timeout=10)

    def _pump(self) -> None:
        """Start the oldest queued runs whose group is free, up to the limit."""
        for run_id in [run.id for run in self._runs.values() if run.status == "queued"]:
            if len(self._acts) >= MAX_AT_ONCE or self._stopping:
                return
            run = self._runs[run_id]  # a launch may have changed the others
            if run.status == "queued" and not groups.is_blocked(self._runs.values(), run):
                self._launch(run)

    def _launch(self, run: Run) -> None:
        why = self.obstacle()
        if why:
            self._refuse(run, why, "startup_failure" if why == LOCAL_ONLY else "failure")
            return
        token = self.github.people.job_token(self._scopes(run))
        act = Act(self._order(run, token), self.tree.folder, self.workspace / "temporary", self.venv)
        self._acts[run.id] = act
        self._keep(replace(run, status="in_progress", updated_at=clock.now()))
        thread = threading.Thread(target=self._follow, args=(run.id, act, token), daemon=True)
        self._threads.add(thread)
        thread.start()

    def _scopes(self, run: Run) -> frozenset[str] | None:
        workflow = self.tree.workflows.get(run.path)
        return workflow.job_scopes if workflow else None

    def _order(self, run: Run, token: str) -> ActRequest:
        about = {
            "GITHUB_API_URL": self.api_url,
            "GITHUB_SERVER_URL": self.api_url,
            "GITHUB_REPOSITORY": self.github.repository.full_name,
            "GITHUB_RUN_ID": str(run.id),
            "GITHUB_RUN_NUMBER": str(run.run_number),
            "GITHUB_RUN_ATTEMPT": str(run.run_attempt),
        }
        return ActRequest(
            event=run.event.name,
            workflow=run.path,
            actor=run.event.actor,
            payload=run.event.payload,
            environment={**self.environment, **about},
            secrets={**self.secrets, **run.secrets, "GITHUB_TOKEN": token},
            variables=self.github.policies.values(),
            log=self._log_path(run),
            local_actions=self.local_actions,
        )

    def _log_path(self, run: Run) -> Path:
        return self._logs / f"{run.id}-{run.run_attempt}.txt"

    def _follow(self, run_id: int, act: Act, token: str) -> None:
        """Wait for one act, on its own thread."""
        outcome = ActResult("failure")
        try:
            outcome = act.run(self.run_timeout)
        finally:
            self.github.people.drop_token(token)
            with self._changed:
                del self._acts[run_id]
                self._threads.discard(threading.current_thread())
                self._finish(run_id, outcome)

    def _refuse(self, run: Run, why: str, conclusion: Conclusion = "failure") -> Run:
        self._log_path(run).write_text(why + "\n", encoding="utf-8")
        self._keep(replace(run, has_begun=False))
        return self._finish(run.id, ActResult(conclusion))

    def _finish(self, run_id: int, outcome: ActResult) -> Run:
        run = self._runs[run_id]
        done: Conclusion = outcome.conclusion
        ended = replace(run, status="completed", conclusion=done, summary=outcome.summary)
        self._keep(replace(ended, updated_at=clock.now()))
        self._pump()
        return self._runs[run_id]

    def _keep(self, run: Run) -> None:
        self._runs[run.id] = run
        self._changed.notify_all()

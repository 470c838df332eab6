"""Recent activity in the repository, in few requests: issues, comments and runs; and its scheduled workflows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from bot.adapters.github.client import connect
from bot.adapters.github.shapes import as_comment, as_issue, as_run
from bot.core.issues import Comment, Issue, Run
from bot.core.settings import Settings

_PAGE = 100
MOST_RUNS = 1_000  # are listed, the newest of the period


@dataclass(frozen=True, slots=True)
class WorkflowState:
    """A workflow file, by its name without the end; `state` is GitHub's, such as `disabled_inactivity`."""

    name: str
    state: str


class RecentActivity:
    """Lists that cost one request per hundred entries, however many conversations there are.

    The methods raise RepositoryError when GitHub refuses for good and TemporaryError when it may work later.
    """

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)
        self._known: dict[str, tuple[str, list[Run]]] = {}

    def issues(self, since: datetime) -> list[Issue]:
        """Return the issues changed since the moment, open and closed, the least recently changed first."""
        with self._github.calling():
            found = self._github.remote.get_issues(state="all", since=since, sort="updated", direction="asc")
            return [as_issue(remote) for remote in found]

    def first_issue(self, label: str) -> Issue | None:
        """Return the oldest issue with a label."""
        with self._github.calling():
            found = self._github.remote.get_issues(
                state="all", labels=[label], sort="created", direction="asc"
            )
            return next((as_issue(remote) for remote in islice(found, 1)), None)

    def comments(self, since: datetime) -> list[Comment]:
        """Return the comments of all issues changed since the moment, the oldest first."""
        with self._github.calling():
            return [as_comment(remote) for remote in self._github.remote.get_issues_comments(since=since)]

    def comments_in_turn(self, since: datetime | None) -> Iterator[Comment]:
        """Yield the comments of all issues changed since the moment, the oldest first; without one, the newest first.

        One request for each hundred that are read.
        """
        with self._github.calling():
            remote = self._github.remote
            if since:
                found = remote.get_issues_comments(since=since)
            else:
                found = remote.get_issues_comments(sort="created", direction="desc")
            for each in found:
                yield as_comment(each)

    def issues_in_turn(self, since: datetime | None) -> Iterator[Issue]:
        """Yield the issues, the newest first, only those changed since the moment if one is given; as above."""
        with self._github.calling():
            issues = partial(self._github.remote.get_issues, state="all", sort="created", direction="desc")
            for each in issues(since=since) if since else issues():
                yield as_issue(each)

    def issues_oldest_first(self, since: datetime) -> Iterator[Issue]:
        """Yield the issues changed since the moment in the order in which they were opened; as above."""
        with self._github.calling():
            found = self._github.remote.get_issues(state="all", sort="created", direction="asc", since=since)
            for each in found:
                yield as_issue(each)

    def comment(self, number: int) -> Comment:
        """Return a comment, whatever issue it is in."""
        with self._github.calling():
            # Its address holds no issue; PyGithub takes the way through any, and asks for none.
            return as_comment(self._github.remote.get_issue(1).get_comment(number))

    def marks(self, login: str, comment: int, issue: int = 0) -> dict[str, datetime]:
        """Return the reactions that the account has put on a comment, or on an issue (comment 0), and when."""
        place = f"issues/comments/{comment}" if comment else f"issues/{issue}"
        found = self._get(f"{self._github.url}/{place}/reactions", {"per_page": 100})
        return {
            one["content"]: datetime.fromisoformat(one["created_at"])
            for one in found
            if one["user"] and one["user"]["login"] == login
        }

    def runs(self, since: datetime) -> list[Run]:
        """Return the runs of all workflows begun since the moment, the newest first; needs actions: read.

        No more than MOST_RUNS of them.
        """
        found: dict[int, Run] = {}  # a run that begins meanwhile moves the last one of a page to the next
        for page in range(1, MOST_RUNS // _PAGE + 1):
            query = {"per_page": _PAGE, "page": page}
            listed = self._get(f"{self._github.url}/actions/runs", query)["workflow_runs"]
            runs = [as_run(run) for run in listed]
            found |= {run.id: run for run in runs}
            if len(runs) < _PAGE or runs[-1].created_at < since:
                break
        return [run for run in found.values() if run.created_at >= since]

    def run(self, number: int) -> Run:
        """Return a run as it is now; needs actions: read."""
        return as_run(self._get(f"{self._github.url}/actions/runs/{number}", {}))

    def last_success(self, workflow: str) -> Run | None:
        """Return the newest successful run of a workflow; like `newest_runs`, conditional and needs actions: read."""
        found = self._runs_of(workflow, {"status": "success", "per_page": 1})
        return found[0] if found else None

    def newest_runs(self, workflow: str) -> Sequence[Run]:
        """Return the newest runs of a workflow, whatever started them; needs actions: read.

        The request is conditional: if nothing changed it does not count against GitHub's rate limit.
        """
        return self._runs_of(workflow, {"per_page": 30})

    def _runs_of(self, workflow: str, query: dict[str, str | int]) -> list[Run]:
        asked = f"{workflow} {sorted(query.items())}"
        etag, runs = self._known.get(asked, ("", []))
        answer = self._github.answer(
            "GET",
            f"{self._github.url}/actions/workflows/{workflow}.yml/runs",
            query=query,
            headers={"If-None-Match": etag} if etag else {},
            expected=(200, 304),
        )
        if answer.status == 304:
            return runs
        runs = [as_run(found) for found in json.loads(answer.text)["workflow_runs"]]
        self._known[asked] = (answer.headers.get("etag", ""), runs)
        return runs

    def workflows(self) -> list[WorkflowState]:
        """Return the workflows of the repository; needs actions: read."""
        found = self._get(f"{self._github.url}/actions/workflows", {"per_page": 100})["workflows"]
        return [WorkflowState(PurePosixPath(each["path"]).stem, each["state"]) for each in found]

    def enable(self, workflow: str) -> None:
        """Enable a workflow, or keep it enabled: GitHub restarts the count of its idle days; needs actions: write."""
        url = f"{self._github.url}/actions/workflows/{workflow}.yml/enable"
        self._github.request("PUT", url)

    def start(self, workflow: str, inputs: Mapping[str, str]) -> None:
        """Start a workflow as *Run workflow* does, perhaps twice; needs actions: write.

        A workflow's token may do that, although most events it causes start no run (docs: GITHUB_TOKEN).
        """
        url = f"{self._github.url}/actions/workflows/{workflow}.yml/dispatches"
        with self._github.calling():
            branch = self._github.remote.default_branch
        body = {"ref": branch, "inputs": dict(inputs)}
        self._github.create(lambda: self._github.request("POST", url, body))

    def _get(self, url: str, query: dict[str, Any]) -> Any:
        return self._github.request("GET", url, query=query)

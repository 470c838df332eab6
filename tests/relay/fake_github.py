"""A GitHub of a few lines whose runs end as a test decides."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.rules.upkeep.periods import SCHEDULED
from bot.rules.wire import envelope

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Answer:
    """What the fake answers to a dispatch. `carried_out`: whether a run starts all the same."""

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    carried_out: bool = True


@dataclass
class FakeGitHub:
    """GitHub's dispatch endpoint and its list of runs, and nothing else of GitHub.

    The emulator of the sandbox runs real workflows in real time; here a test sets the outcome and the time of a run.
    """

    now: datetime = START
    dispatches: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)  # for the next dispatches; then 204
    woken: list[str] = field(default_factory=list)  # scheduled workflows
    wake_answers: list[Answer] = field(default_factory=list)  # for the next wakes; then 204
    runs_status: int = 200
    unreadable: set[str] = field(default_factory=set)  # event types whose workflow file is not there
    switched_off: set[str] = field(default_factory=set)  # workflows
    runs_appear: bool = True
    begins: bool = True  # whether a run gets a runner
    has_issues: bool = True
    looks: int = 0
    counted: int = 0  # against the rate limit
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # of each answer
    changed: threading.Condition = field(default_factory=threading.Condition)

    def dispatch(self, body: dict[str, Any]) -> Answer:
        with self.changed:
            if body["event_type"] in SCHEDULED:
                self.woken.append(body["event_type"])
                return self.wake_answers.pop(0) if self.wake_answers else Answer()
            answer = self.answers.pop(0) if self.answers else Answer()
            self.dispatches.append(body)
            if answer.carried_out and answer.status in (204, 502) and self.runs_appear:
                self.run(body["client_payload"]["batch"], kind=body["event_type"])
            self.changed.notify_all()
            return answer

    def run(self, batch: str, kind: str = envelope.RECORD_MESSAGES) -> dict[str, Any]:
        """Add a run of a batch."""
        number = 4_000_000_000 + len(self.runs)
        made = {
            "id": number,
            "display_title": f"{kind} {batch}",
            "status": "queued",
            "conclusion": None,
            "html_url": f"https://github.com/acme/desk/actions/runs/{number}",
            "created_at": self.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        self.runs.insert(0, made)
        return made

    def end(self, conclusion: str, which: int = 0) -> None:
        """End a run, by default the newest."""
        self.runs[which] |= {"status": "completed", "conclusion": conclusion}

    def listed(self, kind: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Return a page of a workflow's runs, the newest first."""
        wanted = query.get("status")
        runs = [
            run
            for run in self.runs
            if run["display_title"].startswith(f"{kind} ")
            and wanted in (None, run["status"], run["conclusion"])
        ]
        return {"total_count": len(runs), "workflow_runs": runs[: int(query.get("per_page", 30))]}

    def jobs(self) -> dict[str, Any]:
        """Return the job of any run."""
        steps = [{"name": "Set up job"}] if self.begins else []
        return {"total_count": 1, "jobs": [{"name": "a job", "steps": steps}]}

    def workflows(self) -> dict[str, Any]:
        """Return the scheduled workflows; all are active, but for those that somebody switched off."""
        states = {name: "disabled_manually" if name in self.switched_off else "active" for name in SCHEDULED}
        found = [{"path": f".github/workflows/{name}.yml", "state": state} for name, state in states.items()]
        return {"total_count": len(found), "workflows": found}

    def other(self, path: str) -> dict[str, Any]:
        """Return what is asked beside the runs of a workflow."""
        if path.endswith("/jobs"):
            return self.jobs()
        if path.endswith(".yml"):
            is_off = path.rpartition("/")[2].removesuffix(".yml") in self.switched_off
            return {"state": "disabled_manually" if is_off else "active"}
        return {"has_issues": self.has_issues} if path.count("/") == 3 else self.workflows()

    def batches(self) -> list[str]:
        return [body["client_payload"]["batch"] for body in self.dispatches]

    def wait(self, count: int, seconds: float = 15) -> None:
        """Wait until so many dispatches have come."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.dispatches) >= count, seconds), self.dispatches


def _handler(github: FakeGitHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = github.dispatch(body)
            self._answer(answer.status, b"" if answer.status == 204 else b'{"message": "No"}', answer.headers)

        def do_GET(self) -> None:
            with github.changed:
                github.looks += 1
                asked = urlsplit(self.path)
                query = dict(parse_qsl(asked.query))
                kind = asked.path.partition("/workflows/")[2].removesuffix(".yml/runs")
                kind = "" if kind.endswith(".yml") else kind
                found = github.listed(kind, query) if kind else github.other(asked.path)
                content = json.dumps(found).encode()
            tag = f'"{hash(content)}"'
            github.counted += self.headers.get("If-None-Match") != tag
            if kind in github.unreadable:
                self._answer(404, b'{"message": "Not Found"}', {})
            elif github.runs_status != 200:
                self._answer(github.runs_status, b'{"message": "No"}', {})
            elif self.headers.get("If-None-Match") == tag:
                self._answer(304, b"", {})
            else:
                self._answer(200, content, {"ETag": tag})

        def _answer(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name, value in {**github.headers, **headers}.items():
                self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def fake_github() -> Iterator[FakeGitHub]:
    github = FakeGitHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(github))
    server.daemon_threads = True
    github.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

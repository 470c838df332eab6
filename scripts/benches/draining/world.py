"""A relay's dispatcher, the job that it starts, and the emulated GitHub with its limits, all in virtual time."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from math import ceil, inf
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from flask import Flask
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from sqlalchemy import insert

from benches.draining import floor
from benches.draining.floor import START_SECONDS, Burst
from benches.draining.virtual_time import VirtualTime
from bot.adapters import relay_reports
from bot.adapters.github import creations_pace, sessions
from bot.adapters.github.repository import Repository
from bot.core.errors import BotError, LimitError
from bot.core.messages import Address, Event, InboundMessage, MessageSid
from bot.core.settings import Configuration, Settings, config
from bot.jobs.inbound import greeting, record_messages
from bot.jobs.inbound.greeting import Greeting
from bot.jobs.tools import Tools, report_limit
from bot.relay import job_reports, leader
from bot.relay.dispatcher import Dispatcher
from bot.relay.store.batches import Batches
from bot.relay.store.schema import events, people
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire.due_report import DueReport
from bot.sandbox.emulator.server import Server
from bot.sandbox.github.values import RELAY, RELAY_MAY, Actor
from bot.sandbox.workflows.runs import Conclusion, Run
from bot.sandbox.world import SMS_NUMBER
from tests import stage as stages
from tests.stage import PUBLIC_URL, ROOT, History, Stage

_CHANGES = re.compile(r"\bw\d+\w*: [a-zA-Z]+\(")
_MESSAGE = re.compile(r"preciso da guia (\d+)\.")
_SEND = "send"
WORKFLOW = "record-messages.yml"
TOKEN = "made-up-token-of-the-relay"  # noqa: S105 - made up


@dataclass
class Outcome:
    """What one burst took."""

    seconds: float = 0.0
    requests: int = 0  # of the jobs' token, without those of greetings
    greetings: int = 0
    runs: int = 0
    failed: int = 0
    minutes: int = 0  # billed
    creations: int = 0
    refused: int = 0  # creations that GitHub refused because there had been too many
    most_waiting: int = 0  # runs at GitHub at the same time
    recorded: dict[str, list[int]] = field(default_factory=dict)


class Queue(History):
    """GitHub's Actions, whose runs the world carries out."""

    def waiting(self) -> list[Run]:
        return [run for run in reversed(self.runs()) if run.active]


def _history(folder: Path, state: Any, faults: Any = None) -> Queue:
    project = folder / "project"
    workflows = project / ".github" / "workflows"
    workflows.mkdir(parents=True)
    shutil.copy(ROOT / ".github" / "workflows" / WORKFLOW, workflows)
    return Queue(project, folder / "workspace", state, faults=faults)


class World:
    """One repository and one relay; time passes while a burst drains."""

    def __init__(self, folder: Path, time: VirtualTime) -> None:
        self._time = time
        self._stack = ExitStack()
        stages.past_runs = _history
        self.stage = Stage({"relay": {"public_url": PUBLIC_URL}}, history=folder)
        self.stage.state.add_user(RELAY, "write", "User")
        self.stage.state.add_token(TOKEN, Actor(RELAY, "person", RELAY_MAY))
        self.queue: Queue = self.stage.actions  # type: ignore[assignment]  # made by _history
        self._github = urlsplit(self.stage.environment["GITHUB_API_URL"])
        self._settings = self._relay_settings()
        self.store = Store(folder / "relay.db", RelayKeys.of(self._settings))
        self._batches = Batches(self.store)
        self._dispatcher = Dispatcher(self._settings, self.store, Repository(self._settings))
        self._outcome = Outcome()
        self._steps = False
        self._working = False
        self._greeting = False
        self._written = 0

    def _relay_settings(self) -> Settings:
        # Another name for the same address: its connections and their pauses are not the jobs'.
        url = f"http://localhost:{self._github.port}"
        environment = {**self.stage.environment, "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": url}
        variables, _ = config.read_environment(environment, config.Role.JOB)
        if variables is None:
            raise RuntimeError("the relay's variables are incomplete")
        changed = Configuration.model_validate({"relay": {"public_url": PUBLIC_URL}})
        return Settings(config=changed, environment=variables)

    def __enter__(self) -> Self:
        self._stack.enter_context(self.stage)
        self._stack.callback(self.store.close)
        reports = Flask("reports")
        area = job_reports.blueprint(self.store, self._dispatcher.waker)
        reports.register_blueprint(area, url_prefix="/api/notifications")
        relay = self._stack.enter_context(Server(reports))
        self.stage.variables["RELAY_URL"] = relay.url
        # As on a runner, which reaches GitHub over the network: the pauses between writes are kept.
        for module in (sessions, creations_pace):
            vars(module)["ON_THIS_MACHINE"] = ()
        leader.LONGEST_WAIT = timedelta(minutes=1)  # nothing comes unexpectedly
        self._set_up(relay.url)
        self._count_requests()
        self._tell_greetings_apart()
        return self

    def _set_up(self, relay: str) -> None:
        """Set up what is there in daily use: the labels of all conversations, and jobs that reach the relay."""
        named = self._settings.config.labels
        for name in (named.received, named.gateway, named.sms, named.waiting):
            self.stage.state.labels.create(name, "ededed", None)
        relay_reports.report_due(relay, DueReport(self._time.now()), self.stage.tools.vault)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _count_requests(self) -> None:
        send = HTTPAdapter.send

        def counted(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **more: Any) -> Response:
            asked = urlsplit(str(request.url))
            changes = len(_CHANGES.findall(_text(request))) if asked.path == "/graphql" else 0
            # Before, so that what a request creates is as old as its answer.
            self._time.sleep(floor.answer_takes(changes))
            response = send(adapter, request, *args, **more)
            if asked.hostname == self._github.hostname and asked.port == self._github.port:
                counts = response.status_code != 304
                self._outcome.greetings += counts and self._greeting
                self._outcome.requests += counts and not self._greeting
            return response

        setattr(HTTPAdapter, _SEND, counted)
        self._stack.callback(setattr, HTTPAdapter, _SEND, send)

    def _tell_greetings_apart(self) -> None:
        """Count the requests of greetings by themselves: their marks, whether they may leave, what keeps them."""
        acknowledge = greeting.acknowledge

        def flagged(new: Sequence[Greeting], tools: Tools, until: float = inf) -> list[Greeting]:
            self._greeting = True
            try:
                return acknowledge(new, tools, until)
            finally:
                self._greeting = False

        vars(greeting)["acknowledge"] = flagged
        self._stack.callback(vars(greeting).update, acknowledge=acknowledge)

    # A burst

    def drain(self, burst: Burst) -> Outcome:
        """Let people write all at once, and return what it took until all is in issues."""
        if burst.known:
            self._drain(Burst(burst.people, burst.people))
            self._time.seconds += 3 * 3600.0  # nobody remembers, and GitHub's limits are as new
        return self._drain(burst)

    def _drain(self, burst: Burst) -> Outcome:
        outcome = self._outcome = Outcome()
        limits, before = self.stage.state.limits.creations, len(self.queue.runs())
        made, refused, begun = len(self._made()), limits.refused, self._time.now()
        self._write(burst)
        if not self._steps:  # else the next step is overdue
            self._steps = True
            self._time.after(0.0, self._step)
        self._time.run(lambda: not self._batches.queue().count)
        outcome.seconds = (max(self._recorded()) - begun).total_seconds()
        outcome.runs = len(self.queue.runs()) - before
        outcome.creations, outcome.refused = len(self._made()) - made, limits.refused - refused
        self._require_all_in_order()
        return outcome

    def _made(self) -> list[datetime]:
        """Return when each issue and comment was created."""
        issues = self.stage.state.issues
        opened = [issue.created_at for issue in issues.everything()]
        return [*opened, *(comment.created_at for comment in issues.comments())]

    def _recorded(self) -> list[datetime]:
        """Return when each issue and comment was created that shows messages; notes for maintainers show none."""
        issues = self.stage.state.issues
        opened = [(issue.created_at, issue.body or "") for issue in issues.everything()]
        added = [(comment.created_at, comment.body) for comment in issues.comments()]
        return [moment for moment, text in [*opened, *added] if _MESSAGE.search(text)]

    def _write(self, burst: Burst) -> None:
        now, items, persons = self._time.now(), [], []
        for number in range(burst.messages):
            self._written += 1
            person = f"+55119{number % burst.people:08d}"
            text = f"Bom dia, preciso da guia {self._written}."
            sid, ours = MessageSid(f"SM{self._written:032x}"), Address.parse(SMS_NUMBER)
            row = self.store.row(Event(0, now, InboundMessage(sid, Address.parse(person), ours, text)))
            items.append(
                {
                    "sequence": self._written,
                    "key": row.key,
                    "kind": row.kind,
                    "received_at": row.received_at,
                    "due_at": row.due_at,
                    "content": row.content,
                }
            )
            persons += [{"digest": digest, "sequence": self._written} for digest in row.people]
            self._outcome.recorded.setdefault(person, []).append(self._written)
        with self.store.writing() as connection:
            connection.execute(insert(events), items)
            connection.execute(insert(people), persons)

    def _step(self) -> None:
        wait = self._dispatcher.step(self._time.now())
        waiting = self.queue.waiting()
        self._outcome.most_waiting = max(self._outcome.most_waiting, len(waiting))
        if waiting and not self._working:
            self._begin(waiting[0])
        self._time.after(wait, self._step)

    def _begin(self, run: Run) -> None:
        """One run of a group works at a time; the next is made ready once it has ended."""
        self._working = True
        self._time.after(START_SECONDS, lambda: self._time.spawn(lambda: self._carry_out(run)))

    def _carry_out(self, run: Run) -> None:
        begun, conclusion = self._time.seconds, "success"
        for address in [one for one in sessions.opened if "localhost" not in str(one)]:
            del sessions.opened[address]  # a run is a process of its own
        tools = self.stage.new_tools(run.event.payload)
        with redirect_stdout(StringIO()):
            try:
                record_messages.run(run.event.payload, tools)
            except BotError as error:
                conclusion = "failure"
                if isinstance(error, LimitError):
                    report_limit(tools, error)
        taken = START_SECONDS + self._time.seconds - begun
        self._outcome.minutes += ceil(taken / 60)
        self._outcome.failed += conclusion == "failure"
        self.queue.end(run, _as_conclusion(conclusion))
        self._working = False
        waiting = self.queue.waiting()
        if waiting:
            self._begin(waiting[0])

    def _require_all_in_order(self) -> None:
        """Raise RuntimeError unless every message stands in the issues once, each person's in their order."""
        found: list[int] = []
        for issue in self.stage.state.issues.everything():
            # Who waits is listed in some, and recorded elsewhere.
            if '"topic":"overflow-' in (issue.body or ""):
                continue
            shown = [issue.body or "", *(one.body for one in self.stage.state.issues.comments(issue.number))]
            mine = [int(number) for text in shown for number in _MESSAGE.findall(text)]
            if mine != sorted(mine):
                raise RuntimeError(f"issue {issue.number} is not in order")
            found += mine
        twice = [number for number, count in Counter(found).items() if count > 1]
        if twice or len(found) != self._written:
            raise RuntimeError(f"{self._written} written, {len(found)} recorded, {len(twice)} of them twice")


def _as_conclusion(word: str) -> Conclusion:
    return "success" if word == "success" else "failure"


def _text(request: PreparedRequest) -> str:
    return request.body.decode(errors="replace") if isinstance(request.body, bytes) else request.body or ""

"""Emulated Twilio and GitHub over HTTP with the jobs' own tools, for tests that need no workflow and no relay."""

from __future__ import annotations

import itertools
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from bot.core import clock, contact_keys
from bot.core.errors import BotError, ConfigError
from bot.core.messages import Address, Channel, Event, InboundMessage, MessageSid
from bot.core.settings import Configuration, Settings, config
from bot.jobs import tools
from bot.jobs.inbound import record_messages
from bot.jobs.replies import send_replies
from bot.jobs.tools import Tools
from bot.rules.upkeep.periods import SCHEDULED
from bot.rules.upkeep.run_failures import DISPATCHED
from bot.rules.wire import envelope
from bot.sandbox.actions.act import ActResult
from bot.sandbox.actions.runner import Actions
from bot.sandbox.client import SandboxClient
from bot.sandbox.emulator.addresses import Addresses
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.github.apps import generate_key
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.web import GithubEmulator
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.workflows.runs import Conclusion, Run
from bot.sandbox.workflows.runs import Event as ActionsEvent
from bot.sandbox.workflows.tree import Tree
from bot.sandbox.world import NAME, OWNER, PEOPLE, SMS_NUMBER, WHATSAPP_NUMBER
from tests import emulators
from tests.made_up import AUTH_TOKEN
from tests.payloads import payload

ROOT = Path(__file__).parent.parent
# As the bot is shipped; the one above belongs to the office that runs it, and no test depends on what is in it.
CONFIG = ROOT / "tests" / "config.yml"
SEND_REPLIES = ROOT / ".github" / "workflows" / "send-replies.yml"
ACCOUNT = f"AC{'0' * 32}"
# Tests do not wait for the morning.
_SCOPES = frozenset({"contents:write", "issues:write", "actions:write"})
# Twilio reports deliveries to a public address, or refuses the message; no relay listens there.
PUBLIC_URL, NOBODY = "https://bot.example.com", "http://127.0.0.1:9"
AT_ANY_HOUR = {"policy": {"notification": {"hours": "00:00-24:00"}}}


# To make and to check an RSA key takes a tenth of a second each: the n-th key of every stage is the same.
_made: list[RSAPrivateKey] = []


def _keys() -> Iterator[RSAPrivateKey]:
    for number in itertools.count():
        if number == len(_made):
            _made.append(generate_key())
        yield _made[number]


class Stage:
    """Both services on loopback, and what a job sees of them; `changes` to the configuration's defaults.

    With a folder for the `history` of workflow runs GitHub tells of those that `ran`; it starts none here.
    """

    def __init__(
        self, changes: dict[str, Any] | None = None, *, private: bool = True, history: Path | None = None
    ) -> None:
        self.state = GithubState(OWNER, NAME, private)
        for login, role in PEOPLE.items():
            self.state.add_user(login, role)
        self.state.apps.generate = _keys().__next__
        self.github_faults = Faults(GITHUB_FAULTS)
        self.twilio = TwilioEmulator(
            TwilioState(ACCOUNT, AUTH_TOKEN, SMS_NUMBER, WHATSAPP_NUMBER), routes={PUBLIC_URL: NOBODY}
        )
        self.actions = past_runs(history, self.state, self.github_faults) if history else None
        self._emulators = emulators.take()
        self._emulators.show(GithubEmulator(self.state, self.github_faults, self.actions), self.twilio)
        self.contact_key = contact_keys.new_key()
        self.sandbox = SandboxClient(
            Addresses("", self._emulators.twilio.url, self._emulators.github.url, "")
        )
        self.variables: dict[str, str] = {}  # more of them, for the tools that are made from now on
        self.changes = changes or {}
        self._sequence = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.callback(emulators.give_back, self._emulators)
        self._stack.enter_context(self.twilio)
        self.tools = self.new_tools()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a job; each has a fresh token, as on GitHub."""
        return {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_PHONE_NUMBER": SMS_NUMBER,
            "TWILIO_WHATSAPP_NUMBER": WHATSAPP_NUMBER,
            "TWILIO_API_URL": self._emulators.twilio.url,
            "GITHUB_TOKEN": self.state.people.job_token(_SCOPES),
            "GITHUB_API_URL": self._emulators.github.url,
            "GITHUB_REPOSITORY": f"{OWNER}/{NAME}",
            "CONTACT_KEY": self.contact_key,
            "GITHUB_RUN_ATTEMPT": "1",
            **({"RELAY_URL": NOBODY} if "relay" in self.changes else {}),
            **self.variables,
        }

    def ran(
        self, workflow: str, conclusion: Conclusion = "success", name: str = "", ago: timedelta = timedelta()
    ) -> Run:
        """Add a past run of a workflow."""
        assert self.actions
        return self.actions.add_past_run(
            f"{workflow}.yml", name or f"{workflow} {secrets.token_hex(4)}", conclusion, clock.now() - ago
        )

    def set_variables(self, **variables: str) -> None:
        """Give the jobs that run from now on more variables, such as ADMIN_PHONES."""
        self.variables |= variables
        self.tools = self.new_tools()

    def configure(self, changes: dict[str, Any]) -> None:
        """Change the configuration for the jobs that run from now on."""
        self.changes = changes
        self.tools = self.new_tools()

    def new_tools(self, event: Mapping[str, Any] | None = None) -> Tools:
        """Return what a run has that begins now, started by the event."""
        environment = self.environment
        variables, faults = config.read_environment(environment, config.Role.JOB)
        if variables is None:
            raise ConfigError(faults)
        changed = Configuration.model_validate({**AT_ANY_HOUR, **self.changes})
        return tools.make(Settings(config=changed, environment=variables), environment, event or {})

    def event(self, text: str = "Oi", wire: str = "+5511987654321", **more: Any) -> Event:
        """Return what the relay would have stored for a message that Twilio has too."""
        self._sequence += 1
        person = Address.parse(wire)
        ours = SMS_NUMBER if person.channel is Channel.SMS else WHATSAPP_NUMBER
        sid = MessageSid(f"SM{secrets.token_hex(16)}")
        if person.channel is Channel.WHATSAPP:
            # Twilio's own list says until when one may answer freely.
            sid = MessageSid(self.twilio.person_texts(wire, ours, text).sid)
        message = replace(InboundMessage(sid, person, Address.parse(ours), text), **more)
        return Event(self._sequence, clock.now(), message)

    def record(self, *events: Event, batch: str = "batch-1") -> list[str]:
        """Run record-messages over the events of one batch; what it sends has reached the phones on return."""
        lines = record_messages.run({"client_payload": self.payload(events, batch)}, self.tools)
        assert self.twilio.wait_idle(30)
        return lines

    def payload(self, events: Sequence[envelope.Item], batch: str = "batch-1") -> dict[str, Any]:
        return payload(events, batch, self.tools.vault)

    def carry_out_started(self) -> None:
        """Carry out the runs of send-replies that a job has started, one after the other as their group has it."""
        actions = self.actions
        if actions is None:
            return
        for run in actions.started():
            conclusion: Conclusion = "failure"
            try:
                send_replies.run(run.event.payload, self.new_tools())
                conclusion = "success"
            except BotError:
                pass
            finally:
                actions.end(run, conclusion)

    def reply(self, issue: int = 1) -> list[str]:
        """Run send-replies for an issue, and wait until what was sent has arrived."""
        try:
            return send_replies.run({"issue": {"number": issue}}, self.tools)
        finally:
            self.twilio.wait_idle(10)


class History(Actions):
    """Actions that carry nothing out by themselves, but for the jobs in `carries_out`, by their event types."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.carries_out: dict[str, Callable[[Mapping[str, Any]], object]] = {}

    def trigger(self, event: ActionsEvent) -> list[Run]:
        kind = event.activity or ""
        if kind not in self.carries_out:
            return super().trigger(event)
        conclusion: Conclusion = "success"
        try:
            self.carries_out[kind](event.payload)
        except BotError:
            conclusion = "failure"
        name = f"{kind} {event.payload['client_payload']['batch']}"
        return [self.add_past_run(f"{kind}.yml", name, conclusion, clock.now())]

    def started(self) -> list[Run]:
        """Return what a job or somebody by hand has started, the oldest first."""
        found = (run for run in reversed(self.runs()) if run.active)
        return [run for run in found if run.path.endswith("/send-replies.yml")]

    def never_began(self, run_id: int) -> None:
        """Let a past run have got no runner."""
        with self._changed:
            self._keep(replace(self.run(run_id), has_begun=False))

    def end(self, run: Run, conclusion: Conclusion) -> None:
        with self._changed:
            self._finish(run.id, ActResult(conclusion))

    def _launch(self, run: Run) -> None:
        """Leave the run in its queue."""


def past_runs(folder: Path, state: GithubState, faults: Faults | None = None) -> History:
    """Return Actions that know our workflows by their names and clocks alone: nothing that happens starts one."""
    return History(_tree(_project()), folder / "workspace", state, faults=faults)


@cache
def _project() -> tempfile.TemporaryDirectory[str]:
    """The same for every stage, which changes nothing in it; it goes with this process."""
    return tempfile.TemporaryDirectory(prefix="past-runs-")


@cache
def _tree(folder: tempfile.TemporaryDirectory[str]) -> Tree:
    project = Path(folder.name) / "project"
    workflows = project / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for name in (*SCHEDULED, *DISPATCHED):
        schedule, dispatch = (
            f"{{schedule: [{{cron: '23 * * * *'}}], repository_dispatch: {{types: [{name}]}}}}",
            "{repository_dispatch: {types: [of-the-past]}}",
        )
        when = schedule if name in SCHEDULED else dispatch
        (workflows / f"{name}.yml").write_text(f"name: {name}\non: {when}\njobs: {{{name}: {{steps: []}}}}\n")
    (workflows / "send-replies.yml").write_text(yaml.safe_dump(_by_hand(SEND_REPLIES)))
    return Tree(project, Path(folder.name) / "workspace" / "tree")


def _by_hand(path: Path) -> dict[str, Any]:
    """Return what a workflow is where nothing but *Run workflow* starts it."""
    real = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept = {key: real[key] for key in ("name", "run-name", "concurrency")}
    # YAML 1.1 reads the key `on` as true.
    return {
        **kept,
        "on": {"workflow_dispatch": real[True]["workflow_dispatch"]},
        "jobs": {path.stem: {"steps": []}},
    }

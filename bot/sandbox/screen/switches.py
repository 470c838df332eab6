"""Below: switches for every fault, the clock and the relay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, request

from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.rules.upkeep.periods import SCHEDULED
from bot.sandbox.emulator.faults import Faults, UnknownFaultError, is_of_twilio
from bot.sandbox.github.values import MissingError
from bot.sandbox.screen import fault_groups, way
from bot.sandbox.screen.pane import Answer, Pane, opened
from bot.sandbox.screen.parts import Parts
from bot.sandbox.workflows.runs import Run

_MOST_TIMES = 999
_TIMES = re.compile("[1-9][0-9]{0,2}", re.ASCII)
_CODE = re.compile("[0-9]{5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ScheduledWorkflow:
    """A workflow that the clock starts; it `is_busy` while a run of it is on its way."""

    file: str
    name: str
    is_busy: bool


@dataclass(frozen=True, slots=True)
class ClockRun:
    """The newest run that the clock, or somebody in its place, has started."""

    id: int
    name: str
    at: datetime
    state: str


def pane(parts: Parts) -> Pane:
    routes = Blueprint("switches", __name__)
    switches = Pane("switches", partial(_values, parts), partial(_mark, parts), routes)

    @routes.post("/on/<fault>")
    def on(fault: str) -> Answer:
        times, code = request.form.get("times", "").strip(), request.form.get("code", "").strip()
        try:
            _switch_on(fault, times, code, parts)
        except BotError as error:
            return switches.refuse(error.message)
        return switches.answer()

    @routes.post("/off/<fault>")
    def off(fault: str) -> Answer:
        _service(fault, parts).switch_off(fault)
        return switches.answer()

    @routes.post("/relay/kill")
    def kill_relay() -> Answer:
        parts.relay.kill()
        return switches.answer()

    @routes.post("/relay/start")
    def start_relay() -> Answer:
        return started(switches, parts)

    @routes.post("/clock/<workflow>")
    def run(workflow: str) -> Answer:
        try:
            parts.actions.schedule(workflow)
        except MissingError:
            return switches.refuse(Sentence("{file} is not a scheduled workflow.", file=workflow))
        except RuntimeError as error:  # in GitHub's words
            return switches.refuse(Sentence("GitHub starts no run: {why}", why=error))
        return switches.answer()

    return switches


def _switch_on(fault: str, times: str, code: str, parts: Parts) -> None:
    """Switch a fault on; raises BotError for what was typed wrongly."""
    if times and not _TIMES.fullmatch(times):
        raise BotError(Sentence("How many times is a number from 1 to {most}.", most=_MOST_TIMES))
    name = fault
    if fault.endswith("CODE"):
        if not _CODE.fullmatch(code):
            raise BotError("Give the code, which has five digits.")
        name = fault.removesuffix("CODE") + code
    try:
        _service(name, parts).switch_on(name, int(times) if times else None)
    except UnknownFaultError:
        raise BotError(Sentence("There is no fault {fault}.", fault=fault)) from None


def started(shown: Pane, parts: Parts) -> Answer:
    """Start the relay, and answer with a pane once it is ready."""
    try:
        parts.start_relay()
    except BotError as error:
        return shown.refuse(error.message)
    return shown.answer()


def services(parts: Parts) -> tuple[Faults, Faults]:
    """Return the faults of both services."""
    return parts.github_faults, parts.twilio.faults


def _service(fault: str, parts: Parts) -> Faults:
    return parts.twilio.faults if is_of_twilio(fault) else parts.github_faults


def _values(parts: Parts) -> dict[str, Any]:
    faults = fault_groups.everything(services(parts))
    runs = parts.actions.runs()
    workflows = [one for one in parts.actions.shown() if one.file.removesuffix(".yml") in SCHEDULED]
    last = next((run for run in runs if _is_of_clock(run)), None)
    return {
        "first": sorted(
            (one for one in faults if one.name in fault_groups.FIRST),
            key=lambda one: fault_groups.FIRST.index(one.name),
        ),
        "groups": fault_groups.groups(faults),
        "open": opened("faults"),
        "relay_runs": parts.relay.runs,
        "clock": [
            ScheduledWorkflow(one.file, one.file.removesuffix(".yml"), _is_busy(one.path, runs))
            for one in workflows
        ],
        "last_run": ClockRun(last.id, last.name, last.created_at, way.state_of(last)) if last else None,
    }


def _is_of_clock(run: Run) -> bool:
    """Return whether it is what the clock starts, or somebody in its place: a relay that was down starts reconcile.

    Commands of maintainers start remind-rotation too.
    """
    return Path(run.path).stem in SCHEDULED and run.event.name not in ("issue_comment", "issues")


def _is_busy(path: str, runs: list[Run]) -> bool:
    return any(run.active and run.path == path and _is_of_clock(run) for run in runs)


def _mark(parts: Parts) -> object:
    scheduled = [(run.id, run.status) for run in parts.actions.runs() if _is_of_clock(run)]
    return [one.standing() for one in services(parts)], parts.relay.runs, scheduled

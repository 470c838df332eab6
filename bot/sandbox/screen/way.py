"""Below: the way of each message through relay, store, dispatch and run, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint
from markupsafe import Markup

from bot.core import clock
from bot.operate.tracing import telling
from bot.operate.tracing.relay_side import RelaySide
from bot.rules.texts import terminal, tracing
from bot.sandbox.emulator import reader
from bot.sandbox.github.markdown import render
from bot.sandbox.github.values import MissingError
from bot.sandbox.screen import ways
from bot.sandbox.screen.pane import Pane, opened, opened_number
from bot.sandbox.screen.parts import Parts
from bot.sandbox.screen.seen import Onlooker
from bot.sandbox.screen.stations import Light
from bot.sandbox.workflows.runs import Run

LIGHTS: Mapping[Light, str] = {
    Light.REACHED: "reached",
    Light.WORKING: "at work",
    Light.WAITING: "waits",
    Light.FAILED: "failed",
    Light.AHEAD: "not yet",
    Light.PASSED_BY: "passed by",
}
_MOST_LOG = 40_000  # characters of a run's log that are shown, its last ones


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A workflow run as the pane shows it."""

    id: int
    title: str
    state: str
    tone: str
    summary: Markup | None
    log: str
    url: str


def pane(parts: Parts) -> Pane:
    onlooker = Onlooker(parts)

    def values() -> dict[str, Any]:
        open_one = opened("way")
        return {
            "ways": ways.newest(parts, onlooker),
            "open": open_one,
            "steps": _steps(open_one, parts, onlooker) if open_one else [],
            "run": _run(opened_number("run"), parts),
            "lights": LIGHTS,
            "now": clock.now(),
        }

    return Pane("way", values, partial(_mark, parts), Blueprint("way", __name__), onlooker.close)


def state_of(run: Run) -> str:
    """Return a word for the state of a run."""
    if run.active:
        return "queued" if run.status == "queued" else "running"
    return {"success": "succeeded", "skipped": "had nothing to do"}.get(str(run.conclusion), "failed")


def _mark(parts: Parts) -> object:
    """Return what changes whenever a message has got further."""
    database = parts.folder / "relay.db"
    files = (_stamp(database), _stamp(database.with_name("relay.db-wal")))
    issues = parts.state.issues
    return (
        [(one.sid, one.status) for one in parts.twilio.state.messages()[: ways.MOST]],
        [(one.id, one.status, one.run_attempt) for one in parts.actions.runs()[: ways.MOST]],
        (len(issues.everything()), len(issues.comments()), len(parts.twilio.state.alerts())),
        files,
        parts.relay.runs,
    )


def _stamp(file: Path) -> tuple[int, int]:
    try:
        known = file.stat()
    except OSError:
        return 0, 0
    return known.st_mtime_ns, known.st_size


def _steps(message: str, parts: Parts, onlooker: Onlooker) -> list[tuple[datetime, str]]:
    """Return what the relay's log and store know of a message, as `bot trace` tells it."""
    language = reader.language()
    spoken = tracing.of(language)
    relay = RelaySide(Path(parts.configuration.relay.log_file), spoken, clock.iso, onlooker.store)
    steps = sorted(set(relay.steps(message)), key=lambda step: step.turn)
    shown, again = terminal.of(language).shown, terminal.read_back(language).shown
    return [(step.at, telling.sentence(step, spoken, shown, again)) for step in steps]


def _run(number: int, parts: Parts) -> ShownRun | None:
    try:
        run = parts.actions.run(number)
    except MissingError:
        return None
    state = state_of(run)
    return ShownRun(
        run.id,
        run.display_title,
        state,
        {"succeeded": "good", "failed": "bad", "had nothing to do": ""}.get(state, "accent"),
        render(run.summary) if run.summary.strip() else None,
        parts.actions.log(run.id)[-_MOST_LOG:],
        f"{parts.addresses.issues.removesuffix('/issues')}/actions/runs/{run.id}",
    )

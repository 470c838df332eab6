"""reconcile: whatever a journey lost is found, and done by the very functions that the journeys call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot import calls, clock, erasure, logs, periods
from bot.errors import BotError, LimitError, UnfinishedError
from bot.jobs.reconciling import (
    doubles,
    failed_runs,
    lost,
    path,
    schedules,
    twilio_errors,
    unanswered,
    undecided,
    waiting,
)
from bot.jobs.reconciling.scene import Scene
from bot.jobs.runner import Tools, place, tell_limit

Step = Callable[[Scene], list[str]]


def _erase(scene: Scene) -> list[str]:
    return erasure.resume(scene.tools)


# What people wait for comes first; an erasure before all, so that nothing is found again that should be gone.
STEPS: Mapping[str, Step] = {
    "Erasures": _erase,
    "Lost messages": lost.record,
    "Double conversations": doubles.join,
    "What waited for its hour": waiting.send,
    "Unanswered commands": unanswered.carry_out,
    "Messages without final status": undecided.settle,
    "Failed runs": failed_runs.name,
    "Twilio's errors": twilio_errors.report,
    "Test message": path.test,
    "Schedules": schedules.keep_on,
}


def run(_event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Look after everything; a step that fails keeps no other from its work, but fails the run at its end.

    The next run looks back to the last that succeeded: what failed here is looked at again.
    """
    scene = Scene(tools)
    lines, failed = _heading(scene), []
    for name, step in STEPS.items():
        try:
            done, fault = _carry_out(step, scene)
        except LimitError as error:
            tell_limit(tools)
            raise UnfinishedError(
                f"Stopped at: {name}. {error.message}", [*lines, "", f"⚠️ {error}"]
            ) from error
        if done or fault:
            lines += ["", f"**{name}**", "", *done, *([f"⚠️ {fault}"] if fault else [])]
        if fault:
            logs.trouble("step-failed", kind=name, reason=fault)
            failed.append(name)
    if len(lines) == len(_heading(scene)):
        lines.append("Nothing was lost.")
    made = ", ".join(f"{service} {count}" for service, count in sorted(calls.made.items()))
    lines += ["", f"API calls: {made}"]
    if failed:
        raise UnfinishedError(f"Not everything could be looked after: {', '.join(failed)}.", lines)
    return lines


def _heading(scene: Scene) -> list[str]:
    """Say when the clock last ran, and how far back this run looks."""
    period = scene.period
    said = f"{periods.told(period.last_success)} Looked at everything since {clock.iso(period.since)}."
    if period.is_cut:
        said += (
            " ⚠️ The clock stood still for longer than `reconcile.look_back`: what is older was not looked at."
        )
    return [said]


def _carry_out(step: Step, scene: Scene) -> tuple[list[str], str]:
    try:
        return step(scene), ""
    except LimitError:
        raise  # each further step would be refused too
    except BotError as error:
        return [], str(error)
    except Exception as error:  # noqa: BLE001 - a fault in one step must not keep the others from their work
        return [], f"Unexpected {type(error).__name__} at {place(error)}. Please report this line."

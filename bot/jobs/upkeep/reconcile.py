"""reconcile: whatever a journey lost is found, and done by the very functions that the journeys call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import calls, clock, logs
from bot.core.errors import LimitError, UnfinishedError
from bot.jobs.rights import erasure
from bot.jobs.tools import Tools, tell_limit
from bot.jobs.upkeep import (
    duplicates,
    each,
    failed_runs,
    lost,
    path,
    schedules,
    twilio_errors,
    unanswered,
    undecided,
    waiting,
)
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.upkeep import periods

Step = Callable[[ReconcileContext], Iterable[str]]


@dataclass(frozen=True, slots=True)
class _Result:
    """What a step did, and why it could not do all."""

    name: str
    done: list[str]
    fault: str


def _erase(context: ReconcileContext) -> list[str]:
    return erasure.resume(context.tools)


# What people wait for comes first; an erasure before all, so that nothing is found again that should be gone.
STEPS: Mapping[str, Step] = {
    "Erasures": _erase,
    "Lost messages": lost.record,
    "Double conversations": duplicates.join,
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
    context, results = ReconcileContext(tools), list[_Result]()
    for name, step in STEPS.items():
        done = list[str]()
        try:
            fault = _carry_out(step, context, done)
        except LimitError as error:
            tell_limit(tools)
            results.append(_Result(name, done, str(error)))
            raise UnfinishedError(
                f"Stopped at: {name}. {error.message}", _report(context, results)
            ) from error
        if fault:
            logs.trouble("step-failed", kind=name, reason=fault)
        results.append(_Result(name, done, fault))
    failed = [result.name for result in results if result.fault]
    if failed:
        message = f"Not everything could be looked after: {', '.join(failed)}."
        raise UnfinishedError(message, _report(context, results))
    return _report(context, results)


def _heading(context: ReconcileContext) -> list[str]:
    """Say when the clock last ran, and how far back this run looks."""
    period = context.period
    said = f"{periods.told(period.last_success)} Looked at everything since {clock.iso(period.since)}."
    if period.is_cut:
        said += (
            " ⚠️ The clock stood still for longer than `reconcile.look_back`: what is older was not looked at."
        )
    return [said]


def _carry_out(step: Step, context: ReconcileContext, done: list[str]) -> str:
    """Let a step add to what is done, line by line; return why it ended early, if it did."""
    try:
        for line in step(context):
            done.append(line)  # noqa: PERF402 - what was said before an error stays said
    except LimitError:
        raise  # each further step would be refused too
    except Exception as error:  # noqa: BLE001 - a fault in one step must not keep the others from their work
        return each.told(error)
    return ""


def _report(context: ReconcileContext, results: Sequence[_Result]) -> list[str]:
    """Return the summary: when the clock last ran, how far back this run looked, what it did and what it cost."""
    lines = _heading(context)
    told = [result for result in results if result.done or result.fault]
    for result in told:
        fault = [f"⚠️ {result.fault}"] if result.fault else []
        lines += ["", f"**{result.name}**", "", *result.done, *fault]
    if not told:
        lines.append("Nothing was lost.")
    made = ", ".join(f"{service} {count}" for service, count in sorted(calls.made.items()))
    return [*lines, "", f"API calls: {made}"]

"""reconcile: find what a journey has lost, and repair it with the functions that the journeys call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core import calls, clock, isolated, logs
from bot.core.errors import LimitError, UnfinishedError
from bot.core.sentences import Sentence, joined
from bot.jobs.rights import erasure
from bot.jobs.tools import Tools, report_limit
from bot.jobs.upkeep import (
    canary_check,
    ceilings,
    consent_anchors,
    deferred,
    digest,
    doubtful_texts,
    duplicates,
    failed_runs,
    job_clock,
    labels,
    late_files,
    lost_messages,
    missing_reports,
    overdue,
    pauses_over,
    schedules,
    spam_closed,
    transcripts,
    twilio_errors,
    unanswered_commands,
    unbound_issues,
    unfinished_forms,
)
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.upkeep import periods

_HOUR = timedelta(hours=1)  # until a limit of GitHub's is over, and between two test messages

Step = Callable[[ReconcileContext], Iterable[str]]


@dataclass(frozen=True, slots=True)
class _Result:
    """What a step did, and why it did not finish, if so."""

    name: str
    done: list[str]
    fault: str


def _erase(context: ReconcileContext) -> Iterable[str]:
    return erasure.resume(context.tools)


# What people wait for comes first, but erasures before everything, so that nothing erased is found again.
# `SummaryTexts.steps` has the heading of each.
STEPS: Mapping[str, Step] = {
    "erasures": _erase,
    "labels": labels.put_back,
    "lost-messages": lost_messages.recover,
    "duplicates": duplicates.join,
    "files": late_files.keep,
    "transcripts": transcripts.make,
    "deferred": deferred.send_due,
    "commands": unanswered_commands.carry_out,
    "forms": unfinished_forms.carry_out,
    "reports": missing_reports.ask_twilio,
    "doubtful": doubtful_texts.ask_again,
    "unbound": unbound_issues.report,
    "anchors": consent_anchors.report,
    "runs": failed_runs.list_in_notice,
    "twilio-errors": twilio_errors.report,
    "pauses": pauses_over.end,
    "spam": spam_closed.close,
    "overdue": overdue.remind,
    "digest": digest.write,
    "ceilings": ceilings.watch,
    "canary": canary_check.check,
    "schedules": schedules.keep_enabled,
}


def run(_event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Run every step; one that fails stops no other, but fails the run at its end.

    The next run looks back to the last that succeeded, so what failed here is tried again. The relay sees that the run
    failed and starts it, ever more seldom.
    """
    context, results = ReconcileContext(tools), list[_Result]()
    if tools.settings.config.canary.enabled:
        tools.agenda.note(clock.now() + _HOUR)
    for name, step in STEPS.items():
        done = list[str]()
        try:
            fault = _carry_out(step, context, done)
        except LimitError as error:
            report_limit(tools, error)
            # All that was due is left to that run: wakes that nothing confirms would multiply.
            tools.agenda.note(clock.now() + _HOUR)
            tools.agenda.finish(periods.RECONCILE)
            results.append(_Result(name, done, error.sentence))
            raise UnfinishedError(
                Sentence("Stopped at: {name}. {why}", name=tools.summaries.steps[name], why=error.message),
                _report(context, results),
            ) from error
        if fault:
            logs.trouble("step-failed", kind=name, reason=fault)
        results.append(_Result(name, done, fault))
    tools.agenda.finish(periods.RECONCILE)
    failed = [result for result in results if result.fault]
    if failed:
        names = ", ".join(tools.summaries.steps[result.name] for result in failed)
        why = joined(dict.fromkeys(result.fault for result in failed))
        raise UnfinishedError(
            Sentence("Some steps failed: {names}. {why}", names=names, why=why), _report(context, results)
        )
    return _report(context, results)


def _heading(context: ReconcileContext) -> list[str]:
    """Return when the job last ran, and how far back this run looks."""
    period, tools = context.period, context.tools
    sentences = [
        job_clock.describe(period.last_success, tools),
        tools.summaries.checked_since.format(since=tools.moment(period.since)),
    ]
    if period.is_cut:
        sentences.append(tools.summaries.cut)
    return [" ".join(sentences)]


def _carry_out(step: Step, context: ReconcileContext, done: list[str]) -> str:
    """Run a step, which adds to `done` line by line; return why it ended early, if it did."""
    try:
        for line in step(context):
            done.append(line)  # noqa: PERF402 - the lines before an error are kept
    except isolated.CONCERNS_ALL:
        raise  # every further step would be refused too
    except Exception as error:  # noqa: BLE001 - a fault in one step must not stop the others
        return isolated.describe(error)
    return ""


def _report(context: ReconcileContext, results: Sequence[_Result]) -> list[str]:
    """Return the summary: when the clock last ran, how far back this run looked, what it did and what it cost."""
    lines, summaries = _heading(context), context.tools.summaries
    shown = [result for result in results if result.done or result.fault]
    for result in shown:
        fault = [f"⚠️ {context.tools.shown(result.fault)}"] if result.fault else []
        lines += ["", f"**{summaries.steps[result.name]}**", "", *result.done, *fault]
    if not shown:
        lines.append(summaries.nothing_lost)
    made = ", ".join(f"{service} {count}" for service, count in sorted(calls.made.items()))
    return [*lines, "", summaries.api_calls.format(calls=made)]

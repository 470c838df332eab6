"""Runs of the other workflows that failed: listed in the summary, and in one notice until their work is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from bot.adapters.github.recent import MOST_RUNS
from bot.core.errors import RepositoryError
from bot.core.issues import Run
from bot.jobs.record.notices import Notice
from bot.jobs.upkeep import operations_notices
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.upkeep import run_failures
from bot.rules.upkeep.run_failures import Failure, FailureMemory

TOPIC = "runs"
MOST = 100  # runs are listed, so that the issue stays within GitHub's limit
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 .-]{1,100}")
_LOOKED_UP = 20  # runs older than the period, per hour


def list_in_notice(context: ReconcileContext) -> list[str]:
    """List failed runs until their work is done, or until somebody has seen them and closes the issue."""
    tools = context.tools
    if context.no_runs:
        return [context.no_runs]
    known = context.topics.get(TOPIC)
    memory = FailureMemory.parse(tools.notices.state(known))
    if known and not known.is_open:
        memory = memory.closed()
    left = [
        failure
        for failure in run_failures.unfinished_work(
            context.runs, context.period.settled, context.made_good, _still_undone(memory.named, context)
        )
        if failure.run.id not in memory.seen
    ]
    lines = [tools.summaries.runs_cut.format(count=MOST_RUNS)] if len(context.runs) >= MOST_RUNS else []
    if not left:
        newest = max((failure.run.id for failure in memory.named), default=0)
        over = tools.maintainers.upkeep.runs_over
        return [*lines, *operations_notices.close(context, TOPIC, over, key=str(newest) if newest else "")]
    seen = memory.seen & {run.id for run in context.runs}  # the others are not listed again
    issue = operations_notices.show(context, _notice(left, seen, context), context.period.now)
    return [
        *lines,
        tools.summaries.runs_left.format(count=len(left), number=issue.number),
        *(f"- [{_shown(failure.run)}]({failure.run.url}): `{failure.run.conclusion}`" for failure in left),
    ]


def _still_undone(named: Sequence[Failure], context: ReconcileContext) -> list[Failure]:
    """Leave out failures older than the runs of the period that were repaired since.

    A later run of the same work was seen in the period when it ended; a rerun changes the run itself. What send-replies
    left undone in an issue, a run of reconcile has carried out by then: otherwise the period would still reach back to
    it.
    """
    listed = {run.id for run in context.runs}
    found, looked_up = [], 0
    for failure in named:
        if failure.run.id not in listed:
            if run_failures.issue_of_replies(failure.run):
                continue
            looked_up += 1
            if (looked_up <= _LOOKED_UP or context.period.first_of_the_day) and not _has_failed(
                failure, context
            ):
                continue
        found.append(failure)
    return found


def _has_failed(failure: Failure, context: ReconcileContext) -> bool:
    """Return whether the run still counts as failed, or is in progress again; a deleted run does not."""
    try:
        run = context.tools.recent.run(failure.run.id)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return False
    return run.is_active or run.conclusion in run_failures.BAD


def _shown(run: Run) -> str:
    """Return the name of a run, or of its workflow where whoever dispatched the event chose an odd one."""
    return run.name if _PLAIN_NAME.fullmatch(run.name) else run.workflow


def _notice(left: Sequence[Failure], seen: AbstractSet[int], context: ReconcileContext) -> Notice:
    tools = context.tools
    texts, labels = tools.maintainers.upkeep, tools.labels
    lines = [
        texts.runs_line.format(
            name=_shown(failure.run),
            url=failure.run.url,
            conclusion=failure.run.conclusion,
            when=tools.moment(failure.run.created_at),
            times=texts.runs_times.format(count=failure.times) if failure.times > 1 else "",
        )
        for failure in left[:MOST]
    ]
    if len(left) > MOST:
        lines.append(texts.runs_more.format(count=len(left) - MOST))
    body = texts.runs_body.format(lines="\n".join(lines))
    state = FailureMemory(left[:MOST], seen).state
    return Notice(TOPIC, texts.runs_title, body, [labels.operations, labels.gateway], state)

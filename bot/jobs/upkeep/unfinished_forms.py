"""Forms that begin a conversation and that no run has carried out; and those that are done, with their history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.adapters.github.issue_eraser import IssueEraser
from bot.core import isolated
from bot.core.issues import Issue
from bot.jobs.orders import begin_conversation, form_issue
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.upkeep import run_failures

# Whoever opened the form has read by then what became of it.
_READ_WITHIN = timedelta(days=1)
_LOOKED_FOR = timedelta(days=8)  # a token that could not delete issues may have been replaced


def carry_out(context: ReconcileContext) -> Iterator[str]:
    """Carry out what was asked for by the form and lost; once a day, delete the issues of those that are done.

    Only where there is an administrator's token: GitHub keeps the number in the history of such an issue otherwise.
    """
    undone = [issue for issue in context.issues if _is_left(issue, context)]
    yield from isolated.each(
        ((issue.number, issue) for issue in undone),
        lambda issue: _handle(issue, context),
        context.tools.shown,
    )
    eraser = IssueEraser(context.tools.settings)
    if context.period.first_of_the_day and eraser.deletes_issues:
        yield from _delete(eraser, context)


def _is_left(issue: Issue, context: ReconcileContext) -> bool:
    return issue.created_at <= context.period.settled and form_issue.is_undone(issue, context.tools)


def _handle(issue: Issue, context: ReconcileContext) -> Iterator[str]:
    lines = begin_conversation.carry_out(issue.number, context.tools)
    context.made_good.add(run_failures.name_of_form(issue.number))
    yield from (f"- {line}" for line in lines)


def _delete(eraser: IssueEraser, context: ReconcileContext) -> Iterator[str]:
    now, tools = context.period.now, context.tools
    for issue in tools.recent.issues(now - _LOOKED_FOR):
        is_done = not issue.is_open and form_issue.marker(issue, tools) is not None
        if is_done and issue.closed_at and now - issue.closed_at >= _READ_WITHIN:
            if not eraser.delete_issue(issue.number):
                return  # nor the others
            yield f"- {tools.summaries.form_deleted.format(form=issue.number)}"

"""Conversations labelled spam that are open: a run died before it could close them, or a message crossed it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import isolated, logs
from bot.core.issues import Issue
from bot.jobs.sending import spam
from bot.jobs.upkeep.context import ReconcileContext


def close(context: ReconcileContext) -> Iterator[str]:
    """Close spam that was reopened or labelled in the period."""
    tools = context.tools
    found = (
        (number, one.issue)
        for number, one in context.conversations.items()
        if one.issue.is_open and tools.labels.spam in one.issue.labels
    )
    return isolated.each(found, lambda issue: _close(issue, context), tools.shown)


def _close(issue: Issue, context: ReconcileContext) -> Iterator[str]:
    tools, number = context.tools, issue.number
    if context.is_being_answered(number):
        return
    now = tools.repository.issue(number)  # a /spam off may have begun since
    if tools.labels.spam in now.labels and now.is_open:
        spam.put(now, tools)
        logs.step("spam-closed", issue=number)
        yield tools.maintainers.sorting.summary_spam.format(number=number)

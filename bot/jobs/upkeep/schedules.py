"""Schedules: in a public repository GitHub disables them after 60 days without activity.

Source: docs.github.com, "Disabling and enabling a workflow". Enabling a workflow through the API restarts the 60 days
and, unlike commits made for that purpose, writes nothing into the repository's history.
"""

from __future__ import annotations

from bot.core import logs
from bot.core.errors import RepositoryError
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.upkeep.periods import SCHEDULED

_BY_HAND = "disabled_manually"
_GONE = "deleted"  # its file was deleted, which is somebody's decision too


def keep_enabled(context: ReconcileContext) -> list[str]:
    """Once a day, enable the scheduled workflows; what somebody disabled by hand stays disabled.

    One that GitHub refuses to enable would be refused each time: it neither stops the others nor fails the run.
    """
    if not context.period.first_of_the_day or context.no_runs or not context.tools.repository.is_public():
        return []
    lines, summaries = [], context.tools.summaries
    for workflow in context.tools.recent.workflows():
        if workflow.name not in SCHEDULED or workflow.state in (_BY_HAND, _GONE):
            continue
        try:
            context.tools.recent.enable(workflow.name)
        except RepositoryError as error:
            logs.trouble(
                "schedule-not-enabled", event=workflow.name, reason=error.message, remedy=error.remedy
            )
            lines.append(
                summaries.schedule_refused.format(
                    name=workflow.name, state=workflow.state, why=context.tools.shown(error.sentence)
                )
            )
            continue
        if workflow.state != "active":
            logs.step("schedule-enabled", event=workflow.name, status=workflow.state)
            lines.append(summaries.schedule_enabled.format(name=workflow.name, state=workflow.state))
    return lines

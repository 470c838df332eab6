"""When a scheduled job last succeeded, for its summary."""

from __future__ import annotations

from datetime import datetime

from bot.core import logs
from bot.core.errors import RepositoryError, TemporaryError
from bot.jobs.tools import Tools


def last_success(workflow: str, tools: Tools) -> str:
    """Return when the workflow last succeeded, or why that is unknown; no job fails over it."""
    try:
        last = tools.recent.last_success(workflow)
    except TemporaryError as error:
        return tools.summaries.last_unknown.format(why=tools.shown(error.message))
    except RepositoryError as error:
        return unreadable(error, tools)
    return describe(last.created_at if last else None, tools)


def describe(last_success: datetime | None, tools: Tools) -> str:
    """Return the line of a summary about the last success of its job."""
    summaries = tools.summaries
    if last_success is None:
        return summaries.never_succeeded
    return summaries.last_success.format(when=tools.moment(last_success))


def unreadable(error: RepositoryError, tools: Tools) -> str:
    """Log that the runs of a workflow cannot be listed; return the line of the summary."""
    logs.trouble("runs-unreadable", reason=error.message, remedy=error.remedy)
    return tools.summaries.runs_unreadable.format(why=tools.shown(error.message))

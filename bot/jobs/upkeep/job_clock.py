"""When a scheduled job last succeeded, for its summary."""

from __future__ import annotations

from bot.core import logs
from bot.core.errors import RepositoryError, TemporaryError
from bot.jobs.tools import Tools
from bot.rules.upkeep import periods


def last_success(workflow: str, tools: Tools) -> str:
    """Return when the workflow last succeeded, or why that is unknown; no job fails over it."""
    try:
        last = tools.recent.last_success(workflow)
    except TemporaryError as error:
        return f"It is not known when the clock last ran. {error.message}"
    except RepositoryError as error:
        logs.trouble("runs-unreadable", reason=error.message, remedy=error.remedy)
        return f"GitHub does not list the runs. {error.message} The job needs actions: read."
    return periods.describe_last(last.created_at if last else None)

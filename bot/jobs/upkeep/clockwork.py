"""What a scheduled job says of the clock that starts it."""

from __future__ import annotations

from bot.core import logs
from bot.core.errors import RepositoryError, TemporaryError
from bot.jobs.tools import Tools
from bot.rules.upkeep import periods


def last_ran(workflow: str, tools: Tools) -> str:
    """Say when the workflow last succeeded, or why GitHub does not tell; no job fails for want of that."""
    try:
        last = tools.recent.last_success(workflow)
    except TemporaryError as error:
        return f"When the clock last ran is not known. {error.message}"
    except RepositoryError as error:
        logs.trouble("runs-unreadable", reason=error.message, remedy=error.remedy)
        return f"GitHub does not tell of runs. {error.message} The job needs actions: read."
    return periods.told(last.created_at if last else None)

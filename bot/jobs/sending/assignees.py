"""Assigns people to issues of the bot."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import logs
from bot.core.errors import BotError
from bot.core.issues import Issue
from bot.jobs.tools import Tools


def assign(issue: Issue, logins: Sequence[str], tools: Tools) -> None:
    """Assign people, in addition to those already assigned; a login that does not exist stops nothing else."""
    if not logins:
        return
    try:
        tools.repository.assignees.add(issue.number, logins)
    except BotError as error:
        logs.trouble("not-assigned", issue=issue.number, reason=error.message)

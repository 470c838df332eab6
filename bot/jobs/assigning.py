"""Who is put in charge of an issue of the bot."""

from __future__ import annotations

from collections.abc import Sequence

from bot import logs
from bot.errors import BotError
from bot.jobs.runner import Tools
from bot.repository import Issue
from bot.repository.admin import Administration


def assign(issue: Issue, logins: Sequence[str], tools: Tools) -> None:
    """Put people in charge, besides those who are; a login that does not exist keeps nothing else back."""
    if not logins:
        return
    try:
        Administration(tools.settings).assign(issue.number, logins)
    except BotError as error:
        logs.trouble("not-assigned", issue=issue.number, reason=error.message)

"""What a conversation keeps when it continues in another issue: its assignees and the labels of `routes`."""

from __future__ import annotations

from bot.adapters.github.assignees import Assignees
from bot.core import logs
from bot.core.errors import BotError
from bot.core.settings import Configuration
from bot.jobs.record.conversation_reader import Conversation


def labels(old: Conversation, config: Configuration) -> list[str]:
    """Return the labels of a conversation that stay with the person: those that `routes` gave it, and spam."""
    known = set(map(str.casefold, (*config.route_labels, config.labels.spam)))
    return [label for label in sorted(old.issue.labels) if label.casefold() in known]


def keep_assignees(old: Conversation, number: int, assignees: Assignees) -> None:
    """Assign the same people where a conversation continues; a failure delays nothing."""
    try:
        if old.issue.assignees:
            assignees.add(number, old.issue.assignees)
    except BotError as error:
        logs.trouble("not-assigned", issue=number, reason=error.message)

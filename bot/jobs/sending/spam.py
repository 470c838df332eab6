"""How a conversation is marked as spam: it gets the label, is closed, and loses the labels of waiting."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.issues import Issue
from bot.jobs.record.conversation_reader import Conversation, current
from bot.jobs.tools import Tools


def put(issue: Issue, tools: Tools) -> None:
    """Mark a conversation as spam; the label comes first, so that another run can finish the job."""
    repository, labels = tools.repository, tools.labels
    if labels.spam not in issue.labels:
        repository.add_label(issue.number, labels.spam)
    if issue.is_open:
        repository.close(issue.number, planned=False)
    for label in sorted({labels.waiting, labels.overdue, labels.snoozed} & issue.labels):
        repository.remove_label(issue.number, label)


def take_off(issue: Issue, tools: Tools) -> None:
    """Make a conversation spam no longer; it stays closed."""
    if tools.labels.spam in issue.labels:
        tools.repository.remove_label(issue.number, tools.labels.spam)


def is_sender(known: Iterable[Conversation], labelled: Iterable[Issue], tools: Tools) -> bool:
    """Return whether what the person writes is spam: the newest conversation of the channel says it.

    Where there is none, the newest of another channel does: `labelled` are the person's issues on every channel.
    """
    for conversation in current(known):
        return tools.labels.spam in conversation.issue.labels
    of_a_channel = {tools.labels.sms, tools.labels.whatsapp, tools.labels.other_channel}
    others = sorted((one for one in labelled if of_a_channel & one.labels), key=lambda one: one.number)
    return bool(others) and tools.labels.spam in others[-1].labels

"""Notices for administrators: open while there is something to do, closed when there is not."""

from __future__ import annotations

from datetime import datetime

from bot.core.issues import Issue
from bot.jobs.record.notices import Notice
from bot.jobs.upkeep.context import ReconcileContext


def show(context: ReconcileContext, notice: Notice, newest: datetime) -> Issue:
    """Keep the topic's issue up to date; a closed one is reopened for anything that happened since."""
    known = context.topics.get(notice.topic)
    if known and known.closed_at and not known.is_open and newest < known.closed_at:
        return known
    issue = context.tools.notices.keep(notice, known)
    if not issue.is_open:
        context.tools.repository.reopen(issue.number)
    return issue


def close(context: ReconcileContext, topic: str, sentence: str, key: str = "") -> list[str]:
    """Close the topic's issue with a comment, if it is open; `key` identifies the trouble that is over."""
    known = context.topics.get(topic)
    if known is None or not known.is_open:
        return []
    # Made only once, even if a run dies between the two. Without a key, the state identifies the trouble.
    context.tools.notices.comment_once(known, f"over-{key or context.tools.notices.state(known)}", sentence)
    context.tools.repository.close(known.number)
    return [context.tools.summaries.all_well.format(number=known.number)]

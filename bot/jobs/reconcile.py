"""reconcile: what waited for its hour is sent when it has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import erasure, logs
from bot.conversations import Conversation, open_order
from bot.errors import SealError, TemporaryError
from bot.jobs.runner import Tools, mask
from bot.jobs.send_notification import Progress, carry_out
from bot.markers import OrderMarker
from bot.repository import Comment


def run(_event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Look after every conversation in which a message waits; finding nothing costs one request."""
    lines, delayed = [], False
    label = tools.settings.config.labels.deferred
    for issue in tools.repository.issues_with_label(label):
        conversation = tools.conversations.read(issue)
        progress = _look_after(conversation, tools) if conversation else []
        delayed = delayed or Progress.DELAYED in progress
        if all(done is Progress.DONE for done in progress):
            tools.repository.remove_label(issue.number, label)
        lines.append(f"- #{issue.number}: {progress.count(Progress.WAITS)} still wait")
    lines += erasure.resume(tools)
    if delayed:
        raise TemporaryError("Not everything whose hour has come could be sent now.")
    return lines or ["Nothing waits."]


def _look_after(conversation: Conversation, tools: Tools) -> list[Progress]:
    mask(conversation.marker.person)
    found = []
    for comment in tools.repository.comments(conversation.issue.number):
        marker = tools.conversations.marker(comment)
        if isinstance(marker, OrderMarker):
            found.append(_again(marker, conversation, comment, tools))
    return found


def _again(marker: OrderMarker, conversation: Conversation, note: Comment, tools: Tools) -> Progress:
    try:
        return carry_out(open_order(marker, tools.vault), conversation, note, tools)
    except SealError as error:
        logs.trouble(
            "order-unreadable", issue=conversation.issue.number, reason=error.message, remedy=error.remedy
        )
        return Progress.WAITS

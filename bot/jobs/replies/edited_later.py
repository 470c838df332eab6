"""A comment that was edited after it was sent: the phone keeps the earlier text, and the editor may not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.jobs.record.conversations import linked
from bot.jobs.sending.thread import Thread
from bot.jobs.tools import Tools
from bot.rules.wire.markers import KeyedMarker


def comment_of(event: Mapping[str, Any]) -> int:
    """Return the comment that was edited just now, 0 if another event started the run."""
    return int(event["comment"]["id"]) if event.get("action") == "edited" else 0


def explain(comment: int, thread: Thread, tools: Tools) -> None:
    """Say, once, that what was sent stays as it was, if that comment has sent something."""
    step = thread.history.step(comment)
    if step is None or not step.has_left or step.command is None:
        return
    sentence = linked(tools.maintainers.history.edited_since, step.comment.url)
    tools.conversations.comment_once(thread.here.number, KeyedMarker(f"edited-{comment}"), sentence)

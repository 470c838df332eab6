"""Who waits for an answer, since when, and for how long of the time in which somebody is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.github.comment_pages import CommentTail
from bot.adapters.github.comment_tails import CommentTails
from bot.core.issues import Issue
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import stands, steps
from bot.jobs.tools import Tools
from bot.rules.people import office_hours
from bot.rules.wire.markers import KeyedMarker


@dataclass(frozen=True, slots=True)
class WaitingConversation:
    """A conversation that waits for the office; `keys` are those of the notes in it that are made once."""

    conversation: Conversation
    since: datetime
    waited: timedelta
    keys: frozenset[str]

    @property
    def number(self) -> int:
        return self.conversation.number


def found(
    tools: Tools, now: datetime, read: Callable[[Issue], Conversation | None]
) -> list[WaitingConversation]:
    """Return the open conversations that wait, the longest wait first: a request for each twenty-five.

    Not those of people who opted out: nobody may answer them. Nor spam, nor paused conversations.
    """
    labels = (tools.labels.gateway, tools.labels.waiting)
    waiting = tools.repository.issues_with_label(*labels, state="open", untouched=True)
    nobody_answers = {tools.labels.opt_out, tools.labels.spam, tools.labels.snoozed}
    issues = (one for one in waiting if not nobody_answers & one.labels)
    listed = [
        _waiting(conversation, tail, now, tools)
        for issue, tail in CommentTails(tools.settings, tools.repository).of(issues)
        if (conversation := read(issue))
    ]
    return sorted(listed, key=lambda one: (one.since, one.number))


def measure(tools: Tools) -> Callable[[datetime, datetime], timedelta]:
    """Return how to measure a wait: by the office's hours where it has any, else by the clock."""
    hours = office_hours.of(tools.settings.config.office, tools.zone)
    return hours.open_time_between if hours else _on_the_clock


def _on_the_clock(begin: datetime, end: datetime) -> timedelta:
    return end - begin


def _waiting(
    conversation: Conversation, tail: CommentTail, now: datetime, tools: Tools
) -> WaitingConversation:
    sent = [step for step in steps.commands_of(tail.comments, tools).steps if step.sends_text]
    since = stands.of(conversation.issue, tail.comments, sent, tools, whole=tail.whole).since
    keys = frozenset(
        marker.key
        for marker in map(tools.conversations.readable, tail.comments)
        if isinstance(marker, KeyedMarker)
    )
    return WaitingConversation(conversation, since, measure(tools)(since, now), keys)

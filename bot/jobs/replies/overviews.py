"""Keeps the summary on top of a long conversation as it stands after maintainers' commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.core.issues import Issue
from bot.core.marks import Mark, Outcome
from bot.jobs.sending import policy_gate, stands
from bot.jobs.sending.thread import Thread
from bot.jobs.tools import Tools
from bot.rules.conversation import overview
from bot.rules.conversation.overview import Overview

_NOT_SENT = frozenset({Outcome.REFUSED, Outcome.HELD, Outcome.FAILED})


def show(thread: Thread, tools: Tools) -> None:
    """Write the summary into a long conversation, or bring up to date the one that it has."""
    known, least = thread.conversation.issue, tools.settings.config.conversations.overview_after
    is_long = 0 < least <= known.comments
    if thread.heir or not (is_long or overview.read(known.body)):
        return
    issue = tools.repository.issue(known.number)  # the commands may have changed it
    marker = thread.conversation.marker
    labelled = tools.conversations.labelled(marker.person)
    record = policy_gate.record_of(marker.person, tools, labelled)
    sent = [one for one in thread.history.steps if one.sends_text]
    now_stands = stands.of(issue, thread.comments, sent, tools, whole=thread.whole)
    before = overview.read(issue.body)
    last = max((one for one in sent if one.has_left), key=lambda one: one.comment.id, default=None)
    answer = last.comment.id if last else before.answer if before else 0
    arrived = bool(last and Mark.DELIVERED in last.marks)
    outcome = now_stands.last.outcome if now_stands.last else None
    has_failed = outcome is Outcome.UNDELIVERED
    now = Overview(
        now_stands.waits_for,
        now_stands.since,
        _answered_at(thread) or (before.answered_at if before else None),
        has_failed=has_failed,
        opted_out=record.opted_out,
        others=tuple(sorted(_others(labelled, issue, thread, tools))),
        answer=answer,
        is_unsent=outcome in _NOT_SENT,
        has_arrived=not has_failed
        and (arrived or bool(before and before.answer == answer and before.has_arrived)),
        until=now_stands.until,
    )
    text = overview.written(issue.body, now, marker.person, issue.created_at, tools.conversations.style)
    tools.repository.settle(issue, text, close=False)


def _answered_at(thread: Thread) -> datetime | None:
    left = (one.comment.created_at for one in thread.history.steps if one.sends_text and one.has_left)
    return max(left, default=None)


def _others(labelled: Sequence[Issue], issue: Issue, thread: Thread, tools: Tools) -> Iterator[int]:
    """Yield the person's other open conversations."""
    for one in tools.conversations.among(thread.conversation.marker.person, labelled):
        if one.issue.is_open and one.number != issue.number:
            yield one.number

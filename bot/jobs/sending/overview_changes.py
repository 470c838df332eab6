"""Changes a part of the summary on top of a long conversation, without reading the conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.jobs.tools import Tools
from bot.rules.conversation import overview
from bot.rules.conversation.overview import Overview
from bot.rules.conversation.standing import WaitsFor


def note_failure(number: int, tools: Tools) -> None:
    """Say that the last answer did not arrive."""
    _change(number, lambda now: replace(now, has_failed=True, has_arrived=False), tools)


def note_arrival(number: int, comment: int, tools: Tools) -> None:
    """Say that the last answer arrived, if that comment has sent it."""

    def arrived(now: Overview) -> Overview:
        return replace(now, has_failed=False, has_arrived=True) if now.answer == comment else now

    if comment:
        _change(number, arrived, tools)


def note_consent(number: int, tools: Tools, *, opted_out: bool) -> None:
    """Say whether the person gets messages."""
    _change(number, lambda now: replace(now, opted_out=opted_out), tools)


def note_end_of_rest(number: int, tools: Tools, *, at: datetime, waits: bool) -> None:
    """Say that a pause is over, and who has to answer since then."""
    turn = WaitsFor.OFFICE if waits else WaitsFor.PERSON

    def change(now: Overview) -> Overview:
        is_over = now.waits_for is WaitsFor.LATER
        return replace(now, waits_for=turn, since=at, until=None) if is_over else now

    _change(number, change, tools)


def _change(number: int, change: Callable[[Overview], Overview], tools: Tools) -> None:
    """Change the summary of a conversation, if it has one."""
    issue = tools.repository.issue(number)
    now = overview.read(issue.body)
    conversation = tools.conversations.read(issue) if now else None
    if not now or not conversation:
        return
    person, changed = conversation.marker.person, change(now)
    if changed == now:
        return
    text = overview.written(issue.body, changed, person, issue.created_at, tools.conversations.style)
    tools.repository.settle(issue, text, close=False)

"""Conversations that wait too long: labelled, their people mentioned once, and at last told to administrators."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.core import clock, logs
from bot.core.errors import RepositoryError, UnfinishedError
from bot.jobs.orders import alarms
from bot.jobs.orders.carrying_out import OrderProgress
from bot.jobs.tools import Tools
from bot.jobs.upkeep.context import ReconcileContext
from bot.jobs.upkeep.waiting_people import WaitingConversation
from bot.rules.people import office_hours
from bot.rules.wire.markers import KeyedMarker

ORDERED_BY = "reconcile"
_NAMED = 5  # in an alert
_SOON = timedelta(minutes=1)


def remind(context: ReconcileContext) -> Iterator[str]:
    """Remind of who has waited longer than `desk.answer_within`, once for each wait."""
    tools, within = context.tools, context.tools.settings.config.desk.answer_within
    if within is None:
        return
    waiting = context.waiting
    yield from _take_back({one.number for one in waiting if one.waited >= within}, tools)
    for one in waiting:
        if one.waited >= within and _key(one) not in one.keys:
            _remind_of(one, within, tools)
            yield tools.summaries.overdue.format(number=one.number)
    told = [one for one in waiting if one.waited >= 2 * within and _told(one) not in one.keys]
    if told:
        _alert(told, tools)
    _come_again(waiting, within, tools)


def _key(one: WaitingConversation) -> str:
    return f"overdue-{clock.iso(one.since)}"


def _told(one: WaitingConversation) -> str:
    return f"overdue-told-{clock.iso(one.since)}"


def _remind_of(one: WaitingConversation, within: timedelta, tools: Tools) -> None:
    texts, desk = tools.maintainers.desk, tools.settings.config.desk
    people = tools.repository.assignees.of(one.number) or desk.on_call
    named = "".join(f"@{login} " for login in people)
    sentence = texts.overdue_open if tools.settings.config.office.hours else texts.overdue
    said = sentence.format(
        people=named, since=tools.spoken(one.since), span=texts.span(int(within.total_seconds() // 60))
    )
    if tools.labels.overdue not in one.conversation.issue.labels:
        tools.repository.add_label(one.number, tools.labels.overdue)
    whole = said if named else f"{said} {texts.nobody}"
    tools.conversations.comment_once(one.number, KeyedMarker(_key(one)), whole)
    logs.step("overdue-reminded", issue=one.number)


def _alert(waiting: Sequence[WaitingConversation], tools: Tools) -> None:
    """Tell administrators by one text of all who have waited twice as long; what they were told is noted in each."""
    numbers = [f"#{one.number}" for one in waiting]
    shown = ", ".join(numbers[:_NAMED]) + (" ..." if len(numbers) > _NAMED else "")
    text = tools.alerts.desk.phone.format(count=len(waiting), numbers=shown)
    cause = "".join(f"{one.number}-{clock.iso(one.since)} " for one in waiting)
    key = f"overdue-{hashlib.sha256(cause.encode()).hexdigest()[:16]}"
    done = alarms.sound(key, max(one.since for one in waiting), text, ORDERED_BY, tools)
    if OrderProgress.DELAYED in done:
        raise UnfinishedError("The administrators could not be alerted now.", [])
    for one in waiting:
        tools.conversations.comment_once(
            one.number, KeyedMarker(_told(one)), tools.maintainers.desk.administrators_told
        )
    logs.step("overdue-alerted", count=len(waiting))


def _take_back(overdue: set[int], tools: Tools) -> Iterator[str]:
    """Take the label from conversations that wait no more, or not for long."""
    label = tools.labels.overdue
    for issue in tools.repository.issues_with_label(tools.labels.gateway, label):
        if issue.number in overdue:
            continue
        try:
            tools.repository.remove_label(issue.number, label)
        except RepositoryError as error:
            if not error.is_gone:
                raise
        yield tools.summaries.in_time.format(number=issue.number)


def _come_again(waiting: Sequence[WaitingConversation], within: timedelta, tools: Tools) -> None:
    """Note when the next of them has waited too long."""
    hours = office_hours.of(tools.settings.config.office, tools.zone)
    moments = [
        moment
        for one in waiting
        for times in (1, 2)
        if one.waited < times * within and (moment := office_hours.due(hours, one.since, times * within))
    ]
    if moments:
        tools.agenda.note(min(moments) + _SOON)

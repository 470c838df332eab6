"""Deferred notifications and replies, sent once they are due."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import isolated, logs
from bot.core.errors import SealError, TemporaryError
from bot.core.issues import Issue
from bot.core.workflow import mask
from bot.jobs.orders import waiting
from bot.jobs.orders.carrying_out import OrderProgress
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending.thread import Thread
from bot.jobs.upkeep.context import ReconcileContext


def send_due(context: ReconcileContext) -> Iterator[str]:
    """Check every conversation with something deferred; if there is none, that costs one request."""
    label = context.tools.labels.deferred
    labelled = list(context.tools.repository.issues_with_label(label))
    return isolated.each(
        ((issue.number, issue) for issue in labelled),
        lambda issue: _check(issue, context),
        context.tools.shown,
    )


def _check(issue: Issue, context: ReconcileContext) -> Iterator[str]:
    """Send what may leave now; remove the label only once nothing is deferred any more."""
    tools, number = context.tools, issue.number
    try:
        conversation = tools.conversations.read(issue)
    except SealError as error:  # what is deferred there is found again once the key is back
        logs.trouble("marker-unreadable", issue=number, reason=error.message, remedy=error.remedy)
        yield tools.summaries.still_waits.format(number=number, why=tools.shown(error.sentence))
        return
    progress = []
    if conversation:
        mask(conversation.marker.person.value)
        progress = [*waiting.carry_out(conversation, tools), _replies(conversation, context)]
    if all(done is OrderProgress.DONE for done in progress):
        tools.repository.remove_label(number, tools.labels.deferred)
    yield tools.summaries.still_wait.format(number=number, count=progress.count(OrderProgress.WAITS))
    if OrderProgress.DELAYED in progress:
        raise TemporaryError("Not everything that is due could be sent now.")


def _replies(conversation: Conversation, context: ReconcileContext) -> OrderProgress:
    """Start the run that sends the due replies of an issue, unless one is about to."""
    number = conversation.issue.number
    if context.is_being_answered(number):
        return OrderProgress.WAITS
    thread = Thread(conversation, context.tools)
    request = thread.waiting()
    if request is None:
        return OrderProgress.DONE
    until = thread.deferred_until(request)
    if until is None:
        context.start_replies(number)
    else:
        context.tools.agenda.note(until)
    return OrderProgress.WAITS

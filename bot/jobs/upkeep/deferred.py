"""Deferred notifications and replies, sent once they are due."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import isolated, logs
from bot.core.errors import SealError, TemporaryError
from bot.core.isolated import Troubles
from bot.core.issues import Comment, Issue
from bot.core.marks import Mark, Outcome
from bot.core.workflow import mask
from bot.jobs.orders.send_notification import OrderProgress, carry_out
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.conversations import open_order
from bot.jobs.sending import left_out, steps
from bot.jobs.sending.thread import Thread
from bot.jobs.tools import Tools
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.conversation import history
from bot.rules.conversation.history import Notes
from bot.rules.wire import markers
from bot.rules.wire.markers import NoteMarker, OrderMarker


def send_due(context: ReconcileContext) -> Iterator[str]:
    """Check every conversation with something deferred; if there is none, that costs one request."""
    label = context.tools.labels.deferred
    labelled = list(context.tools.repository.issues_with_label(label))
    return isolated.each(((issue.number, issue) for issue in labelled), lambda issue: _check(issue, context))


def _check(issue: Issue, context: ReconcileContext) -> Iterator[str]:
    """Send what may leave now; remove the label only once nothing is deferred any more."""
    tools, number = context.tools, issue.number
    try:
        conversation = tools.conversations.read(issue)
    except SealError as error:  # what is deferred there is found again once the key is back
        logs.trouble("marker-unreadable", issue=number, reason=error.message, remedy=error.remedy)
        yield f"- #{number}: still waits. {error}"
        return
    progress = []
    if conversation:
        mask(conversation.marker.person.value)
        progress = [*_orders(conversation, tools), _replies(conversation, context)]
    if all(done is OrderProgress.DONE for done in progress):
        tools.repository.remove_label(number, tools.labels.deferred)
    yield f"- #{number}: {progress.count(OrderProgress.WAITS)} still wait"
    if OrderProgress.DELAYED in progress:
        raise TemporaryError("Not everything that is due could be sent now.")


def _orders(conversation: Conversation, tools: Tools) -> list[OrderProgress]:
    """Carry out the orders that may not have left yet; those that left long ago cost no request."""
    given = tools.repository.comments(conversation.number)
    # A note may be where the conversation goes on.
    comments = {comment.id: comment for comment in (*given, *_written_there(conversation, tools))}
    noted = steps.notes_in(comments.values(), tools)
    progress, troubles = list[OrderProgress](), Troubles()
    for comment in given:
        marker, notes = tools.conversations.readable(comment), noted.get(comment.id, history.NO_NOTES)
        if not isinstance(marker, OrderMarker) or _has_left(comment, notes):
            continue
        with troubles.isolated(f"#{conversation.number}-{comment.id}", comment.created_at):
            progress.append(_carry_out_order(marker, conversation, comment, tools))
            if progress[-1] is OrderProgress.DONE and notes.delayed:
                _end_delay(comment, comments[notes.delayed], tools)
        if troubles.again or OrderProgress.DELAYED in progress:
            break  # the next ones must not overtake it
    if troubles.left_out:
        left_out.show("reconcile", troubles, tools)
    return [*progress, *(OrderProgress.DELAYED for _ in troubles.again)]


def _written_there(conversation: Conversation, tools: Tools) -> list[Comment]:
    """Return the comments of the issue in which the conversation goes on; none if it does not."""
    if conversation.takes_more and not conversation.marker.continued_in:
        return []
    there = tools.conversations.heir(conversation)
    return tools.repository.comments(there.number, conversation.issue.created_at) if there else []


def _has_left(order: Comment, notes: Notes) -> bool:
    """Return whether an order needs nothing more; one that was deferred has a note of ours that says so."""
    if notes.verdict or notes.has_left:
        return True
    return not notes.delayed and Mark.SENT in order.reactions


def _end_delay(order: Comment, note: Comment, tools: Tools) -> None:
    """Write into the note about a delay that the order has left, so that no later run has to ask for it."""
    left = NoteMarker(order.id, Outcome.LEFT)
    line = markers.write(left, tools.vault, note.issue)
    text = note.body.partition("\n")[2]
    tools.repository.rewrite_comment(note.issue, note.id, f"{line}\n{text}")


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


def _carry_out_order(
    marker: OrderMarker, conversation: Conversation, note: Comment, tools: Tools
) -> OrderProgress:
    try:
        return carry_out(open_order(marker, tools.vault), conversation, note, tools)
    except SealError as error:
        logs.trouble(
            "order-unreadable", issue=conversation.issue.number, reason=error.message, remedy=error.remedy
        )
        return OrderProgress.WAITS

"""Orders that wait for their hour in a conversation: carried out once they are due, in the order they were given."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import logs
from bot.core.errors import SealError
from bot.core.isolated import Troubles
from bot.core.issues import Comment, Issue
from bot.core.marks import Mark, Outcome
from bot.core.messages import Address
from bot.jobs.orders import carrying_out
from bot.jobs.orders.carrying_out import OrderProgress
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.sealed_orders import open_order
from bot.jobs.sending import left_out, steps
from bot.jobs.tools import Tools
from bot.rules.conversation import history
from bot.rules.conversation.history import Notes
from bot.rules.wire import envelope
from bot.rules.wire.markers import NoteMarker, OrderMarker


def before(note: Comment, person: Address, labelled: Sequence[Issue], tools: Tools) -> list[OrderProgress]:
    """Try what was deferred before the order in this note, so that the order does not overtake what is due by now.

    Return how far each of those has got; an order whose hour has not come yet holds back no other. `labelled` are the
    person's issues. Where nothing is deferred, that costs no request.
    """
    marked = [issue for issue in labelled if tools.labels.deferred in issue.labels]
    found = tools.conversations.with_person(person, marked) if marked else []
    numbers = {issue.number for issue in marked}
    return [
        done
        for conversation in reversed(found)
        if conversation.number in numbers
        for done in carry_out(conversation, tools, before=note)
    ]


def carry_out(conversation: Conversation, tools: Tools, before: Comment | None = None) -> list[OrderProgress]:
    """Carry out the orders that may not have left yet; those that left long ago cost no request.

    With `before`, only those shown before that note.
    """
    given = tools.repository.comments(conversation.number)
    # A note may be where the conversation goes on.
    there = tools.conversations.written_there(conversation, conversation.issue.created_at)
    comments = {comment.id: comment for comment in (*given, *there)}
    noted = steps.notes_in(comments.values(), tools)
    progress, troubles, shown = list[OrderProgress](), Troubles(), set[str]()
    for comment in given:
        marker, notes = tools.conversations.readable(comment), noted.get(comment.id, history.NO_NOTES)
        if before and (comment.created_at, comment.id) >= (before.created_at, before.id):
            break
        # The first comment that shows an order counts: another workflow may have repeated it, hidden line and all.
        if not isinstance(marker, OrderMarker) or marker.order in shown:
            continue
        shown.add(marker.order)
        if _has_left(comment, notes):
            continue
        with troubles.isolated(f"#{conversation.number}-{comment.id}", comment.created_at):
            progress.append(_carry_out_order(marker, conversation, comment, tools))
            if progress[-1] is OrderProgress.DONE and notes.delayed:
                # So no later run has to ask for it.
                tools.conversations.mark_again(comments[notes.delayed], NoteMarker(comment.id, Outcome.LEFT))
        if troubles.again or OrderProgress.DELAYED in progress:
            break  # the next ones must not overtake it
    if troubles.left_out:
        # Whichever job came upon it: one that names itself would show it once more.
        left_out.show(envelope.SEND_NOTIFICATION, troubles, tools)
    return [*progress, *(OrderProgress.DELAYED for _ in troubles.again)]


def _has_left(order: Comment, notes: Notes) -> bool:
    """Return whether an order needs nothing more; one that was deferred has a note of ours that says so."""
    if notes.verdict or notes.has_left:
        return True
    return not notes.delayed and Mark.SENT in order.reactions


def _carry_out_order(
    marker: OrderMarker, conversation: Conversation, note: Comment, tools: Tools
) -> OrderProgress:
    try:
        return carrying_out.carry_out(open_order(marker, tools.vault), conversation, note, tools)
    except SealError as error:
        logs.trouble(
            "order-unreadable", issue=conversation.issue.number, reason=error.message, remedy=error.remedy
        )
        return OrderProgress.WAITS

"""An order as it comes: shown in the person's conversation, and carried out after what waited for its hour."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.issues import Comment
from bot.core.messages import Order
from bot.jobs.orders import carrying_out, showing, waiting
from bot.jobs.orders.carrying_out import OrderProgress
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools


@dataclass(frozen=True, slots=True)
class Placed:
    """How far an order has got, and the comment that shows it; none where it was erased with the person's data."""

    progress: OrderProgress
    conversation: Conversation | None = None
    note: Comment | None = None


def place(order: Order, tools: Tools) -> Placed:
    """Carry out an order, unless it was erased with the person's data, or is being erased now."""
    labelled = tools.conversations.labelled(order.person)
    record = policy_gate.record_of(order.person, tools, labelled)
    if record.has_erased(order.id):
        return Placed(OrderProgress.DONE)
    if not all(erasing.person_informed for erasing in record.pending):
        return Placed(OrderProgress.DELAYED)  # it would be shown in a conversation that is being erased
    conversation, note = showing.noted(order, tools, labelled)
    # Opening a conversation takes seconds, in which the person may opt out: then the record is read again.
    is_known = any(issue.number == conversation.issue.number for issue in labelled)
    before = waiting.before(note, order.person, labelled, tools)
    if OrderProgress.DELAYED in before:
        return Placed(OrderProgress.DELAYED, conversation, note)
    fresh = is_known and not before  # what has just been tried may have shown that the person opted out
    progress = carrying_out.carry_out(order, conversation, note, tools, record if fresh else None)
    return Placed(progress, conversation, note)

"""The comments that show orders: how far each order has got, and when earlier ones left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import clock
from bot.core.issues import Comment, Issue
from bot.core.marks import Outcome
from bot.core.messages import SENDING, Address, Order, Purpose
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.sealed_orders import open_order
from bot.jobs.sending import outbound, policy_gate, scheduling, steps
from bot.jobs.tools import Tools
from bot.rules.sending import policy
from bot.rules.wire.about import About
from bot.rules.wire.markers import OrderMarker


@dataclass(frozen=True, slots=True)
class OrderNote:
    """An order, and the comment of its conversation that shows it."""

    order: Order
    conversation: Conversation
    note: Comment

    @property
    def about(self) -> About:
        return About(self.conversation.issue.number, self.note.id)

    @property
    def since(self) -> datetime:
        """The moment from which Twilio's list may hold its message."""
        return self.note.created_at - outbound.SKEW


def earlier(order: Order, tools: Tools, labelled: Sequence[Issue] | None = None) -> list[datetime]:
    """Return when messages of that purpose leave for the person, on any channel, within the cap's period.

    A scheduled message counts when it leaves, although it was shown days before. `labelled` are the person's issues,
    if the caller has just read them.
    """
    cap = policy.rules(tools.settings.config.policy)[policy_gate.KINDS[order.purpose]].cap
    if cap is None:
        return []
    since = clock.now() - cap.period
    looked_at = since - scheduling.FARTHEST if scheduling.is_possible(tools) else since
    labelled = tools.conversations.labelled(order.person) if labelled is None else labelled
    comments = [
        comment
        for channel in SENDING
        for conversation in tools.conversations.with_person(Address(channel, order.person.value), labelled)
        if conversation.issue.updated_at >= looked_at
        for comment in tools.repository.comments(conversation.issue.number, looked_at)
    ]
    return [moment for moment in _left_at(comments, order.purpose, tools) if moment >= since]


def _left_at(comments: list[Comment], purpose: Purpose, tools: Tools) -> Iterator[datetime]:
    """Yield when the orders of that purpose left; the note about one may be where its conversation goes on."""
    hours, noted = scheduling.scheduled(comments, tools), steps.notes_in(comments, tools)
    for note in comments:
        order = _order(note, tools)
        if order and order.purpose is purpose:
            step = steps.order_of(note, noted, tools)
            # A scheduled one that failed may never have left.
            if step and step.has_left and not (note.id in hours and step.outcome is not Outcome.DONE):
                yield hours.get(note.id, note.created_at)


def _order(note: Comment, tools: Tools) -> Order | None:
    marker = tools.conversations.marker(note)
    return open_order(marker, tools.vault) if isinstance(marker, OrderMarker) else None

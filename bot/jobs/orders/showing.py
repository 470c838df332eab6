"""Where an order is shown: in the person's conversation, once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.errors import UnwritableIssueError
from bot.core.issues import Comment, Issue
from bot.core.messages import Order
from bot.jobs.orders import preparing
from bot.jobs.record.conversation_reader import CLOCK_SKEW, Conversation, current
from bot.jobs.sending import composing
from bot.jobs.tools import Tools
from bot.rules.wire.markers import OrderMarker


def noted(
    order: Order, tools: Tools, labelled: Sequence[Issue] | None = None
) -> tuple[Conversation, Comment]:
    """Return the conversation and the comment that show the order, adding them if no earlier run did.

    `labelled` are the person's issues, if the caller has just read them.
    """
    labelled = tools.conversations.labelled(order.person) if labelled is None else labelled
    known = tools.conversations.with_person(order.person, labelled)
    since = order.received_at - CLOCK_SKEW
    for conversation in known:
        if conversation.issue.updated_at < since:
            continue
        comments = tools.repository.comments(conversation.issue.number, since)
        for comment in comments:
            if tools.conversations.marker(comment) == OrderMarker(order.id):
                return conversation, comment
        if not comments and conversation.issue.created_at >= since:
            tools.conversations.finish_beginning(conversation)
    ours = preparing.sender(order.person.channel, tools.settings)
    joinable = current(known)
    called = tools.conversations.called([order.person], labelled)
    conversation = joinable[0] if joinable else tools.conversations.begin(order.person, ours, called)
    text = composing.of_order(order, tools).written.text or order.template
    if not conversation.takes_more:
        conversation = tools.conversations.go_on(conversation)
    try:
        return conversation, tools.conversations.show_order(conversation, order, text)
    except UnwritableIssueError:
        conversation = tools.conversations.go_on(conversation)
        return conversation, tools.conversations.show_order(conversation, order, text)

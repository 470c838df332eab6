"""Texts of which we said that nobody knows whether they left: Twilio's list, asked again, may tell after all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.adapters import relay_reports
from bot.core import isolated
from bot.core.issues import Comment
from bot.core.marks import Mark, Outcome
from bot.core.workflow import mask
from bot.jobs.delivery import late_reports, record_delivery
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import outbound, steps, what_left
from bot.jobs.tools import Tools
from bot.jobs.upkeep import twilio_status
from bot.jobs.upkeep.context import ReconcileContext
from bot.jobs.upkeep.twilio_status import SentText
from bot.rules.wire.about import About
from bot.rules.wire.markers import OrderMarker
from bot.rules.wire.order_status import OrderReport, OrderStatus


def ask_again(context: ReconcileContext) -> Iterator[str]:
    """Show that they left, arrived or failed, where the list holds them: in each run at first, then once a day."""
    conversations, comments = context.looked_at
    noted = steps.notes_in(comments, context.tools)
    by_id = {comment.id: comment for comment in comments}
    found = (
        (comment.issue, (comment, by_id[notes.judged].created_at, conversations[comment.issue]))
        for comment in comments
        if (notes := noted.get(comment.id))
        and notes.verdict
        and notes.verdict.verdict is Outcome.UNKNOWN
        and comment.issue in conversations
    )
    return isolated.each(found, lambda one: _ask(*one, context), context.tools.shown)


def _ask(
    comment: Comment, judged_at: datetime, conversation: Conversation, context: ReconcileContext
) -> Iterator[str]:
    tools, about = context.tools, About(comment.issue, comment.id)
    mask(conversation.marker.person.value)
    if Mark.DELIVERED in context.marks(comment):  # the report came at the moment of our verdict
        late_reports.show_departure(about, tools, arrived=True)
        yield tools.summaries.delivered.format(number=about.issue)
        return
    sent = _sent(comment, judged_at, conversation, context)
    found = twilio_status.found(sent, tools) if sent else []
    if sent is None or not found:
        return
    reports = twilio_status.final(sent, found)
    if reports:
        yield record_delivery.settle(about, reports, tools)
        failed = next((report for report in reports if report.status.has_failed), None)
        _report(comment, OrderStatus.FAILED if failed else OrderStatus.DELIVERED, tools)
    elif twilio_status.have_left(sent, found):
        late_reports.show_departure(about, tools, arrived=False)
        _report(comment, OrderStatus.SENT, tools)
        yield tools.summaries.has_left.format(number=about.issue)


def _sent(
    comment: Comment, judged_at: datetime, conversation: Conversation, context: ReconcileContext
) -> SentText | None:
    """Return what to look for; None where others may have sent the same: the list could not tell whose it is."""
    tools, marker = context.tools, conversation.marker
    texts = what_left.texts_of(comment, conversation, tools)
    elsewhere = what_left.beside(comment, texts, conversation, tools, marker.continued_in)
    if not texts or any(elsewhere.most.get(outbound.key(text)) for text in texts):
        return None
    oldest = context.period.now - tools.settings.config.reconcile.ask_status_until
    return SentText(
        About(comment.issue, comment.id),
        marker.person,
        marker.sender,
        texts,
        elsewhere.since,
        oldest,
        also=marker.others,
        until=judged_at,
    )


def _report(comment: Comment, status: OrderStatus, tools: Tools) -> None:
    """Report to the relay what is known now of an order."""
    marker = tools.conversations.readable(comment)
    if isinstance(marker, OrderMarker):
        relay_reports.report_order(tools.settings.relay_url, OrderReport(marker.order, status), tools.vault)

"""An order that is shown in a note: it is sent, scheduled with Twilio, deferred to its hour, or refused."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import assert_never

from bot.adapters import relay_reports
from bot.core import clock, logs
from bot.core.issues import Comment
from bot.core.marks import SETTLED, Mark, Outcome
from bot.core.messages import Address, Order
from bot.jobs.orders import preparing
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.rights import opt_outs
from bot.jobs.sending import (
    composing,
    doubt,
    explaining,
    order_notes,
    outbound,
    policy_gate,
    scheduling,
    steps,
    templating,
)
from bot.jobs.sending.doubt import EarlierRuns
from bot.jobs.sending.order_notes import OrderNote
from bot.jobs.sending.outbound import Delayed, OutgoingMessage, Refused, SendResult, Sent
from bot.jobs.tools import Tools
from bot.rules.conversation.history import NO_NOTES
from bot.rules.people import merges
from bot.rules.sending.policy import Defer
from bot.rules.text.command_types import Template
from bot.rules.wire.order_status import OrderReport, OrderStatus


class OrderProgress(Enum):
    """How far an order has got: nothing left to do, deferred to its hour, to be tried again, or never to be done."""

    DONE = auto()
    WAITS = auto()
    DELAYED = auto()
    LEFT_OUT = auto()


def carry_out(
    order: Order,
    conversation: Conversation,
    note: Comment,
    tools: Tools,
    record: ConsentRecord | None = None,
) -> OrderProgress:
    """Send an order that is shown in a note, unless that is done; schedule it with Twilio or defer it if needed.

    `record` is the person's consent record, if it has just been read.
    """
    order_note = OrderNote(order, conversation, note)
    marks = tools.our_marks(note)
    if marks & SETTLED:
        return OrderProgress.DONE
    composed = composing.of_order(order, tools)
    if order.template and composed.template is None:
        return _refuse_template(order_note, tools)
    locked = conversation.issue.is_locked
    # Where the conversation goes on, a note may say what a lock kept from being marked.
    noted = locked or conversation.marker.continued_in or Mark.TAKEN in marks
    around = preparing.around(order_note, tools) if noted else []
    if _is_judged(order_note, around, tools):
        return OrderProgress.DONE
    earlier = doubt.earlier(order_note.about, around, tools, taken=Mark.TAKEN in marks)
    message = preparing.outgoing(order_note, composed, tools)
    outgoing = doubt.continued(message, order_note.about, earlier, tools)
    if earlier.has_begun and (Mark.DELIVERED in marks or outbound.has_begun(tools.messages, outgoing)):
        # What Twilio has reported on, by our own callback, has left.
        known = Sent(len(outgoing.parts)) if Mark.DELIVERED in marks else None
        outcome = known or outbound.send(tools.messages, outgoing, resumed=True)
        return _finish(outcome, order_note, outgoing, earlier, tools)
    record = record or policy_gate.record_of(order.person, tools)
    named, _ = merges.numbers(order.person, conversation.marker.groups)
    held = _held(order, record, named, tools)
    outgoing = replace(outgoing, at=scheduling.moment(order, held, tools))
    if held and outgoing.at is None:
        return _hold(order_note, held, tools)
    if not earlier.has_begun:
        doubt.begin(order_note.about, tools, takes_marks=not locked)
    outcome = outbound.send(tools.messages, outgoing, resumed=earlier.has_begun)
    return _scheduled(outcome, held, order_note, outgoing, tools) or _finish(
        outcome, order_note, outgoing, earlier, tools
    )


def _is_judged(order_note: OrderNote, around: list[Comment], tools: Tools) -> bool:
    """Return whether a note says the verdict; marks what a run that died, or a lock, left without its mark."""
    verdict = steps.notes_in(around, tools).get(order_note.note.id, NO_NOTES).verdict
    if verdict and not order_note.conversation.issue.is_locked:
        mark = Mark.SENT if verdict.verdict is Outcome.DONE else Mark.FAILED
        explaining.mark(tools, order_note.about, mark)
    return verdict is not None


def _scheduled(
    outcome: SendResult,
    held: policy_gate.Held | None,
    order_note: OrderNote,
    outgoing: OutgoingMessage,
    tools: Tools,
) -> OrderProgress | None:
    """Show that Twilio keeps a message until its hour; None if there is more to do."""
    if not (isinstance(held, Defer) and outgoing.at):
        return None
    if isinstance(outcome, Refused) and scheduling.was_declined(outcome):
        logs.trouble("schedule-declined", issue=order_note.about.issue, code=outcome.code)
        if not outcome.sent:
            doubt.release(order_note.about, tools)
        return _hold(order_note, held, tools)
    if isinstance(outcome, Sent) and not _kept(order_note, outgoing, held, tools):
        return OrderProgress.DONE
    return None


def _finish(
    outcome: SendResult,
    order_note: OrderNote,
    outgoing: OutgoingMessage,
    earlier: EarlierRuns,
    tools: Tools,
) -> OrderProgress:
    """Show what became of an order."""
    if isinstance(outcome, Delayed):
        if outcome.in_doubt and doubt.is_lasting(order_note.about, earlier.doubted, tools):
            return _give_up(order_note, tools)
        if outgoing.at is None:
            doubt.halt(order_note.about, outcome, earlier.halt, tools)
        elif outcome.untouched:  # a scheduled part may be taken back before it leaves
            doubt.release(order_note.about, tools)
    _report(order_note.order, outcome, outgoing, tools)
    return _conclude(outcome, order_note, tools)


def _refuse_template(order_note: OrderNote, tools: Tools) -> OrderProgress:
    """Explain what is wrong with the template that a system named."""
    order = order_note.order
    asked = Template(order.template, order.variables)
    why = templating.refusal(asked, order.person.channel, tools)
    reason = tools.maintainers.sending.order_template_unfit.format(template=order.template)
    report = OrderReport(order.id, OrderStatus.REFUSED, reason)
    relay_reports.report_order(tools.settings.relay_url, report, tools.vault)
    explaining.failed(tools, order_note.about, Outcome.REFUSED, why)
    return OrderProgress.DONE


def _held(
    order: Order, record: ConsentRecord, people: tuple[Address, ...], tools: Tools
) -> policy_gate.Held | None:
    candidate = replace(
        preparing.intended(order, tools.settings), earlier=order_notes.earlier(order, tools), also=people
    )
    return policy_gate.held(candidate, record, tools)


def _hold(order_note: OrderNote, held: policy_gate.Held, tools: Tools) -> OrderProgress:
    """Explain why the order does not leave, on the issue and to the relay's callers."""
    order, about = order_note.order, order_note.about
    if isinstance(held, Defer):
        tools.repository.add_label(about.issue, tools.labels.deferred)
        explaining.note(tools, about, Outcome.WAITING, policy_gate.explain(held, tools))
        tools.agenda.note(held.until)
        report = OrderReport(order.id, OrderStatus.DEFERRED, f"{held.reason}, until {clock.iso(held.until)}")
        relay_reports.report_order(tools.settings.relay_url, report, tools.vault)
    else:
        report = OrderReport(order.id, OrderStatus.REFUSED, held.reason)
        relay_reports.report_order(tools.settings.relay_url, report, tools.vault)
        explaining.failed(tools, about, Outcome.HELD, policy_gate.explain(held, tools))
    logs.step("notification-held", issue=about.issue, comment=about.comment, reason=held.reason)
    return OrderProgress.WAITS if isinstance(held, Defer) else OrderProgress.DONE


def _kept(order_note: OrderNote, outgoing: OutgoingMessage, held: Defer, tools: Tools) -> bool:
    """Show that the message is scheduled; cancel it if the person has opted out meanwhile.

    An opt-out is recorded before scheduled messages are canceled, and this reads the record after Twilio has the
    message: one of the two always sees the other.
    """
    person = order_note.order.person
    scheduling.announce(order_note.about, outgoing.at or held.until, held.reason, tools)
    if not policy_gate.record_of(person, tools).opted_out:
        return True
    scheduling.cancel_scheduled(person, tools)
    return False


def _report(order: Order, outcome: SendResult, outgoing: OutgoingMessage, tools: Tools) -> None:
    """Report the result to the relay, which answers requests for the order's status."""
    match outcome:
        case Sent() if outgoing.at:
            report = OrderReport(order.id, OrderStatus.SCHEDULED, f"until {clock.iso(outgoing.at)}")
        case Sent():
            report = OrderReport(order.id, OrderStatus.SENT)
        case Refused(code):
            meaning = tools.maintainers.codes.get(code, tools.maintainers.other_code)
            report = OrderReport(order.id, OrderStatus.REFUSED, meaning.what, code)
        case _:
            return
    relay_reports.report_order(tools.settings.relay_url, report, tools.vault)


def _conclude(outcome: SendResult, order_note: OrderNote, tools: Tools) -> OrderProgress:
    number, comment = order_note.about.issue, order_note.about.comment
    marker = order_note.conversation.marker
    match outcome:
        case Sent(parts):
            explaining.sent(tools, order_note.about)
            logs.step("notification-sent", issue=number, comment=comment, contact=marker.contact, count=parts)
            return OrderProgress.DONE
        case Refused(code, sent):
            opt_outs.record_by_code(code, order_note.order.person, number, tools)
            explaining.refused(tools, order_note.about, outcome)
            logs.trouble("notification-refused", issue=number, comment=comment, code=code, count=sent)
            return OrderProgress.DONE
        case Delayed(code):
            logs.trouble("notification-delayed", issue=number, comment=comment, code=code)
            return OrderProgress.DELAYED
        case _:
            assert_never(outcome)


def _give_up(order_note: OrderNote, tools: Tools) -> OrderProgress:
    """Let a maintainer decide about a message of which it cannot be known whether it left."""
    order, about = order_note.order, order_note.about
    report = OrderReport(order.id, OrderStatus.UNKNOWN, tools.maintainers.sending.order_unconfirmed)
    relay_reports.report_order(tools.settings.relay_url, report, tools.vault)
    explaining.failed(tools, about, Outcome.UNKNOWN, tools.maintainers.sending.order_left_unknown)
    logs.trouble("notification-in-doubt", issue=about.issue, comment=about.comment)
    return OrderProgress.DONE

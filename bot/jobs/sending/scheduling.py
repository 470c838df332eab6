"""Messages scheduled with Twilio: when that is possible, how the issue shows them, how they are canceled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.adapters import relay_reports
from bot.core import clock, logs
from bot.core.issues import Comment
from bot.core.marks import Mark, Outcome
from bot.core.messages import SENDING, Address, Order, Purpose
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import explaining
from bot.jobs.sending.outbound import Refused
from bot.jobs.tools import Tools
from bot.rules.people import contacts
from bot.rules.sending.policy import Defer, HoldReason, Verdict
from bot.rules.wire.about import About
from bot.rules.wire.markers import OrderMarker, ScheduledMarker
from bot.rules.wire.order_status import OrderReport, OrderStatus

# More than 300 seconds ahead when the request reaches Twilio, and at most 35 days
# (twilio.com/docs/api/errors/35115).
NEAREST = timedelta(minutes=6)
FARTHEST = timedelta(days=35) - timedelta(hours=1)

_PURPOSES = frozenset({Purpose.NOTIFICATION, Purpose.MARKETING})
# Codes of Twilio about the schedule and about the Messaging Service: the message itself is not at fault.
_NOT_OF_THE_MESSAGE = (range(21700, 21800), range(35100, 35200))


def is_possible(tools: Tools) -> bool:
    return tools.settings.environment.TWILIO_MESSAGING_SERVICE_SID is not None


def moment(order: Order, verdict: Verdict | None, tools: Tools) -> datetime | None:
    """Return when Twilio should send a deferred order, or None if it cannot be scheduled with Twilio.

    On WhatsApp, Twilio schedules only approved templates (twilio.com/docs/messaging/features/message-scheduling).
    """
    if not isinstance(verdict, Defer) or not is_possible(tools) or order.purpose not in _PURPOSES:
        return None
    if order.person.channel.has_window and not order.template:
        return None
    ahead = verdict.until - clock.now()
    # Rounded up to a whole second: it must not leave before the window opens.
    return _whole_second(verdict.until) if NEAREST <= ahead <= FARTHEST else None


def _whole_second(at: datetime) -> datetime:
    whole = at.replace(microsecond=0)
    return whole if whole == at else whole + timedelta(seconds=1)


def was_declined(outcome: Refused) -> bool:
    """Return whether Twilio only refused to schedule the message: then the bot defers it itself."""
    return any(outcome.code in codes for codes in _NOT_OF_THE_MESSAGE)


def announce(about: About, at: datetime, reason: HoldReason, tools: Tools) -> None:
    """Show, once, when Twilio will send what a note shows."""
    texts = tools.maintainers
    when = tools.spoken(at)
    sentence = texts.sending.scheduled.format(at=when, reason=texts.reasons[reason])
    tools.conversations.comment_once(about.issue, ScheduledMarker(about.comment, at), sentence)


def cancel_scheduled(person: Address, tools: Tools) -> None:
    """Cancel the scheduled messages to somebody who opted out, on every channel, and show that in the issues.

    Twilio first: if the run dies in between, the next one finds nothing to cancel and still finds the notes. Raises
    TemporaryError if Twilio is out of reach.
    """
    if not is_possible(tools):
        return
    known = tools.conversations.all_with(person)
    people = contacts.distinct((person, *(one for found in known for one in found.marker.people)))
    take_back(contacts.distinct(one for address in people for one in _addresses(address)), tools)
    for order, about in list(_kept(known, tools)):
        explaining.dismissed(tools, about, Outcome.CANCELED, tools.maintainers.sending.opted_out_meanwhile)
        report = OrderReport(order, OrderStatus.REFUSED, HoldReason.OPTED_OUT)
        relay_reports.report_order(tools.settings.relay_url, report, tools.vault)


def take_back(addresses: Iterable[Address], tools: Tools) -> None:
    """Cancel the messages scheduled to the addresses of a person; raises TemporaryError."""
    if not is_possible(tools):
        return
    for address in addresses:
        canceled = [tools.messages.cancel(sid) for sid in tools.messages.scheduled_for(address)]
        if canceled:
            logs.step("schedules-canceled", contact=tools.vault.contact_id(address), count=sum(canceled))


def _addresses(person: Address) -> list[Address]:
    spellings = contacts.spellings(person)
    return [Address(channel, value) for channel in SENDING for value in spellings] or [person]


def _kept(known: Iterable[Conversation], tools: Tools) -> Iterator[tuple[str, About]]:
    """Yield the scheduled orders that are not due yet, with the notes that show them."""
    for conversation in known:
        comments = tools.repository.comments(conversation.issue.number)
        hours = scheduled(comments, tools)
        for comment in comments:
            marker = tools.conversations.marker(comment)
            if (
                isinstance(marker, OrderMarker)
                and comment.id in hours
                and hours[comment.id] > clock.now()
                and not (Mark.FAILED in comment.reactions and Mark.FAILED in tools.our_marks(comment))
            ):
                yield marker.order, About(conversation.issue.number, comment.id)


def scheduled(comments: list[Comment], tools: Tools) -> dict[int, datetime]:
    """Return when Twilio sends what each note shows, for messages that are or were scheduled."""
    found = map(tools.conversations.marker, comments)
    return {marker.about: marker.at for marker in found if isinstance(marker, ScheduledMarker)}

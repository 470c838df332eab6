"""Messages that Twilio received and no issue shows: the relay was down, or a batch never arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core import clock, isolated, logs
from bot.core.errors import SendRefusedError, TemporaryError
from bot.core.isolated import Troubles
from bot.core.marks import VERDICTS
from bot.core.messages import ContactId, Event, InboundMessage, MessageSid, Received
from bot.core.workflow import mask
from bot.jobs.inbound import record_messages
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import outbound, policy_gate, waiting_lists, wording
from bot.jobs.tools import Tools
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.people import contacts, keywords
from bot.rules.people.consent import ConsentAction
from bot.rules.sending import ceilings
from bot.rules.wire import markers

_WAITS_AT_MOST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _RecordedAt:
    """Where a message is shown, and since when; `opened` says that the issue began with it."""

    issue: int
    at: datetime
    opened: bool


def recover(context: ReconcileContext) -> Iterator[str]:
    """Record what is missing, in the order in which Twilio received it; then complete what another run recorded.

    Trouble in responding to a message, such as an answer that cannot be sent, stops no other from being recorded.
    """
    tools = context.tools
    listed = [
        message
        for ours in context.senders
        for message in tools.messages.received(ours, context.period.since)
        if message.sent_at <= context.period.settled
    ]
    shown = _shown(context) if listed else {}
    missing = _not_waiting([message for message in listed if message.sid not in shown], shown, tools)
    begun = [message for message in listed if _may_be_half_done(message, shown.get(message.sid), context)]
    for message in (*missing, *begun):
        mask(message.sender.value)
    troubles = Troubles()
    yield from _recover(missing, troubles, tools)
    record_messages.record_and_respond([_event(message) for message in begun], troubles, tools)
    yield from troubles.lines(tools.shown)
    names = (*troubles.again, *troubles.left_out)
    if names:
        raise TemporaryError(isolated.trouble_with(names))


def _not_waiting(
    missing: list[Received], shown: Mapping[MessageSid, _RecordedAt], tools: Tools
) -> list[Received]:
    """Leave out what people wrote who are in a list of those who wait: the relay records that in its turn.

    After a day it counts as lost all the same.
    """
    recent = clock.now() - _WAITS_AT_MOST
    if not any(message.sent_at > recent for message in missing):
        return missing
    rows = [row for row in waiting_lists.rows_since(recent, tools) if row.sid not in shown]
    people = {contacts.canonical(address) for row in rows for address in row.people}
    return [one for one in missing if one.sent_at <= recent or contacts.canonical(one.sender) not in people]


def _recover(missing: list[Received], troubles: Troubles, tools: Tools) -> Iterator[str]:
    events, by_contact = list[Event](), dict[ContactId, list[Received]]()
    for message in missing:
        by_contact.setdefault(tools.vault.contact_id(message.sender), []).append(message)
    for contact, messages in by_contact.items():
        with troubles.isolated(contact, messages[0].sent_at):
            events += [_with_files(message, tools) for message in _without_erased(messages, tools)]
    events.sort(key=lambda event: event.received_at)
    for event in events:
        logs.step("message-recovered", message=event.message.sid, channel=event.message.channel)
    if events:
        yield tools.summaries.recovered.format(count=len(events))
        yield from record_messages.record_and_respond(events, troubles, tools)


def _shown(context: ReconcileContext) -> dict[MessageSid, _RecordedAt]:
    """Return the messages recorded in the period, also those of conversations whose key is lost."""
    found: dict[MessageSid, _RecordedAt] = {}
    for issue in context.issues:
        if context.is_ours(issue.author):
            found |= dict.fromkeys(
                markers.sids(issue.body), _RecordedAt(issue.number, issue.created_at, opened=True)
            )
    for comment in context.comments:
        if context.is_ours(comment.author):
            found |= dict.fromkeys(
                markers.sids(comment.body), _RecordedAt(comment.issue, comment.created_at, opened=False)
            )
    return found


def _may_be_half_done(message: Received, shown: _RecordedAt | None, context: ReconcileContext) -> bool:
    """Return whether a run that did not succeed may have recorded a message without responding to it.

    Nothing else repeats that: the relay does not know such a message. All of it can be done twice without harm. Most
    messages need no response, and the lists show that: many that the relay dispatched late cost nothing.
    """
    if shown is None or shown.issue not in context.conversations:
        return False
    late = shown.at - message.sent_at >= context.tools.settings.config.reconcile.lost_after
    done = context.period.last_end is not None and shown.at <= context.period.last_end
    return late and not done and (_asks_something(message, context) or _is_unacknowledged(shown, context))


def _asks_something(message: Received, context: ReconcileContext) -> bool:
    vocabulary = context.tools.settings.config.keywords.vocabulary
    return (
        keywords.read(message.text, vocabulary) is not None
        or bool(keywords.code(message.text, vocabulary))
        or keywords.reads_like_opt_out(message.text, vocabulary)
    )


def _is_unacknowledged(shown: _RecordedAt, context: ReconcileContext) -> bool:
    """Return whether the greeting of a conversation may be missing; anybody may react, so only our own mark counts.

    After an outage these are many: what Twilio lists as sent, in one request, needs no question whose the mark is.
    """
    tools, conversation = context.tools, context.conversations[shown.issue]
    greets = tools.settings.config.acknowledgement.enabled and not conversation.marker.follows
    if not (shown.opened and greets):  # one that goes on from another greets nobody
        return False
    if not VERDICTS & conversation.issue.reactions.keys():
        return True
    text = outbound.key(wording.greeting_of(conversation, tools))
    since = min(context.period.since, context.period.now - ceilings.DAY)
    sent = tools.messages.sent_from(conversation.marker.sender, since)
    if any(outbound.key(one.text) == text for one in sent):
        return False
    return not VERDICTS & tools.our_marks_on_issue(conversation.issue)


def _without_erased(messages: list[Received], tools: Tools) -> list[Received]:
    """Leave out what a person wrote before their data were erased: it is not lost, it was erased."""
    at = _erased_at(policy_gate.record_of(messages[0].sender, tools))
    return [message for message in messages if at is None or message.sent_at > at]


def _erased_at(record: ConsentRecord) -> datetime | None:
    return max(
        (entry.change.at for entry in record.everything if entry.change.action is ConsentAction.ERASED),
        default=None,
    )


def _event(message: Received) -> Event:
    found = InboundMessage(message.sid, message.sender, message.recipient, message.text, recovered=True)
    return Event(0, message.sent_at, found)


def _with_files(message: Received, tools: Tools) -> Event:
    event = _event(message)
    if not message.media:
        return event
    try:
        media = tools.messages.media_of(message.sid)
    except SendRefusedError as error:  # deleted at Twilio meanwhile; its text must not wait
        logs.trouble("media-not-listed", message=message.sid, code=error.code)
        return event
    return replace(event, message=replace(event.message, media=media))

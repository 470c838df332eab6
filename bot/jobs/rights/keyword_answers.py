"""Automatic answers to keywords, and what maintainers see of them."""

from __future__ import annotations

from bot.core import clock, logs
from bot.core.errors import TemporaryError
from bot.core.messages import Event
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import automatic, doubt, outbound
from bot.jobs.sending.outbound import Delayed, OutgoingMessage, Sent
from bot.jobs.tools import Tools
from bot.rules.people import keywords
from bot.rules.sending.policy import Intended, MessageKind
from bot.rules.wire.about import About
from bot.rules.wire.rights_markers import RequestMarker


def answer(
    event: Event, text: str, issue: int, record: ConsentRecord, tools: Tools, *, is_unique: bool = False
) -> bool:
    """Answer a keyword, unless Twilio has; return whether the answer was sent.

    `is_unique` says that no other answer has this text, so that one that left before a run died is recognised.
    Raises TemporaryError where Twilio could not take it, so that the batch is sent again.
    """
    message = event.message
    answered = keywords.answered_by_twilio(message.channel, message.text, message.opt_out)
    person, sender = message.sender, message.recipient
    intended = Intended(
        MessageKind.ACKNOWLEDGEMENT,
        person,
        sender,
        owed=True,
        twilio_answered=answered,
        last_inbound=event.received_at,
        earlier=automatic.answers(message.people, sender, tools),
    )
    if not automatic.may_leave(intended, issue, record, tools, only_text=text if is_unique else ""):
        return False
    outgoing = OutgoingMessage(
        person,
        sender,
        text,
        since=event.received_at - outbound.SKEW,
        about=About(issue),
    )
    resumed = message.sid not in tools.recorded
    outcome = outbound.send(tools.messages, outgoing, resumed=resumed)
    logs.step("keyword-answered", message=message.sid, reason=type(outcome).__name__.lower())
    if isinstance(outcome, Delayed):
        if not outcome.in_doubt or clock.now() - event.received_at < doubt.LAG:
            raise TemporaryError("The answer to a keyword could not be sent; the message is recorded.")
        # A person does without it rather than get it twice.
        logs.trouble("keyword-answer-in-doubt", message=message.sid)
    return isinstance(outcome, Sent)


def is_noted(event: Event, issue: int, tools: Tools) -> bool:
    """Return whether maintainers have been shown what the message asks for: then it was answered before."""
    return tools.conversations.has_comment(issue, RequestMarker(event.message.sid))


def note(event: Event, sentence: str, issue: int, tools: Tools, *, code_left: bool = False) -> None:
    """Show maintainers what the message asks for, and what was done about it; `code_left`: its code was sent."""
    marker = RequestMarker(event.message.sid, code_left=code_left)
    tools.conversations.comment(issue, marker, sentence)

"""Answers that the gateway itself gives to what a person asks, and what maintainers see of it."""

from __future__ import annotations

from datetime import timedelta

from bot.core import logs
from bot.core.messages import Event
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import automatic, outbound, policy_gate
from bot.jobs.sending.outbound import OutgoingMessage, Sent
from bot.jobs.sending.policy_gate import Intended
from bot.jobs.tools import Tools
from bot.rules.people import keywords
from bot.rules.sending.policy import MessageKind
from bot.rules.wire.about import About
from bot.rules.wire.markers import RequestMarker


def answer(event: Event, text: str, issue: int, page: ConsentRecord, tools: Tools) -> bool:
    """Answer a keyword, unless Twilio has; tell whether it left. What cannot leave holds nothing up."""
    message = event.message
    answered = keywords.answered_by_twilio(message.channel, message.text, message.opt_out)
    person, sender = message.sender, message.recipient
    intended = Intended(
        MessageKind.ACKNOWLEDGEMENT,
        person,
        sender,
        text,
        owed=True,
        twilio_answered=answered,
        last_inbound=event.received_at,
        earlier=automatic.answers(person, sender, tools),
    )
    if policy_gate.held(policy_gate.judge(intended, page, tools)):
        return False
    outgoing = OutgoingMessage(
        person,
        sender,
        text,
        since=event.received_at - timedelta(seconds=5),
        about=About(issue),
    )
    outcome = outbound.send(tools.messages, outgoing, resumed=True)
    logs.step("keyword-answered", message=message.sid, reason=type(outcome).__name__.lower())
    return isinstance(outcome, Sent)


def is_pointed_out(event: Event, issue: int, tools: Tools) -> bool:
    """Tell whether maintainers have been told what the message asks for: then it was answered before."""
    return tools.conversations.has_comment(issue, RequestMarker(event.message.sid))


def point_out(event: Event, sentence: str, issue: int, tools: Tools) -> None:
    """Tell maintainers what the message asks for, and what became of it."""
    tools.conversations.comment(issue, RequestMarker(event.message.sid), sentence)

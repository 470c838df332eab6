"""A text that a person gets once without having asked for it, such as that nobody is at the office."""

from __future__ import annotations

from datetime import datetime

from bot.core import clock, logs
from bot.core.errors import TemporaryError
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import automatic, doubt, outbound, policy_gate
from bot.jobs.sending.outbound import Delayed, OutgoingMessage, Sent
from bot.jobs.tools import Tools
from bot.rules.sending.policy import Intended, MessageKind
from bot.rules.wire.about import About


def send(conversation: Conversation, text: str, since: datetime, topic: str, tools: Tools) -> bool:
    """Send a text unless it has left since that moment; return whether it has.

    `topic` names it in the log. Raises TemporaryError where Twilio could not take it.
    """
    number, marker = conversation.issue.number, conversation.marker
    record = policy_gate.record_of(marker.person, tools)
    intended = Intended(
        MessageKind.ACKNOWLEDGEMENT,
        marker.person,
        marker.sender,
        last_inbound=clock.now(),
        earlier=automatic.answers(marker.people, marker.sender, tools),
    )
    outgoing = OutgoingMessage(
        marker.person,
        marker.sender,
        text,
        since - outbound.SKEW,
        about=About(number),
        also=marker.others,
    )
    if not automatic.may_leave(intended, number, record, tools):
        return outbound.has_begun(tools.messages, outgoing)
    outcome = outbound.send(tools.messages, outgoing, resumed=True)
    logs.step(topic, issue=number, reason=type(outcome).__name__.lower())
    if isinstance(outcome, Delayed) and not (outcome.in_doubt and clock.now() - since >= doubt.LAG):
        raise TemporaryError("An automatic text could not be sent; the messages are recorded.")
    return isinstance(outcome, Sent)

"""Somebody sent a certificate or a private key: they are advised, once in a conversation, to deliver it otherwise."""

from __future__ import annotations

from bot.core import clock, logs
from bot.core.errors import TemporaryError
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import automatic, doubt, outbound, policy_gate, wording
from bot.jobs.sending.outbound import Delayed, OutgoingMessage, Sent
from bot.jobs.tools import Tools
from bot.rules.sending.policy import Intended, MessageKind
from bot.rules.text.inert import quotation
from bot.rules.wire.about import About
from bot.rules.wire.markers import KeyedMarker

_MARKER = KeyedMarker("certificate-advice")


def advise(conversation: Conversation, tools: Tools) -> None:
    """Tell the person what a certificate in a chat means, unless they know, and show maintainers what they were told.

    A run that dies in between leaves the text in Twilio's list, by which the next one finds it.
    Raises TemporaryError where Twilio could not take it.
    """
    number = conversation.issue.number
    if tools.conversations.has_comment(number, _MARKER):
        return
    texts, said = tools.maintainers.inbound, wording.for_conversation(conversation, tools)
    text = said.write(said.texts.inbound.certificate_advice)
    told = conversation.marker.person.can_be_answered and _send(conversation, text, tools)
    sentence = texts.certificate_advised if told else texts.certificate_not_advised
    tools.conversations.comment(number, _MARKER, sentence.format(text=quotation(text)))


def _send(conversation: Conversation, text: str, tools: Tools) -> bool:
    issue, marker = conversation.issue, conversation.marker
    record = policy_gate.record_of(marker.person, tools)
    intended = Intended(
        MessageKind.ACKNOWLEDGEMENT,
        marker.person,
        marker.sender,
        last_inbound=clock.now(),
        earlier=automatic.answers(marker.people, marker.sender, tools),
    )
    since = issue.created_at - outbound.SKEW
    outgoing = OutgoingMessage(
        marker.person, marker.sender, text, since, about=About(issue.number), also=marker.also
    )
    if not automatic.may_leave(intended, issue.number, record, tools):
        return outbound.has_begun(tools.messages, outgoing)
    outcome = outbound.send(tools.messages, outgoing, resumed=True)
    logs.step("certificate-advised", issue=issue.number, reason=type(outcome).__name__.lower())
    if isinstance(outcome, Delayed) and not (
        outcome.in_doubt and clock.now() - issue.created_at >= doubt.LAG
    ):
        raise TemporaryError("The advice about a certificate could not be sent; the messages are recorded.")
    return isinstance(outcome, Sent)

"""Somebody sent a certificate or a private key: they are advised, once in a conversation, to deliver it otherwise."""

from __future__ import annotations

from bot.jobs.inbound import unasked
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import wording
from bot.jobs.tools import Tools
from bot.rules.text.inert import quotation
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
    told = conversation.marker.person.can_be_answered and unasked.send(
        conversation, text, conversation.issue.created_at, "certificate-advised", tools
    )
    sentence = texts.certificate_advised if told else texts.certificate_not_advised
    tools.conversations.comment(number, _MARKER, sentence.format(text=quotation(text)))

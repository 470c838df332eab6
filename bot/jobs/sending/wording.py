"""In whose language, and in which words, people are answered of itself; it costs no request."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.messages import Address, Event
from bot.core.settings import Language
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.tools import Tools
from bot.rules.sending.phone_sentences import PhoneTexts
from bot.rules.text import person_language, rendering


def for_beginning(ours: Address, group: Iterable[Event], tools: Tools) -> PhoneTexts:
    """Return the texts for somebody of whom only these messages are known."""
    return tools.texts_for(ours, _told(_said(group), tools))


def for_greeting(conversation: Conversation, group: Iterable[Event], tools: Tools) -> PhoneTexts:
    """Return the texts in which a conversation's first message is acknowledged: those that its issue shows."""
    language = _greeted(conversation, tools) or _told(_said(group), tools) or _quoted(conversation, tools)
    return tools.texts_for(conversation.marker.sender, language)


def for_answer(event: Event, conversation: Conversation, tools: Tools) -> PhoneTexts:
    """Return the texts in which a message is answered; what its conversation begins with may tell more than it does."""
    language = _told(_said([event]), tools) or language_of([conversation], tools)
    return tools.texts_for(event.message.recipient, language)


def for_conversation(conversation: Conversation, tools: Tools) -> PhoneTexts:
    """Return the texts for the person of a conversation, whatever it was that they wrote."""
    return tools.texts_for(conversation.marker.sender, language_of([conversation], tools))


def language_of(conversations: Iterable[Conversation], tools: Tools) -> Language | None:
    """Return the language that the first of a person's conversations that shows one shows."""
    found = (_greeted(one, tools) or _quoted(one, tools) for one in conversations)
    return next((language for language in found if language), None)


def greeting_of(conversation: Conversation, tools: Tools) -> str:
    """Return the acknowledgement that a conversation began with, as far as its issue shows."""
    return for_greeting(conversation, (), tools).greeting.format(number=conversation.number)


def _said(group: Iterable[Event]) -> list[str]:
    return [event.message.text for event in group]


def _told(written: Iterable[str], tools: Tools) -> Language | None:
    return person_language.of(written) if tools.settings.config.language.follow else None


def _quoted(conversation: Conversation, tools: Tools) -> Language | None:
    return _told([rendering.quoted(conversation.issue.body)], tools)


def _greeted(conversation: Conversation, tools: Tools) -> Language | None:
    """Return the language of the acknowledgement that the issue shows, if it shows one."""
    for language in Language:
        text = tools.texts_for(conversation.marker.sender, language).greeting
        if rendering.announces(conversation.issue.body, text.format(number=conversation.number)):
            return language
    return None

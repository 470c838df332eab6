"""In whose language, and in which words, people are answered of itself; it costs no request."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core import clock
from bot.core.messages import Address, Event
from bot.core.settings import Language
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.tools import Tools
from bot.rules.people import office_hours
from bot.rules.sending.phone_sentences import PhoneTexts
from bot.rules.text import person_language, rendering

_WRITTEN_WITHIN = timedelta(minutes=10)  # as long as a run may take


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


def beginning(ours: Address, group: Iterable[Event], tools: Tools) -> str:
    """Return the acknowledgement, with {number}, of a conversation that begins now with these messages."""
    return _greeting(for_beginning(ours, group, tools), clock.now(), tools)


def greeting_of(conversation: Conversation, tools: Tools, group: Iterable[Event] = ()) -> str:
    """Return the acknowledgement that a conversation began with: the one that its issue shows, as far as it does.

    It says when the office opened next; the issue was written soon after that was found out.
    """
    said, since = for_greeting(conversation, group, tools), conversation.issue.created_at
    moments = (since, since - _WRITTEN_WITHIN)
    known = [_greeting(said, moment, tools).format(number=conversation.number) for moment in moments]
    candidates = sorted([*known, said.greeting.format(number=conversation.number)], key=len, reverse=True)
    return next((one for one in candidates if rendering.announces(conversation.issue.body, one)), known[0])


def opening(moment: datetime, tools: Tools) -> datetime | None:
    """Return when the office opens that was closed at that moment; None where it was open, or has no hours."""
    hours = office_hours.of(tools.settings.config.office, tools.zone)
    return None if hours is None or hours.is_open(moment) else hours.opening(moment)


def said_of_opening(opens: datetime, moment: datetime, said: PhoneTexts) -> str:
    """Return when the office opens, as one says it at that moment."""
    return said.texts.office.when(opens, moment.astimezone(opens.tzinfo).date())


def _greeting(said: PhoneTexts, moment: datetime, tools: Tools) -> str:
    opens = opening(moment, tools)
    if opens is None:
        return said.greeting
    return said.greeting_and(said.texts.office.back.format(opens=said_of_opening(opens, moment, said)))


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

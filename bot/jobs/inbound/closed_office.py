"""Somebody writes while nobody is at the office: they are told once a night when somebody will be there.

The acknowledgement of a new conversation says it; in one that is open, a text of its own does. What counts is when the
message came: so a run that goes on after a crash says the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import clock
from bot.core.messages import Event
from bot.jobs.inbound import unasked
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import wording
from bot.jobs.tools import Tools
from bot.rules.text.inert import words
from bot.rules.wire.markers import KeyedMarker


def tell(conversation: Conversation, group: Sequence[Event], tools: Tools) -> None:
    """Tell the person when somebody will be there, once a night, and show maintainers what they were told.

    A run that dies in between leaves the text in Twilio's list, by which the next one finds it.
    """
    event = next((one for one in group if wording.opening(one.received_at, tools)), None)
    opens = wording.opening(event.received_at, tools) if event else None
    if event is None or opens is None or clock.now() >= opens:
        return
    if not conversation.marker.person.can_be_answered:
        return
    if _was_greeted(conversation, tools) and wording.opening(conversation.issue.created_at, tools) == opens:
        return  # the acknowledgement has said it
    key = KeyedMarker(f"closed-until-{opens:%Y-%m-%d-%H-%M}")
    if tools.conversations.has_comment(conversation.number, key):
        return
    said = wording.for_answer(event, conversation, tools)
    text = said.write(said.texts.office.closed, opens=wording.said_of_opening(opens, event.received_at, said))
    if unasked.send(conversation, text, event.received_at, "told-of-hours", tools):
        told = tools.maintainers.office.told.format(text=words(text))
        tools.conversations.comment_once(conversation.number, key, told)


def _was_greeted(conversation: Conversation, tools: Tools) -> bool:
    """Return whether an acknowledgement belonged to the beginning of a conversation."""
    begun_by_person = bool(conversation.marker.sids) and not conversation.marker.follows
    return begun_by_person and tools.settings.config.acknowledgement.enabled

"""Which earlier message a message answers: its words, from Twilio, and where it stands in the conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.errors import RepositoryError, TemporaryError
from bot.core.issues import Comment
from bot.core.marks import LEFT
from bot.core.messages import Event, MessageSid
from bot.jobs.record.conversations import Conversation
from bot.jobs.sending import outbound, what_left
from bot.jobs.tools import Tools
from bot.rules.text import rendering
from bot.rules.text.contents import Quoted
from bot.rules.wire import markers


def quoted(events: Iterable[Event], known: Sequence[Conversation], tools: Tools) -> dict[MessageSid, Quoted]:
    """Return, by the message that answers it, each message answered that can be found; trouble delays no message."""
    found = {}
    for message in (event.message for event in events):
        if message.reply_to:
            try:
                found[message.sid] = _look_up(message.reply_to, known, tools)
            except (TemporaryError, RepositoryError):
                continue
    return found


def _look_up(sid: MessageSid, known: Sequence[Conversation], tools: Tools) -> Quoted:
    text = tools.messages.text_of(sid)
    words = rendering.first_words(text)
    for conversation in known:
        if sid in conversation.marker.sids:
            return Quoted(words, conversation.issue.url)
        for comment in reversed(list(tools.repository.comments(conversation.issue.number))):
            if sid in markers.sids(comment.body) or _has_sent(comment, text, conversation, tools):
                return Quoted(words, comment.url)
    return Quoted(words)


def _has_sent(comment: Comment, text: str, conversation: Conversation, tools: Tools) -> bool:
    if not text or not LEFT & comment.reactions.keys():
        return False
    if outbound.key(text) not in map(outbound.key, what_left.texts_of(comment, conversation, tools)):
        return False
    return bool(LEFT & tools.our_marks(comment))  # anybody may put the same mark

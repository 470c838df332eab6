"""The earlier message that a message replies to: its text, from Twilio, and a link to it in the conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.errors import RepositoryError, TemporaryError
from bot.core.issues import Comment
from bot.core.marks import LEFT
from bot.core.messages import Event, MessageSid
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import outbound, what_left
from bot.jobs.tools import Tools
from bot.rules.text import titles
from bot.rules.text.contents import Quoted
from bot.rules.wire import markers


def quoted(events: Iterable[Event], known: Sequence[Conversation], tools: Tools) -> dict[MessageSid, Quoted]:
    """Return, by the message that answers it, each message answered that can be found; trouble delays no message."""
    found, search = {}, _Search(known, tools)
    for message in (event.message for event in events):
        if message.reply_to:
            try:
                found[message.sid] = search.look_up(message.reply_to)
            except (TemporaryError, RepositoryError):
                continue
    return found


class _Search:
    """The comments of the person's conversations, each read and laid out once, however many messages answer one."""

    def __init__(self, known: Sequence[Conversation], tools: Tools) -> None:
        self._known = known
        self._tools = tools
        self._comments: dict[int, list[Comment]] = {}
        self._texts: dict[int, frozenset[str]] = {}

    def look_up(self, sid: MessageSid) -> Quoted:
        text = self._tools.messages.text_of(sid)
        words = titles.first_words(text)
        for conversation in self._known:
            if sid in conversation.marker.sids:
                return Quoted(words, conversation.issue.url)
            for comment in self._newest_first(conversation):
                # Anybody may copy a hidden line, so only comments by the bot count.
                shows = not comment.by_person and sid in markers.sids(comment.body)
                if shows or self._has_sent(comment, text, conversation):
                    return Quoted(words, comment.url)
        return Quoted(words)

    def _newest_first(self, conversation: Conversation) -> list[Comment]:
        number = conversation.issue.number
        if number not in self._comments:
            # What lies further back is quoted without a link.
            tail = self._tools.repository.newest_comments(conversation.issue, lambda _: False)
            self._comments[number] = tail.comments[::-1]
        return self._comments[number]

    def _has_sent(self, comment: Comment, text: str, conversation: Conversation) -> bool:
        if not text or not LEFT & comment.reactions.keys():
            return False
        if comment.id not in self._texts:
            sent = what_left.texts_of(comment, conversation, self._tools)
            self._texts[comment.id] = frozenset(map(outbound.key, sent))
        if outbound.key(text) not in self._texts[comment.id]:
            return False
        return bool(LEFT & self._tools.our_marks(comment))  # anybody may put the same mark

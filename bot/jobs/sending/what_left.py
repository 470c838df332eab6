"""The texts that the comments of a conversation have sent: commands of maintainers and orders of systems."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from bot.core.errors import SealError
from bot.core.issues import Comment
from bot.core.marks import LEFT, Mark
from bot.core.messages import Channel
from bot.jobs.record.conversations import Conversation, open_order
from bot.jobs.sending import composing, outbound, scheduling
from bot.jobs.sending.composing import Composed
from bot.jobs.sending.order_notes import OrderNote
from bot.jobs.tools import Tools
from bot.rules.text import commands
from bot.rules.text.commands import Close, Command, Reply, Retry, Template
from bot.rules.wire.markers import NoteMarker, OrderMarker

SKEW = timedelta(seconds=5)  # between GitHub's clock and Twilio's


def texts_of(comment: Comment, conversation: Conversation, tools: Tools) -> tuple[str, ...]:
    """Return the texts of the messages that a comment sent, if it was carried out; none for one that sends nothing."""
    marker = tools.conversations.marker(comment)
    if not isinstance(marker, OrderMarker):
        return _texts_of_command(comment, conversation, tools)
    try:
        order = open_order(marker, tools.vault)
    except SealError:  # sealed with a key that is lost
        return ()
    return _texts(composing.of_order(order, tools), order.person.channel)


def beside(order_note: OrderNote, tools: Tools) -> tuple[datetime, Counter[str]]:
    """Return from when to search Twilio's list for an order, and the texts in it that other comments explain.

    Called only when an earlier run may have sent some parts. Other orders and replies may have the same text, and a
    deferred message leaves long after it was shown: everything that has left is counted, from the first of them on.
    """
    order_texts = set(
        map(
            outbound.key, _texts(composing.of_order(order_note.order, tools), order_note.order.person.channel)
        )
    )
    comments = tools.repository.comments(order_note.about.issue, order_note.since - scheduling.FARTHEST)
    found = map(tools.conversations.marker, comments)
    parts = {note.about: note.sent for note in found if isinstance(note, NoteMarker) and note.final}
    since, texts = order_note.since, Counter[str]()
    for comment in comments:
        if comment.id == order_note.note.id or not (LEFT & comment.reactions.keys() or parts.get(comment.id)):
            continue
        sent = [outbound.key(text) for text in texts_of(comment, order_note.conversation, tools)]
        if order_texts.isdisjoint(sent):
            continue
        left = sent if LEFT & marks(comment, tools).keys() else sent[: parts.get(comment.id, 0)]
        if left:
            since = min(since, comment.created_at - SKEW)
            texts.update(left)
    return since, texts


def marks(comment: Comment, tools: Tools) -> dict[str, datetime]:
    """Return the reactions that the bot has put on a comment, and when."""
    return tools.recent.marks(tools.settings.config.conversations.bot_login, comment.id)


def _texts_of_command(comment: Comment, conversation: Conversation, tools: Tools) -> tuple[str, ...]:
    command, channel = _command(comment), conversation.marker.channel
    if isinstance(command, Retry):
        failed = _failed_before(comment, tools)
        return _texts_of_command(failed, conversation, tools) if failed else ()
    return _texts(composing.of_command(command, channel, tools), channel)


def _texts(composed: Composed | None, channel: Channel) -> tuple[str, ...]:
    return tuple(part.text for part in composed.parts(channel)) if composed else ()


def _command(comment: Comment) -> Command | None:
    """Return the command of a comment that sent something; a plain comment did if every comment is sent."""
    return commands.parse(comment.body, every_comment=True) if comment.by_person else None


def _failed_before(retry: Comment, tools: Tools) -> Comment | None:
    """Return the comment whose text a /retry sent again."""
    comments = tools.repository.comments(retry.issue)
    failed = [one for one in comments if one.id < retry.id and Mark.FAILED in one.reactions]
    sending = (Reply, Close, Template)
    return next((one for one in reversed(failed) if isinstance(_command(one), sending)), None)

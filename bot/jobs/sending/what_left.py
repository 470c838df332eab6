"""The texts that the comments of a conversation have sent: commands of maintainers and orders of systems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from bot.core.errors import RepositoryError, SealError
from bot.core.issues import Comment
from bot.core.messages import Channel
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.conversations import open_order
from bot.jobs.sending import composing, outbound, steps
from bot.jobs.sending.composing import Composed
from bot.jobs.sending.order_notes import OrderNote
from bot.jobs.sending.thread import Thread
from bot.jobs.tools import Tools
from bot.rules.conversation.history import HistoryStep, Notes
from bot.rules.text.commands import Command, Retry
from bot.rules.wire.markers import OrderMarker

# A plain comment was sent if every comment was at the time, whatever is configured now.
_EVER = datetime.min.replace(tzinfo=UTC)


def texts_of(comment: Comment, conversation: Conversation, tools: Tools) -> tuple[str, ...]:
    """Return the texts of the messages that a comment sent, if it was carried out; none for one that sends nothing."""
    if _shows_order(comment, tools):
        return _texts_of_order(comment, tools)
    command = _command(comment, tools)
    if not isinstance(command, Retry):
        return _texts(
            composing.of_command(command, conversation.marker.channel, tools), conversation.marker.channel
        )
    retry = steps.commands_of(tools.repository.comments(comment.issue), tools).step(comment.id)
    return _texts_of_step(retry, conversation, tools)[retry.first :] if retry else ()


def beside(order_note: OrderNote, tools: Tools) -> tuple[datetime, Counter[str]]:
    """Return from when to search Twilio's list for an order, and the texts in it that other comments explain.

    Called only when an earlier run may have sent some parts. Other orders and replies may have the same text, and a
    deferred message leaves long after it was shown: everything that has left is counted, from the first of them on.
    """
    channel = order_note.order.person.channel
    wanted = _keys(_texts(composing.of_order(order_note.order, tools), channel))
    comments = tools.repository.comments(order_note.about.issue)
    others = [comment for comment in comments if comment.id != order_note.note.id]
    since, texts = order_note.since, Counter[str]()
    for comment, left in _departed(others, comments, set(wanted), order_note.conversation, tools):
        since = min(since, comment.created_at - outbound.SKEW)
        texts.update(left)
    return since, texts


def beside_reply(thread: Thread, wanted: Composed, tools: Tools) -> Counter[str]:
    """Return how often the texts of a reply were sent by other comments: commands of the thread, and orders.

    Also by those of the issues before and after it in which the conversation went on at the time.
    """
    channel, conversation = thread.conversation.marker.channel, thread.conversation
    comments = thread.comments if thread.whole else tools.repository.comments(thread.number)
    others = {conversation.marker.follows, thread.here.number} - {0, thread.number}
    for number in others:
        comments = [*comments, *_comments_of(number, conversation.issue.created_at, tools)]
    known = thread.history if thread.whole and not others else steps.commands_of(comments, tools)
    texts = Counter[str]()
    for found in known.steps:
        step = thread.history.step(found.comment.id) or found  # as this run has continued it
        if not step.is_open:
            texts.update(_keys(_texts_of_step(step, conversation, tools)[step.left]))
    orders = [comment for comment in comments if _shows_order(comment, tools)]
    keys = set(_keys(_texts(wanted, channel)))
    for _, left in _departed(orders, comments, keys, conversation, tools):
        texts.update(left)
    return texts


def _comments_of(number: int, since: datetime, tools: Tools) -> list[Comment]:
    """Return the comments made in another issue since the moment; none if it is gone."""
    try:
        found = tools.repository.comments(number, since)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return []
    return [comment for comment in found if comment.created_at >= since]


def _departed(
    candidates: Sequence[Comment],
    comments: Sequence[Comment],
    wanted: set[str],
    conversation: Conversation,
    tools: Tools,
) -> Iterator[tuple[Comment, list[str]]]:
    """Yield the candidates that sent one of the wanted texts, with what they sent; only of these it is asked."""
    noted = steps.notes_in(comments, tools)
    for comment in candidates:
        texts = _keys(texts_of(comment, conversation, tools))
        if wanted.isdisjoint(texts):
            continue
        step = _step_of(comment, comments, noted, tools)
        if step is None:
            continue
        left = texts[: max(0, step.sent - step.first)] if not step.has_left else texts
        if left:
            yield comment, left


def _step_of(
    comment: Comment, comments: Sequence[Comment], noted: Mapping[int, Notes], tools: Tools
) -> HistoryStep | None:
    command = _command(comment, tools)
    if command is None:
        return steps.order_of(comment, noted, tools)
    if isinstance(command, Retry):
        return steps.commands_of(comments, tools).step(comment.id)
    return steps.step_of(comment, command, noted, tools)


def _texts_of_step(step: HistoryStep, conversation: Conversation, tools: Tools) -> tuple[str, ...]:
    channel = conversation.marker.channel
    return _texts(composing.of_command(step.origin.command, channel, tools), channel)


def _command(comment: Comment, tools: Tools) -> Command | None:
    return next((command for _, command in steps.given([comment], _EVER, tools)), None)


def _shows_order(comment: Comment, tools: Tools) -> bool:
    return isinstance(tools.conversations.readable(comment), OrderMarker)


def _texts_of_order(comment: Comment, tools: Tools) -> tuple[str, ...]:
    marker = tools.conversations.readable(comment)
    try:
        order = open_order(marker, tools.vault) if isinstance(marker, OrderMarker) else None
    except SealError:  # sealed with a key that is lost
        return ()
    return _texts(composing.of_order(order, tools), order.person.channel) if order else ()


def _texts(composed: Composed | None, channel: Channel) -> tuple[str, ...]:
    return tuple(part.text for part in composed.parts(channel)) if composed else ()


def _keys(texts: Sequence[str]) -> list[str]:
    return [outbound.key(text) for text in texts]

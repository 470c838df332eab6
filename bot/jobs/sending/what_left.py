"""The texts that the comments of a conversation have sent: commands of maintainers and orders of systems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from bot.core.errors import RepositoryError, SealError
from bot.core.issues import Comment
from bot.core.marks import Mark, Outcome
from bot.core.messages import Channel
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.sealed_orders import open_order
from bot.jobs.sending import composing, outbound, steps
from bot.jobs.sending.composing import Composed
from bot.jobs.tools import Tools
from bot.rules.conversation.history import HistoryStep, Notes
from bot.rules.sending.recognition import Elsewhere
from bot.rules.text.command_types import (
    Command,
    Retry,
)
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


def beside(
    comment: Comment, wanted: Iterable[str], conversation: Conversation, tools: Tools, there: int = 0
) -> Elsewhere:
    """Return from when to search Twilio's list for the texts of a comment, and how often others have sent them then.

    Also those of the issue before it and of the one `there` in which the conversation went on at the time.

    Called only when an earlier run may have sent some parts. The period begins with the comment itself, or with the
    first other one whose message may have left since: a deferred one leaves long after it was shown.
    """
    keys = set(_keys(wanted))
    comments = tools.repository.comments(comment.issue)
    for number in {conversation.marker.follows, there} - {0, comment.issue}:
        comments = [*comments, *_comments_of(number, conversation.issue.created_at, tools)]
    others = sorted(
        _departures(comment, comments, keys, conversation, tools), key=lambda one: -one.comment.id
    )
    since, counted = comment.created_at - outbound.SKEW, list[_Departure]()
    left_by = cache(lambda one: _end(one, comments, tools))
    while found := _newest_since(others, since, left_by):
        counted.append(found)
        others.remove(found)
        since = min(since, found.comment.created_at - outbound.SKEW)
    least = Counter(text for one in counted for text in one.left)
    most = Counter(text for one in counted for text in (*one.left, *one.unsure))
    return Elsewhere(since, least, most)


def _comments_of(number: int, since: datetime, tools: Tools) -> list[Comment]:
    """Return the comments made in another issue since the moment; none if it is gone."""
    try:
        found = tools.repository.comments(number, since)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return []
    return [comment for comment in found if comment.created_at >= since]


@dataclass(frozen=True, slots=True, eq=False)
class _Departure:
    """What another comment sent of the wanted texts: what has left, and what may have."""

    comment: Comment
    step: HistoryStep
    left: tuple[str, ...] = field(repr=False)
    unsure: tuple[str, ...] = field(repr=False)


def _departures(
    comment: Comment, comments: Sequence[Comment], wanted: set[str], conversation: Conversation, tools: Tools
) -> Iterator[_Departure]:
    """Yield the other commands and orders that sent one of the wanted texts; only of these it is asked."""
    noted, retries = steps.notes_in(comments, tools), steps.commands_of(comments, tools)
    for other in comments:
        if other.id == comment.id:
            continue
        command = _command(other, tools)
        if isinstance(command, Retry):
            step = retries.step(other.id)
            texts = _texts_of_step(step, conversation, tools) if step else ()
        else:
            step, texts = None, texts_of(other, conversation, tools)
        keys = _keys(texts)
        if wanted.isdisjoint(keys):
            continue
        step = step or _step_of(other, command, noted, tools)
        if step is None:
            continue
        left = keys[step.left]
        unsure = (
            keys[step.first + len(left) :] if step.outcome is Outcome.UNKNOWN or _is_under_way(step) else []
        )
        if left or unsure:
            yield _Departure(other, step, tuple(left), tuple(unsure))


def _is_under_way(step: HistoryStep) -> bool:
    return step.is_open and step.is_taken


def _newest_since(
    others: Sequence[_Departure], since: datetime, left_by: Callable[[_Departure], datetime | None]
) -> _Departure | None:
    """Return the newest that may have left since the moment, of those sorted by age."""
    commands_are_over = False
    for one in others:
        is_command = one.step.command is not None
        if commands_are_over and is_command:
            continue
        end = left_by(one)
        if end is None or end + outbound.SKEW >= since:
            return one
        # Commands are carried out in order, so those before have left earlier still; orders may be deferred.
        commands_are_over = commands_are_over or is_command
    return None


def _end(one: _Departure, comments: Sequence[Comment], tools: Tools) -> datetime | None:
    """Return when a message had left at the latest, None if that is not known."""
    if one.step.is_open:
        return None
    if one.step.judged != one.comment.id:
        return next((note.created_at for note in comments if note.id == one.step.judged), None)
    bot = tools.settings.config.conversations.bot_login
    return tools.recent.marks(bot, one.comment.id).get(Mark.SENT)


def _step_of(
    comment: Comment, command: Command | None, noted: Mapping[int, Notes], tools: Tools
) -> HistoryStep | None:
    if command is None:
        return steps.order_of(comment, noted, tools)
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


def _keys(texts: Iterable[str]) -> list[str]:
    return [outbound.key(text) for text in texts]

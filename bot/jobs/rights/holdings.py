"""What is kept about a person on GitHub: on both channels, under the current id and those of earlier keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.github.media import MediaBranches
from bot.adapters.github.repository import Repository
from bot.core.issues import Comment
from bot.core.marks import LEFT
from bot.core.messages import Address, ContactId, MessageSid
from bot.jobs.record.conversations import Conversation, Conversations
from bot.rules.text import commands
from bot.rules.wire.markers import MessagesMarker, OrderMarker


@dataclass(frozen=True, slots=True)
class HeldConversation:
    """A conversation with all its comments; `received` and `ordered` are the ids of the messages and orders it shows.

    `sent` counts what left for the person, a text of several parts as one; automatic answers are not counted.
    """

    conversation: Conversation
    comments: tuple[Comment, ...]
    received: tuple[MessageSid, ...]
    ordered: tuple[str, ...]
    sent: int

    @property
    def last_at(self) -> datetime:
        """Return when something was last written in it."""
        times = (comment.created_at for comment in self.comments)
        return max(times, default=self.conversation.issue.created_at)


@dataclass(frozen=True, slots=True)
class Holdings:
    """All conversations with a person, newest first, and how many files are kept."""

    held: tuple[HeldConversation, ...]
    files: int

    @property
    def received(self) -> int:
        return sum(len(one.received) for one in self.held)

    @property
    def sent(self) -> int:
        return sum(one.sent for one in self.held)

    @property
    def comments(self) -> int:
        return sum(len(one.comments) for one in self.held)

    @property
    def since(self) -> datetime | None:
        return min((one.conversation.issue.created_at for one in self.held), default=None)

    @property
    def until(self) -> datetime | None:
        return max((one.last_at for one in self.held), default=None)


def gather(
    person: Address,
    ids: Callable[[Address], list[ContactId]],
    repository: Repository,
    conversations: Conversations,
    media: MediaBranches,
    *,
    every_comment: bool = False,
) -> Holdings:
    """Gather what is kept about a person, under every address and all its `ids`.

    With `every_comment`, plain comments were sent too.
    """
    held = []
    for conversation in conversations.all_with(person):
        comments = tuple(repository.comments(conversation.issue.number))
        held.append(_gathered(conversation, comments, conversations, every_comment=every_comment))
    people = (person, *(one for kept in held for one in kept.conversation.marker.people))
    return Holdings(
        tuple(held), media.count(list(dict.fromkeys(found for one in people for found in ids(one))))
    )


def _gathered(
    conversation: Conversation,
    comments: tuple[Comment, ...],
    conversations: Conversations,
    *,
    every_comment: bool,
) -> HeldConversation:
    received, ordered, sent = list(conversation.marker.sids), [], 0
    for comment in comments:
        match conversations.claimed(comment):
            case MessagesMarker(sids):
                received += sids
            case OrderMarker(order):
                ordered.append(order)
                sent += bool(comment.reactions.keys() & LEFT)
            case _:
                sent += _has_left(comment, every_comment=every_comment)
    return HeldConversation(conversation, comments, tuple(received), tuple(ordered), sent)


def _has_left(comment: Comment, *, every_comment: bool) -> bool:
    """Return whether this is a comment by a maintainer that sent a text."""
    if not comment.by_person or not comment.reactions.keys() & LEFT:
        return False
    return commands.sends_text(commands.parse(comment.body, every_comment=every_comment))


def issue_numbers(holdings: Holdings) -> Iterator[int]:
    """Yield the numbers of the conversations, oldest first."""
    return (one.conversation.issue.number for one in reversed(holdings.held))

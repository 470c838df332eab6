"""What is kept about a person on GitHub: on both channels, under the current id and those of earlier keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.github.media import MediaBranches
from bot.core.issues import Comment
from bot.core.messages import Address, MessageSid
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import steps
from bot.jobs.tools import Tools
from bot.rules.people.called import NAMELESS, Called
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
    def called(self) -> Called:
        """What the office calls the person."""
        names = (one.conversation.marker.called for one in self.held)
        return next((name for name in names if name), NAMELESS)

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


def gather(person: Address, tools: Tools) -> Holdings:
    """Gather what is kept about a person, under every address and all its ids."""
    found = [
        (conversation, tuple(tools.repository.comments(conversation.issue.number)))
        for conversation in tools.conversations.all_with(person)
    ]
    # A note may be where the conversation goes on.
    everything = [comment for _, comments in found for comment in comments]
    held = [_gathered(conversation, comments, everything, tools) for conversation, comments in found]
    people = (person, *(one for kept in held for one in kept.conversation.marker.people))
    ids = list(dict.fromkeys(one_id for one in people for one_id in tools.vault.ids(one)))
    return Holdings(tuple(held), MediaBranches(tools.settings).count(ids))


def _gathered(
    conversation: Conversation, comments: tuple[Comment, ...], everything: Sequence[Comment], tools: Tools
) -> HeldConversation:
    received, ordered = list(conversation.marker.sids), []
    carried_out = list(steps.commands_of(comments, tools, everything).steps)
    noted = steps.notes_in(everything, tools)
    for comment in comments:
        match tools.conversations.claimed(comment):
            case MessagesMarker(sids):
                received += sids
            case OrderMarker(order):
                ordered.append(order)
                shown = steps.order_of(comment, noted, tools)
                carried_out += [shown] if shown else []
    sent = sum(step.has_left for step in carried_out)
    return HeldConversation(conversation, comments, tuple(received), tuple(ordered), sent)


def issue_numbers(holdings: Holdings) -> Iterator[int]:
    """Yield the numbers of the conversations, oldest first."""
    return (one.conversation.issue.number for one in reversed(holdings.held))

"""Conversations as issues: find, open, append to and reopen them, and list what is already recorded."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.github.repository import Repository
from bot.core.issues import Comment, Issue
from bot.core.messages import Address, Channel, Event, MessageSid, Order
from bot.core.settings import Configuration
from bot.jobs.record.own_issues import OwnIssues
from bot.rules.people import contacts
from bot.rules.people.sealing import Vault
from bot.rules.text import contents, rendering
from bot.rules.text.contents import Enclosures
from bot.rules.text.rendering import Style
from bot.rules.wire import envelope, markers
from bot.rules.wire.binding import Binding
from bot.rules.wire.markers import (
    ConversationMarker,
    KeyedMarker,
    Marker,
    MessagesMarker,
    OrderMarker,
)

# The relay's clock and GitHub's may differ by this much.
CLOCK_SKEW = timedelta(minutes=10)

Reader = Callable[[int, datetime], Iterable[Comment]]


@dataclass(frozen=True, slots=True)
class Conversation:
    """An issue with its marker."""

    issue: Issue
    marker: ConversationMarker


class Conversations:
    """The conversations of one repository."""

    def __init__(
        self,
        repository: Repository,
        own: OwnIssues,
        vault: Vault,
        config: Configuration,
        style: Callable[[], Style],
    ) -> None:
        """`style` is called only when something is written, since it may have to ask GitHub."""
        self._repository = repository
        self._own = own
        self._vault = vault
        self._config = config
        self._ask_style = style

    @property
    def _style(self) -> Style:
        return self._ask_style()

    def marker(self, item: Issue | Comment) -> Marker | None:
        """Return the marker of an issue or comment; None unless the bot's own account wrote it there.

        Raises SealError for a conversation whose marker cannot be opened.
        """
        return self._own.marker(item)

    def readable(self, item: Issue | Comment) -> Marker | None:
        """Return the marker; if it cannot be opened, log that and return None."""
        return self._own.readable(item)

    def claimed(self, item: Issue | Comment) -> Marker | None:
        """Return the marker even if it is not bound to its issue: to show and to erase, never to send."""
        return self._own.claimed(item)

    def read(self, issue: Issue) -> Conversation | None:
        """Return the issue as a conversation, or None if it is not one, or its marker is not bound to it."""
        issue = self._own.recovered(issue)
        marker = self.marker(issue)
        return Conversation(issue, marker) if isinstance(marker, ConversationMarker) else None

    def unbound(self, issue: Issue) -> Conversation | None:
        """Return the issue as a conversation if its marker is one that is not bound to it; it sends nothing."""
        marker = self.claimed(issue)
        bound = self._own.binding(issue) is Binding.BOUND
        return Conversation(issue, marker) if isinstance(marker, ConversationMarker) and not bound else None

    def has_comment(self, number: int, *expected: Marker) -> bool:
        """Whether the bot has commented on the issue under one of these markers."""
        return any(self.marker(comment) in expected for comment in self._repository.comments(number))

    def comment(self, number: int, marker: Marker, sentence: str) -> None:
        """Comment on the issue under a marker."""
        self._repository.comment(number, f"{markers.write(marker, self._vault, number)}\n{sentence}")

    def comment_once(self, number: int, marker: Marker, sentence: str, *instead: Marker) -> None:
        """Comment on the issue, unless it has a comment under this marker or one of `instead`."""
        if not self.has_comment(number, marker, *instead):
            self.comment(number, marker, sentence)

    def labelled(self, person: Address) -> list[Issue]:
        """Return the issues with the person's label: conversations on every channel, and the consent record."""
        return list(self._repository.issues_with_label(self._label(person)))

    def people(self, person: Address, labelled: Iterable[Issue]) -> tuple[Address, ...]:
        """Return every address of the person that the conversations among the issues name, the given one first."""
        named = [found.marker.people for found in self._any_of(person, labelled)]
        return contacts.distinct((person, *(address for people in named for address in people)))

    def with_person(self, person: Address, labelled: Sequence[Issue] | None = None) -> list[Conversation]:
        """Return the conversations with the person on that channel, newest first.

        One request by label finds them; none is made when `labelled` is given. Lists by label may lag: if this one
        holds no open conversation, the newest issues are searched too.
        """
        labelled = self.labelled(person) if labelled is None else labelled
        found = self._with_label(person, labelled)
        if any(conversation.issue.is_open for conversation in found):
            return found
        # The copy of an issue read just now counts, not the one read seconds ago.
        known = {issue.number for issue in (*labelled, *(conversation.issue for conversation in found))}
        newest = self._of(person, self._repository.newest_issues_lately())
        found += [conversation for conversation in newest if conversation.issue.number not in known]
        return sorted(found, key=lambda conversation: conversation.issue.number, reverse=True)

    def all_with(self, person: Address) -> list[Conversation]:
        """Return every conversation with the person, on any channel and under any id, newest first.

        Also those not bound to their issue: what is kept about somebody is shown and erased wherever it is.
        """
        newest, people, asked = self._repository.newest_issues(), [person], set[str]()
        found: dict[int, Conversation] = {}
        for address in people:  # grows: a conversation may name further addresses of the person
            listed = list(newest)
            for contact in self._vault.ids(address):
                listed += (
                    ()
                    if contact in asked
                    else self._repository.issues_with_label(self._config.labels.of_contact(contact))
                )
                asked.add(contact)
            for issue in listed:
                marker = self.claimed(issue)
                if isinstance(marker, ConversationMarker) and contacts.are_one([address], marker.people):
                    found[issue.number] = Conversation(issue, marker)
                    people += [other for other in marker.people if other not in people]
        return sorted(found.values(), key=lambda conversation: conversation.issue.number, reverse=True)

    def recorded(
        self, conversations: Iterable[Conversation], since: datetime, read: Reader | None = None
    ) -> set[MessageSid]:
        """Return the sids of the messages recorded in the conversations since the moment, and perhaps earlier ones.

        `read` returns the comments of an issue since a moment, for less than one request per issue.
        """
        comments_of = read or self._repository.comments
        sids: set[MessageSid] = set()
        for conversation in conversations:
            sids.update(conversation.marker.sids)
            if conversation.issue.updated_at < since - CLOCK_SKEW:
                continue
            for comment in comments_of(conversation.issue.number, since - CLOCK_SKEW):
                marker = self.readable(comment)
                if isinstance(marker, MessagesMarker):
                    sids.update(marker.sids)
        return sids

    def open(
        self,
        group: Sequence[Event],
        previous: int | None,
        enclosures: Enclosures = rendering.NOTHING,
        people: Sequence[Address] = (),
    ) -> Conversation:
        """Open a conversation with its first messages; the first of the person's addresses gets the answers."""
        first = group[0].message
        person, *also = people or (first.sender,)
        marker = ConversationMarker(
            self._vault.contact_id(person), person, first.recipient, _sids(group), tuple(also)
        )
        body = rendering.conversation(
            markers.write_new(marker, self._vault),
            group,
            self._style,
            self._sealed(group),
            previous,
            enclosures,
        )
        issue = self._own.open(rendering.title(first, self._style), body, self._labels(person, *also))
        return Conversation(issue, marker)

    def carry_over(
        self, people: Sequence[Address], sender: Address, sids: tuple[MessageSid, ...], sentence: str
    ) -> int:
        """Open a conversation with the messages of a comment whose own conversation is gone.

        The first of the person's addresses gets the answers.
        """
        person, *also = people
        marker = ConversationMarker(self._vault.contact_id(person), person, sender, sids, tuple(also))
        body = f"{markers.write_new(marker, self._vault)}\n{sentence}\n\n---\n\n{self._style.texts.how_to_answer}"
        title = rendering.conversation_title(person, self._style)
        return self._own.open(title, body, self._labels(*people)).number

    def begin(self, person: Address, sender: Address) -> Conversation:
        """Open a conversation for a message to somebody who has never written.

        It is closed at once: nobody waits for an answer until the person writes, which reopens it.
        """
        marker = ConversationMarker(self._vault.contact_id(person), person, sender, ())
        body = rendering.beginning(markers.write_new(marker, self._vault), person, self._style)
        labels = [
            label
            for label in self._labels(person)
            if label not in (self._config.labels.received, self._config.labels.waiting)
        ]
        issue = self._own.open(rendering.notice_title(person, self._style), body, labels, closed=True)
        return Conversation(issue, marker)

    def finish_beginning(self, conversation: Conversation) -> None:
        """Close a conversation without comments that an earlier run opened and may have died before closing."""
        if conversation.issue.is_open and not conversation.marker.sids:
            self._repository.close(conversation.issue.number)

    def show_order(self, conversation: Conversation, order: Order, text: str) -> Comment:
        """Add the comment that shows what a system has sent."""
        sealed = self._vault.seal(zlib.compress(envelope.dump_item(order)))
        marker = markers.write(OrderMarker(order.id, sealed), self._vault, conversation.issue.number)
        return self._repository.comment(
            conversation.issue.number, rendering.notice(marker, order, text, self._style)
        )

    def append(
        self, conversation: Conversation, group: Sequence[Event], enclosures: Enclosures = rendering.NOTHING
    ) -> None:
        """Add messages to a conversation, reopening it if it is closed.

        The comment comes last: once it is there, everything is done, and a repeated run changes nothing.
        """
        issue = conversation.issue
        if not issue.is_open:
            self._repository.reopen(issue.number)
        # Even if the issue had the label when it was read: a reply may have removed it since.
        self._repository.add_label(issue.number, self._config.labels.waiting)
        marker = markers.write(MessagesMarker(_sids(group)), self._vault, issue.number)
        self._repository.comment(
            issue.number,
            rendering.further_messages(
                marker, group, self._style, self._sealed(group), issue.body, enclosures
            ),
        )

    def continue_texts(self, conversation: Conversation, group: Sequence[Event]) -> None:
        """Add what is left of texts too long for the issue or comment that holds their beginning, each part once."""
        for message in (event.message for event in group if contents.is_long(event.message)):
            if self._style.show_texts:
                for part, rest in enumerate(contents.continuations(message, self._style.texts), 2):
                    self.comment_once(conversation.issue.number, KeyedMarker(f"{message.sid} {part}"), rest)

    def may_reopen(self, conversation: Conversation, when: datetime) -> bool:
        """Return whether a message received at that moment still belongs to the closed conversation."""
        closed = conversation.issue.closed_at
        return closed is not None and when - closed <= self._config.conversations.reopen_within

    def _with_label(self, person: Address, labelled: Sequence[Issue]) -> list[Conversation]:
        found = list(self._of(person, labelled))
        for former in () if found else self._vault.former_ids(person):
            found = found or list(
                self._of(person, self._repository.issues_with_label(self._config.labels.of_contact(former)))
            )
        return found

    def _of(self, person: Address, issues: Iterable[Issue]) -> Iterator[Conversation]:
        """Yield the conversations with the person on that channel."""
        for conversation in self._any_of(person, issues):
            if conversation.marker.person.network == person.network:
                yield conversation

    def _any_of(self, person: Address, issues: Iterable[Issue]) -> Iterator[Conversation]:
        for issue in map(self._own.recovered, issues):
            marker = self.readable(issue)
            if isinstance(marker, ConversationMarker) and contacts.are_one([person], marker.people):
                yield Conversation(issue, marker)

    def _labels(self, *people: Address) -> list[str]:
        labels = self._config.labels
        by_channel = {
            Channel.SMS: labels.sms,
            Channel.WHATSAPP: labels.whatsapp,
            Channel.OTHER: labels.other_channel,
        }
        channel = by_channel[people[0].channel]
        own = dict.fromkeys(map(self._label, people))
        return [labels.received, labels.gateway, channel, *own, labels.waiting]

    def _label(self, person: Address) -> str:
        return self._config.labels.of_contact(self._vault.contact_id(person))

    def _sealed(self, group: Sequence[Event]) -> list[str]:
        """Return each message sealed, for a repository that must not show its text."""
        if self._style.show_texts:
            return [""] * len(group)
        return [envelope.seal_message(event, self._vault) for event in group]


def open_order(marker: OrderMarker, vault: Vault) -> Order:
    """Return the order that a comment shows."""
    return envelope.load_item(zlib.decompress(vault.open(marker.sealed)), Order)


def _sids(group: Sequence[Event]) -> tuple[MessageSid, ...]:
    return tuple(event.message.sid for event in group)

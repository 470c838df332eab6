"""Conversations as issues: open, append to and reopen them, and go on in another where one takes nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.adapters.github.writes import Append, Steps, alone
from bot.core.errors import RepositoryError, UnwritableIssueError
from bot.core.issues import Comment
from bot.core.messages import Address, Event, MessageSid, Order
from bot.jobs.record import inherited, sealed_orders
from bot.jobs.record.conversation_reader import Conversation, ConversationReader, heir
from bot.rules.conversation import overview
from bot.rules.people.called import NAMELESS, Called
from bot.rules.text import contents, rendering
from bot.rules.text.contents import Enclosures
from bot.rules.text.rendering import Beginning
from bot.rules.wire import envelope, markers
from bot.rules.wire.markers import (
    ConversationMarker,
    KeyedMarker,
    Marker,
    MessagesMarker,
    NoteMarker,
)

Numbers = Sequence[tuple[Address, ...]]  # a person's addresses, as `ConversationMarker.groups` has them
_AROUND_MESSAGE = 150  # its id in the marker, blank lines, and the words before a name
_LINK = "\n\n<sub>↳ "  # between the text of a note and what it is about


class Conversations(ConversationReader):
    """The conversations of one repository."""

    def has_comment(self, number: int, *expected: Marker) -> bool:
        """Whether the bot has commented under one of these markers: about a comment, or else lately."""
        about = min((one.about for one in expected if isinstance(one, NoteMarker)), default=0)
        listed = self._repository.comments_lately(number, after=about)
        return any(self.marker(comment) in expected for comment in listed)

    def comment(self, number: int, marker: Marker, sentence: str) -> Comment:
        """Comment on the issue under a marker; if it takes nothing more, where the conversation goes on."""
        try:
            return self._comment(number, marker, sentence)
        except UnwritableIssueError as error:
            there = self._heir_of(number, error)
            return self._comment(there, marker, linked(sentence, f"#{number}"))

    def comment_once(self, number: int, marker: Marker, sentence: str, *instead: Marker) -> None:
        """Comment as `comment` does, unless there is a comment under this marker or one of `instead`."""
        if self.has_comment(number, marker, *instead):
            return
        try:
            self._comment(number, marker, sentence)
        except UnwritableIssueError as error:
            there = self._heir_of(number, error)
            if not self.has_comment(there, marker, *instead):
                self._comment(there, marker, linked(sentence, f"#{number}"))

    def _comment(self, number: int, marker: Marker, sentence: str) -> Comment:
        return self._repository.comment(number, f"{markers.write(marker, self._vault, number)}\n{sentence}")

    def mark_again(self, comment: Comment, marker: Marker) -> None:
        """Put another marker on a comment of ours, and leave its text as it is."""
        line, text = markers.write(marker, self._vault, comment.issue), comment.body.partition("\n")[2]
        self._repository.rewrite_comment(comment.issue, comment.id, f"{line}\n{text}")

    def reword(self, comment: Comment, expected: Iterable[str], sentence: str) -> None:
        """Replace one of the sentences in a note of ours; where somebody has changed the text, it stays theirs."""
        line, _, text = comment.body.partition("\n")
        said, link, what = text.partition(_LINK)
        if said in expected:
            body = f"{line}\n{sentence}{link}{what}"
            self._repository.rewrite_comment(comment.issue, comment.id, body)

    def _heir_of(self, number: int, why: UnwritableIssueError) -> int:
        """Return where a conversation goes on that takes nothing more; raises `why` if it is none."""
        old = None if why.is_gone else self.read(self._repository.issue(number))
        if old is None:
            raise why
        return self.go_on(old).number

    def heir(self, old: Conversation) -> Conversation | None:
        """Return where a conversation goes on, None if it does not; searches the newest issues too."""
        person = old.marker.person
        newest = self._of(person, self._repository.newest_issues_lately())
        known = {one.number: one for one in (*newest, *self.with_person(person))}
        return heir(old, known.values())

    def written_there(self, old: Conversation, since: datetime) -> list[Comment]:
        """Return what was written since the moment in the issue in which a conversation goes on, if it does."""
        if old.takes_more and not old.marker.continued_in:
            return []
        there = self.heir(old)
        return self._repository.comments(there.number, since) if there else []

    def go_on(self, old: Conversation) -> Conversation:
        """Return where a conversation goes on that takes nothing more, opening it if there is none, both linked."""
        last = self.heir(old) or old
        if last is old or not last.takes_more:
            labels = self._config.labels
            # A pause ends here: what nobody would be reminded of waits for the office instead.
            waits = old.issue.is_open and bool({labels.waiting, labels.snoozed} & old.issue.labels)
            kept = inherited.labels(last, self._config)
            last, before = self._begin(last.marker, *kept, closed=not waits, follows=last.number), last
            self.link_heir(before, last.number)
        self.link_heir(old, last.number)
        return last

    def link_heir(self, old: Conversation, number: int) -> None:
        """Show in a conversation where it goes on, as far as GitHub lets us, and close it; repeating changes nothing.

        Its text is changed too: a locked or full issue takes no comment, but an edit.
        """
        try:
            now = self.read(self._repository.issue(old.number))
        except RepositoryError as error:
            if not error.is_gone:
                raise
            return
        if now is None:
            return
        texts = self._style.texts
        sentence = texts.continued_in.format(number=number, why=texts.continued_because[now.ended_by])
        labels = self._config.labels
        for label in (labels.waiting, labels.snoozed):
            if label in now.issue.labels:
                self._repository.remove_label(now.number, label)
        if now.issue.is_open:
            self._repository.close(now.number)
        if now.marker.continued_in:
            return
        inherited.keep_assignees(now, number, self._repository.assignees)
        marker = KeyedMarker(f"continued-{number}")
        with suppress(UnwritableIssueError):
            if not self.has_comment(now.number, marker):
                self._comment(now.number, marker, sentence)
        # Last: reconcile looks for those that do not say it. And not the text of before: it may be erased by now.
        latest = self.read(self._repository.issue(now.number))
        if latest:
            line = markers.write(replace(latest.marker, continued_in=number), self._vault, now.number)
            rest = latest.issue.body.partition("\n")[2]
            self._repository.settle(latest.issue, f"{line}\n{sentence}\n\n{rest}", close=False)

    def open(
        self, group: Sequence[Event], beginning: Beginning, people: Numbers = (), *, follows: int = 0
    ) -> Conversation:
        """Open a conversation at once; see `opening`."""
        steps = self.opening(group, beginning, people, follows=follows)
        return alone(steps, self._repository.together.write_alone)

    def opening(
        self,
        group: Sequence[Event],
        beginning: Beginning,
        people: Numbers = (),
        *,
        follows: int = 0,
        more_labels: Sequence[str] = (),
    ) -> Steps[Conversation]:
        """Open a conversation with its first messages; the first of the person's addresses gets the answers.

        It goes on from `follows`, if that takes nothing more; see `link_heir`.
        """
        first = group[0].message
        marker = self._marker(people or ((first.sender,),), first.recipient, _sids(group), follows)
        marker = replace(marker, called=beginning.called)
        head, sealed = markers.write_new(marker, self._vault), self._sealed(group)
        style = replace(self._style, shows_numbers=bool(marker.merged))
        body = rendering.conversation(head, group, style, sealed, beginning)
        title, labels = rendering.title(first, style, marker.called), self._labels(*marker.people)
        labels = labels if beginning.waits else [one for one in labels if one != self._config.labels.waiting]
        labels += [self._config.labels.spam] if beginning.enclosures.spam else []
        issue = yield from self._own.opening(title, body, list(dict.fromkeys([*labels, *more_labels])))
        return Conversation(issue, marker)

    def carry_over(
        self, people: Numbers, sender: Address, sids: tuple[MessageSid, ...], sentence: str
    ) -> int:
        """Open a conversation with the messages of a comment whose own conversation is gone.

        The first of the person's addresses gets the answers.
        """
        marker = self._marker(people, sender, sids)
        body = f"{markers.write_new(marker, self._vault)}\n{sentence}\n\n---\n\n{self._style.texts.how_to_answer}"
        title = rendering.conversation_title(marker.person, "", self._style)
        return self._own.open(title, body, self._labels(*marker.people)).number

    def _marker(
        self, people: Numbers, sender: Address, sids: tuple[MessageSid, ...], follows: int = 0
    ) -> ConversationMarker:
        (person, *also), *merged = people
        contact = self._vault.contact_id(person)
        return ConversationMarker(contact, person, sender, sids, tuple(also), follows, merged=tuple(merged))

    def begin(self, person: Address, sender: Address, called: Called = NAMELESS) -> Conversation:
        """Open a conversation for a message to somebody who has never written.

        It is closed at once: nobody waits for an answer until the person writes, which reopens it.
        """
        contact = self._vault.contact_id(person)
        return self._begin(ConversationMarker(contact, person, sender, (), called=called), closed=True)

    def _begin(self, like: ConversationMarker, *kept: str, closed: bool, follows: int = 0) -> Conversation:
        """Open a conversation without messages, with the person and labels of another; an open one awaits an answer."""
        marker = replace(like, sids=(), follows=follows, continued_in=0)
        head = markers.write_new(marker, self._vault)
        texts = self._style.texts
        why = texts.previous_conversation.format(number=follows) if follows else texts.reopens_later
        body = f"{rendering.beginning(head, marker.person, self._style, marker.called)}\n\n{why}"
        labels = [*self._labels(*marker.people), *kept]
        if closed:
            awaiting = (self._config.labels.received, self._config.labels.waiting)
            labels = [label for label in labels if label not in awaiting]
        words = texts.continuing.format(number=follows) if follows else texts.begun_by_us
        title = rendering.conversation_title(marker.person, words, self._style, marker.called)
        self._repository.pace.may_open()
        return Conversation(self._own.open(title, body, labels, closed=closed), marker)

    def finish_beginning(self, conversation: Conversation) -> None:
        """Close a conversation without comments that an earlier run opened and may have died before closing."""
        marker = conversation.marker
        if conversation.issue.is_open and not marker.sids and not marker.follows:
            self._repository.close(conversation.issue.number)

    def show_order(self, conversation: Conversation, order: Order, text: str) -> Comment:
        """Add the comment that shows what a system has sent."""
        number = conversation.issue.number
        marker = markers.write(sealed_orders.marker_of(order, self._vault), self._vault, number)
        return self._repository.comment(number, rendering.notice(marker, order, text, self._style))

    def append(
        self, conversation: Conversation, group: Sequence[Event], enclosures: Enclosures = rendering.NOTHING
    ) -> Comment:
        """Add messages to a conversation at once; see `appending`."""
        steps = self.appending(conversation, group, enclosures)
        return alone(steps, self._repository.together.write_alone)

    def appending(
        self,
        conversation: Conversation,
        group: Sequence[Event],
        enclosures: Enclosures = rendering.NOTHING,
        *,
        waits: bool = True,
    ) -> Steps[Comment]:
        """Add messages to a conversation, reopening it if it is closed; return the comment that holds them.

        Nothing else changes where nobody `waits` for an answer to them. The comment comes last: once it is there,
        everything is done, and a repeated run changes nothing.
        """
        issue = conversation.issue
        begins_anew = MessagesMarker(_sids(group), reopens=waits and not issue.is_open)
        marker = markers.write(begins_anew, self._vault, issue.number)
        style = replace(self._style, shows_numbers=bool(conversation.marker.merged))
        body = rendering.further_messages(marker, group, style, self._sealed(group), issue.body, enclosures)
        now = overview.read(issue.body) if waits else None
        named = rendering.with_names(issue.body, group, self._style, conversation.marker.called)
        text = named if named != issue.body else ""
        if now:
            later = now.after_message(group[0].received_at)
            text = overview.written(named, later, conversation.marker.person, issue.created_at, self._style)
        # The label even if the issue had it when it was read: a reply may have removed it since.
        labels = self._config.labels
        label, without = (labels.waiting, labels.snoozed) if waits else ("", "")
        comment: Comment = yield Append(issue, label, body, text, without)
        return comment

    def length_of(self, event: Event, enclosures: Enclosures = rendering.NOTHING) -> int:
        """Return how many characters a message takes at most among others of an issue or comment."""
        [sealed] = self._sealed([event])
        shown = rendering.message(event, self._style, sealed, enclosures)
        return len(shown) + len(contents.named(event.message)) + _AROUND_MESSAGE

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

    def _labels(self, *people: Address) -> list[str]:
        labels = self._config.labels
        channel = labels.of_channel(people[0].channel)
        own = dict.fromkeys(map(self._label, people))
        return [labels.received, labels.gateway, channel, *own, labels.waiting]

    def _sealed(self, group: Sequence[Event]) -> list[str]:
        """Return each message sealed, for a repository that must not show its text."""
        if self._style.show_texts:
            return [""] * len(group)
        return [envelope.seal_message(event, self._vault) for event in group]


def said(note: Comment) -> str:
    """Return what a note of ours says, without its marker and without what it is about."""
    return note.body.partition("\n")[2].partition(_LINK)[0]


def linked(sentence: str, what: str) -> str:
    """Return the text of a note with a link to what it is about."""
    return f"{sentence}{_LINK}{what}</sub>"


def _sids(group: Sequence[Event]) -> tuple[MessageSid, ...]:
    return tuple(event.message.sid for event in group)

"""Conversations as issues: which are known with a person, what is recorded in them, and which go on in another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.github.repository import Repository
from bot.core.errors import RepositoryError
from bot.core.issues import Comment, Issue
from bot.core.messages import Address, MessageSid
from bot.core.settings import Configuration
from bot.jobs.record.own_issues import OwnIssues
from bot.rules.people import contacts, merges
from bot.rules.people.called import NAMELESS, Called
from bot.rules.people.sealing import Vault
from bot.rules.text.rendering import Style
from bot.rules.wire.binding import Binding
from bot.rules.wire.markers import ConversationMarker, Marker, MessagesMarker

# The relay's clock and GitHub's may differ by this much.
CLOCK_SKEW = timedelta(minutes=10)

Read = Callable[[int, datetime], Iterable[Comment]]


@dataclass(frozen=True, slots=True)
class Conversation:
    """An issue with its marker."""

    issue: Issue
    marker: ConversationMarker

    @property
    def number(self) -> int:
        return self.issue.number

    @property
    def takes_more(self) -> bool:
        """Return whether further messages belong here, as far as the issue shows: it is neither full nor locked."""
        return not self.issue.is_full and not self.issue.is_locked

    @property
    def ended_by(self) -> str:
        """Return why nothing more belongs here: it is locked or full, or GitHub refused for another reason."""
        if self.issue.is_locked:
            return "locked"
        return "full" if self.issue.is_full else "refused"


def current(known: Iterable[Conversation]) -> list[Conversation]:
    """Return the conversations that go on in no other of them, newest first."""
    listed = sorted(known, key=lambda one: one.number, reverse=True)
    numbers, followed = {one.number for one in listed}, {one.marker.follows for one in listed}
    return [
        one
        for one in listed
        if one.number not in followed and one.marker.continued_in not in numbers - {one.number}
    ]


def heir(conversation: Conversation, known: Iterable[Conversation]) -> Conversation | None:
    """Return the last of the conversations in which this one goes on, None if it goes on in none of them."""
    found, numbered = None, {one.number: one for one in known}
    now = conversation
    while True:
        later = [
            one for one in numbered.values() if one.marker.follows == now.number and one.number > now.number
        ]
        named = numbered.get(now.marker.continued_in)
        later += [named] if named and named.number > now.number else []
        if not later:
            return found
        found = now = max(later, key=lambda one: one.number)


class ConversationReader:
    """Reads the conversations of one repository."""

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

    @property
    def style(self) -> Style:
        """How to write in issues; may have to ask GitHub."""
        return self._style

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

    def labelled(self, person: Address) -> list[Issue]:
        """Return the issues with the person's label: conversations on every channel, and the consent record."""
        label = self._label(person)
        ahead = self._repository.ahead.issues(label)
        return list(self._repository.issues_with_label(label)) if ahead is None else ahead

    def look_ahead(self, people: Iterable[Address]) -> None:
        """Read what is known of these addresses in few requests: the next list of each is what this has read."""
        labels = self._config.labels
        others = (
            labels.received,
            labels.gateway,
            labels.sms,
            labels.whatsapp,
            labels.other_channel,
            labels.waiting,
            labels.unanswered,
            labels.opt_out,
            labels.snoozed,
            labels.spam,
            *self._config.route_labels,
        )
        self._repository.ahead.read(list(map(self._label, people)), others)
        self._repository.pace.begin(self._repository.ahead.created)

    def numbers(
        self, person: Address, labelled: Iterable[Issue]
    ) -> tuple[tuple[Address, ...], tuple[tuple[Address, ...], ...]]:
        """Return the addresses that the conversations among the issues name with this one, by number.

        First those that Twilio names together with it, it itself the first of them; then those of merged numbers.
        """
        groups = (group for found in self.among(person, labelled) for group in found.marker.groups)
        return merges.numbers(person, groups)

    def on_every_channel(self, people: Iterable[Address]) -> list[Conversation]:
        """Return the person's conversations under these addresses, open and closed, as lists by label show them.

        And those of merged numbers, one request for each.
        """
        found: dict[int, Conversation] = {}
        asked, waiting = set[str](), list(people)
        for address in waiting:  # grows by what the conversations name
            if (label := self._label(address)) in asked:
                continue
            asked.add(label)
            now = {one.number: one for one in self.among(address, self.labelled(address))}
            waiting += [other for one in now.values() for group in one.marker.merged for other in group]
            found |= now
        return list(found.values())

    def called(self, people: Iterable[Address], issues: Sequence[Issue]) -> Called:
        """Return what the office calls the person, as the newest conversation among the issues that says so has it."""
        known = {one.number: one.marker.called for person in people for one in self.among(person, issues)}
        return next((called for _, called in sorted(known.items(), reverse=True) if called), NAMELESS)

    def with_person(self, person: Address, labelled: Sequence[Issue] | None = None) -> list[Conversation]:
        """Return the conversations with the person on that channel, newest first; see `current`.

        One request by label finds them; none is made when `labelled` is given. Lists by label may lag: if this one
        holds no open conversation that takes more, the newest issues are searched too. Where a conversation goes on
        may be known from there alone, if the run that opened it died before it linked the two.
        """
        labelled = self.labelled(person) if labelled is None else labelled
        found = self._with_label(person, labelled)
        found += self._missing_heirs(found)
        if any(one.issue.is_open and one.takes_more for one in current(found)):
            return sorted(found, key=lambda conversation: conversation.number, reverse=True)
        # The copy of an issue read just now counts, not the one read seconds ago.
        known = {issue.number for issue in (*labelled, *(conversation.issue for conversation in found))}
        newest = self._of(person, self._repository.newest_issues_lately())
        found += [conversation for conversation in newest if conversation.issue.number not in known]
        return sorted(found, key=lambda conversation: conversation.issue.number, reverse=True)

    def _missing_heirs(self, found: Sequence[Conversation]) -> list[Conversation]:
        """Return the conversations in which these go on and which the list by label does not show yet."""
        heirs, numbers = list[Conversation](), {one.number for one in found}
        for number in sorted({one.marker.continued_in for one in found} - {0} - numbers):
            try:
                read = self.read(self._repository.issue(number))
            except RepositoryError as error:
                if not error.is_gone:
                    raise
            else:
                heirs += [read] if read else []
        return heirs

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
        self, conversations: Iterable[Conversation], since: datetime, read: Read | None = None
    ) -> dict[MessageSid, Conversation]:
        """Return where each message is recorded that came since the moment; perhaps earlier ones too.

        `read` returns the comments of an issue since a moment, for less than one request per issue.
        """
        comments_of = read or self._repository.comments
        places: dict[MessageSid, Conversation] = {}
        for conversation in conversations:
            places |= dict.fromkeys(conversation.marker.sids, conversation)
            if conversation.issue.updated_at < since - CLOCK_SKEW:
                continue
            for comment in comments_of(conversation.issue.number, since - CLOCK_SKEW):
                marker = self.readable(comment)
                if isinstance(marker, MessagesMarker):
                    places |= dict.fromkeys(marker.sids, conversation)
        return places

    def _with_label(self, person: Address, labelled: Sequence[Issue]) -> list[Conversation]:
        found = list(self._of(person, labelled))
        for former in () if found else self._vault.former_ids(person):
            found = found or list(
                self._of(person, self._repository.issues_with_label(self._config.labels.of_contact(former)))
            )
        return found

    def _of(self, person: Address, issues: Iterable[Issue]) -> Iterator[Conversation]:
        """Yield the conversations with the person on that channel."""
        for conversation in self.among(person, issues):
            if conversation.marker.person.network == person.network:
                yield conversation

    def among(self, person: Address, issues: Iterable[Issue]) -> Iterator[Conversation]:
        """Yield the conversations with the person among issues, on every channel."""
        for issue in map(self._own.recovered, issues):
            marker = self.readable(issue)
            if isinstance(marker, ConversationMarker) and contacts.are_one([person], marker.people):
                yield Conversation(issue, marker)

    def _label(self, person: Address) -> str:
        return self._config.labels.of_contact(self._vault.contact_id(person))
